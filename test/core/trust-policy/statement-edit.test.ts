import { describe, expect, it } from "vitest";
import { replaceStatements, storedStatements } from "../../../src/core/trust-policy/statement-edit";

const ours = { Sid: "Ours1", Effect: "Allow", Action: "sts:AssumeRoleWithWebIdentity" };
const moved = { ...ours, Action: ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"] };
const nameless = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { RAM: ["acs:ram::1:root"] } };
const text = JSON.stringify(ours);

const edited = (policy: string, olds: object[], news: object[]) => {
  const result = replaceStatements(policy, olds, news);
  return "policy" in result ? result.policy : result.refused;
};

describe("statements in somebody's policy", () => {
  const foreign = `{ "Sid" : "A,]}\\"{[", "Effect":"Allow","Odd":1.0e3,"Name":"\\u00e9/\\/","List":[[{}],"]"] }`;

  it.each([
    [
      "a list",
      `{"Version":"2012-10-17","Statement":[${foreign}]}`,
      `{"Version":"2012-10-17","Statement":[${foreign},${text}]}`,
    ],
    ["one without a list", `{"Statement":${foreign}}`, `{"Statement":[${foreign},${text}]}`],
    [
      "no version, and members behind",
      `{"Statement":[${foreign}],"Id":"x"}`,
      `{"Statement":[${foreign},${text}],"Id":"x"}`,
    ],
    [
      "white space everywhere",
      `\n{ "Statement" :\t[ ${foreign} ] ,\n "Id": "Statement" }\n`,
      `\n{ "Statement" :\t[${foreign},${text}] ,\n "Id": "Statement" }\n`,
    ],
    ["an empty list", `{"Statement":[ ]}`, `{"Statement":[${text}]}`],
    ["an escaped name", `{"State\\u006dent":[${foreign}]}`, `{"State\\u006dent":[${foreign},${text}]}`],
    [
      "a member of that name further in",
      `{"Condition":{"Statement":[1]},"Statement":[${foreign}]}`,
      `{"Condition":{"Statement":[1]},"Statement":[${foreign},${text}]}`,
    ],
  ])("are added behind what stands there, kept to the byte: %s", (_title, policy, expected) => {
    expect(edited(policy, [], [ours])).toBe(expected);
    expect(storedStatements(expected, [ours])).toEqual([ours]);
    const gone = edited(expected, [ours], []);
    expect(gone).toBe(policy.includes("Odd") ? expected.replace(`,${text}`, "") : "last");
  });

  it("are replaced in their place, and those that are wanted no more go", () => {
    const policy = `{"Statement":[${text},${foreign},${JSON.stringify({ Sid: "Ours2" })}]}`;
    expect(edited(policy, [ours, { Sid: "Ours2" }], [moved])).toBe(
      `{"Statement":[${JSON.stringify(moved)},${foreign}]}`,
    );
  });

  it("stay as they were written where they say what they shall, in whatever order", () => {
    const policy = `{"Statement":[ {"Action":"${ours.Action}","Effect":"Allow","Sid":"Ours1"} ]}`;
    expect(edited(policy, [], [ours])).toBe(policy);
    expect(edited(policy, [moved], [ours])).toBe(policy);
  });

  it("without a name are known by all that they say", () => {
    const [one, other] = [JSON.stringify(nameless), JSON.stringify({ ...nameless, Action: "sts:*" })];
    const policy = `{"Statement":[${other},${one}]}`;
    expect(edited(policy, [], [nameless])).toBe(policy);
    expect(edited(policy, [nameless], [])).toBe(`{"Statement":[${other}]}`);
    expect(edited(policy, [nameless], [{ ...nameless, Effect: "Deny" }])).toBe(
      `{"Statement":[${other},${JSON.stringify({ ...nameless, Effect: "Deny" })}]}`,
    );
    expect(storedStatements(policy, [{ ...nameless, Effect: "Deny" }])).toEqual([]);
  });

  it.each([
    ["another one has the name", `{"Statement":[{"Sid":"Ours1","Effect":"Deny"}]}`, [], [ours], "taken"],
    ["the name is there twice", `{"Statement":[${text},${text}]}`, [], [ours], "taken"],
    ["the name is there twice, once as ours", `{"Statement":[${text},{"Sid":"Ours1"}]}`, [ours], [moved], "taken"],
    [
      "ours was changed by hand",
      `{"Statement":[{"Sid":"Ours1","Effect":"Deny"}]}`,
      [ours],
      [moved],
      "changed-elsewhere",
    ],
    ["ours is the last one", `{"Statement":[${text}]}`, [ours], [], "last"],
    ["ours is the last one and no list", `{"Statement":${text}}`, [ours], [], "last"],
    ["it is no JSON", `{"Statement":[${text}],}`, [], [ours], "unreadable"],
    ["it is encoded for a URL", encodeURIComponent(`{"Statement":[${text}]}`), [], [ours], "unreadable"],
    ["it is a list", `[${text}]`, [], [ours], "unreadable"],
    ["it has no statements", `{"Version":"2012-10-17"}`, [], [ours], "unreadable"],
    ["its statements are a text", `{"Statement":"[]"}`, [], [ours], "unreadable"],
    ["it has statements twice", `{"Statement":[${text}],"Statement":[]}`, [], [ours], "unreadable"],
    ["a member of a statement is there twice", `{"Statement":[{"Sid":"A","Sid":"Ours1"}]}`, [], [ours], "unreadable"],
    ["it is empty", "", [], [ours], "unreadable"],
  ])("are refused where %s", (_title, policy, olds, news, refused) => {
    expect(edited(policy, olds, news)).toBe(refused);
  });

  it("are taken away by their name even where they were changed by hand", () => {
    expect(edited(`{"Statement":[{"Sid":"Ours1","Effect":"Deny"},${foreign}]}`, [ours], [])).toBe(
      `{"Statement":[${foreign}]}`,
    );
  });
});
