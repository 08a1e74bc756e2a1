import { clouds } from "../../src/clouds/registry";
import type { FindingRow } from "../../src/core/finding";

/** `docs/catalogue.md`, written out of the rows. */
export function cataloguePage(catalogue: readonly FindingRow[]): string {
  const sections = [...clouds.map(({ name, title }) => ({ name, title })), { name: "every", title: "Every cloud" }];
  const tables = sections.map(({ name, title }) =>
    [`## ${title}`, "", ...HEAD, ...catalogue.filter(({ cloud }) => cloud === name).map(line)].join("\n"),
  );
  return `${[intro(catalogue.length), ...tables].join("\n\n")}\n`;
}

const HEAD = ["| id | severity | what is wrong | effect | fix | source |", "|---|---|---|---|---|---|"];

function line({ id, severity, title, wrong, effect, fix, elsewhere, source }: FindingRow): string {
  const met = elsewhere === undefined ? "" : `. No trust shows this row: ${elsewhere}`;
  const cells = [id, severity, `**${title}**: ${wrong}`, effect, `${fix}${met}`, source];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

const intro = (count: number) => `# Catalogue of misconfigurations

<!-- Written by \`npm run docs:catalogue\` out of the rows in src/clouds/*/catalogue.ts and src/core/catalogue.ts. -->

These are ${count} known ways in which a trust admits somebody else, or refuses whom it should admit. A verdict lists them in \`findings\` by
their identifiers, the most severe first, next to the counterexample token. Findings explain a verdict, they never make it: a trust that
shows a row but admits exactly the intended ServiceAccounts is \`equal\`, and a trust that shows none is still refused where a token gets in
that should not.

The same rows are data for programs:

\`\`\`ts
import { catalogue, findingOf } from "pulumi-workload-identity/verifier";

findingOf("A5"); // { id: "A5", title, cloud: "aws", severity: "high", effect, wrong, fix, source }
catalogue.filter(({ severity }) => severity === "critical");
\`\`\`

- **Severity** says how much is at stake, as a rule: \`critical\` lets in nearly anybody, \`high\` some who are not intended, \`medium\` refuses
  the intended or admits a little more, \`low\` matters only together with another row.
- **Effect** says what a trust with that row does: "over" admits somebody who is not intended, "under" refuses somebody who is, "unknown"
  cannot be proved.
- A **subject** is \`system:serviceaccount:<namespace>:<name>\`.
- Trust agencies of Huawei Cloud's IAM v5 have policies in place of rules: H8 to H12, H4 and the rows of every cloud are theirs.`;
