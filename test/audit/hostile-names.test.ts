import { describe, expect, it } from "vitest";
import { audit } from "../../src/audit";
import { matchBaseline } from "../../src/audit/baseline";
import { auditDot } from "../../src/audit/present/dot";
import { auditHtml } from "../../src/audit/present/html";
import { auditJson } from "../../src/audit/present/json";
import { auditMarkdown } from "../../src/audit/present/markdown";
import { auditMermaid } from "../../src/audit/present/mermaid";
import { auditSarif } from "../../src/audit/present/sarif";
import { auditText } from "../../src/audit/present/text";

const HOST = "a.example.com";
const NAME = [
  "a|b\\|c",
  '"q"',
  "`code`",
  "</script><img src=x onerror=alert(1)>",
  "line\nbreak\r\rcr",
  "\u202eover\u2066\u200b",
  "\u001b[8mhidden\u001b[0m\u0007\u009b2J",
  "*:* __all__ ~~gone~~ &amp;",
  "[click](https://evil.example) ![x](https://evil.example/x.png)",
  "%%{init: {'theme': 'dark'}}%%",
  "{{data}} $& $1",
].join(" ");
const policy = JSON.stringify({
  Statement: [
    {
      Sid: NAME,
      Effect: "Allow",
      Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${HOST}` },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringLike: { [`${HOST}:sub`]: "system:serviceaccount:*:*" },
        StringEquals: { [`${HOST}:aud`]: "sts.amazonaws.com" },
      },
    },
  ],
});
const roles = [NAME, `${NAME}\u200b`].map((name) => ({
  mode: "managed",
  type: "aws_iam_role",
  name: "this",
  instances: [
    {
      attributes: {
        arn: `arn:aws:iam::111122223333:role/${name}`,
        name,
        id: name,
        assume_role_policy: policy,
        managed_policy_arns: [NAME],
      },
    },
  ],
}));
const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { namespace: "shop", name: "orders" } };
const answer = audit(
  [
    { source: NAME, text: JSON.stringify({ version: 4, terraform_version: "1.9.0", resources: roles }) },
    { source: "objects", text: JSON.stringify(account) },
    { source: `${NAME}.json`, text: "{" },
  ],
  [{ name: "prod", issuer: `https://${HOST}` }],
);
const known = matchBaseline(answer.findings, [], "2026-11-26");
const SEEN_BY_NOBODY = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

it("hostile names stand in what is shown below", () => {
  expect(answer.pairs).toHaveLength(2);
  expect(answer.findings.length).toBeGreaterThan(0);
  expect(answer.unread.length).toBeGreaterThan(0);
});

describe.each([
  ["text", auditText(answer, known, false)],
  ["Markdown", auditMarkdown(answer, known)],
  ["DOT", auditDot(answer)],
  ["Mermaid", auditMermaid(answer)],
  ["HTML", auditHtml(answer, known)],
])("hostile names in %s", (_, shown) => {
  it("neither steer a terminal nor hide or turn letters", () => {
    expect(SEEN_BY_NOBODY.exec(shown)).toBeNull();
    expect(shown).toContain("\uFFFD");
  });
});

it("in a terminal with colours, only the audit's own colours are left", () => {
  const text = auditText(answer, known, true);
  expect(text).toContain("\u001b[1m");
  for (const mark of ["\u001b[8m", "\u009b", "\u0007"]) expect(text).not.toContain(mark);
});

describe("hostile names in Markdown", () => {
  const markdown = auditMarkdown(answer, known);
  const rows = markdown.split("\n").filter((line) => line.startsWith("|"));

  it("stay in their cell", () => {
    expect(rows.length).toBeGreaterThan(5);
    // A table has as many cells in each row, by the pipes that nothing escapes.
    const cells = markdown.split("\n\n").flatMap((block) => {
      const lines = block.split("\n").filter((line) => line.startsWith("|"));
      return lines.length === 0 ? [] : [new Set(lines.map((line) => line.replace(/\\./g, "").split("|").length)).size];
    });
    expect(new Set(cells)).toEqual(new Set([1]));
    expect(markdown.split("\n").filter((line) => /^(break|cr)/.test(line.trim()))).toEqual([]);
  });

  it("are no tags, links, code or emphasis", () => {
    const plain = rows.map((line) => line.replace(/\\./g, "")).join("\n");
    expect(plain).not.toMatch(/[<`*[\]~&]|\b_\B|\B_\b/);
    expect(markdown).toContain("\\*:\\* \\_\\_all\\_\\_");
  });
});

describe("hostile names in pictures", () => {
  it("stay in their quotes in DOT, and two that look alike stay two", () => {
    const dot = auditDot(answer);
    const left = dot.replace(/"(?:\\.|[^"\\])*"/g, "S");
    expect(left.split("\n").filter((line) => !/^(digraph audit \{|\}| {2}\}|[\sS\w[\]=,;>{-]*)$/.test(line))).toEqual(
      [],
    );
    const ids = [...dot.matchAll(/^ {4}("(?:\\.|[^"\\])*") \[.*ellipse/gm)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(2);
  });

  it("stay in their quotes in Mermaid, and are no directive", () => {
    const mermaid = auditMermaid(answer);
    expect(mermaid).not.toContain("%%{");
    for (const [, label] of mermaid.matchAll(/"([^"]*)"/g)) expect(label).not.toMatch(/[`<>&{}%\\]/);
    expect(mermaid.replace(/"[^"]*"/g, "").match(/"/)).toBeNull();
  });
});

it("hostile names leave the page's one script and its data as they are", () => {
  const html = auditHtml(answer, known);
  expect(html.match(/<\/script>/g)).toHaveLength(2);
  expect(html).not.toContain("<img");
});

it("hostile names are themselves in JSON, and no links in SARIF", () => {
  expect(JSON.stringify(JSON.parse(auditJson(answer, known)))).toContain(JSON.stringify(NAME).slice(1, -1));
  const { runs } = JSON.parse(auditSarif(answer, known, "1"));
  for (const { message } of runs[0].results) expect(message.text.replace(/\\./g, "")).not.toMatch(/[[\]]/);
});
