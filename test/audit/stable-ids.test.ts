import { expect, it } from "vitest";
import { audit } from "../../src/audit";
import { ISSUER, objects, pulumi } from "./estate-forms";
import { bind, role, rule } from "./rbac/support";

const list = (...items: object[]) => ({ apiVersion: "v1", kind: "List", items });
const key = { kty: "RSA", kid: "1", n: "x".repeat(342), e: "AQAB" };
const people = list(role("shop", "dev", rule("create", "pods")), bind("shop", "Role/dev", "sa:shop/other", "user:eve"));

/** Two clusters with one issuer and one key, and an estate on five clouds. */
const INPUTS: [cluster: string | undefined, document: unknown][] = [
  ...pulumi.map((document): [undefined, unknown] => [undefined, document]),
  ["prod", objects],
  ["prod", people],
  ["twin", objects],
  ["prod", { keys: [key] }],
  ["twin", { keys: [key] }],
];

function idsOf(inputs: typeof INPUTS, clusters: string[]): string[] {
  const texts = inputs.map(([cluster, document]) => ({
    source: `${INPUTS.findIndex(([, each]) => each === document)}.json`,
    text: JSON.stringify(document),
    ...(cluster === undefined ? {} : { cluster }),
  }));
  const named = clusters.map((name) => ({ name, issuer: ISSUER }));
  return audit(texts, named)
    .findings.map(({ id }) => id)
    .sort();
}

it("findings keep their ids in whatever order inputs, items and clusters come", () => {
  const ids = idsOf(INPUTS, ["prod", "twin"]);
  expect(ids.map((id) => id.split("-")[0])).toEqual(expect.arrayContaining(["E3", "E8", "E9", "E18"]));
  const { items } = objects as { items: object[] };
  const turned = INPUTS.map(([cluster, document]): (typeof INPUTS)[number] =>
    document === objects ? [cluster, { ...objects, items: [...items].reverse() }] : [cluster, document],
  );
  expect(idsOf([...INPUTS].reverse(), ["twin", "prod"])).toEqual(ids);
  expect(idsOf(turned.reverse(), ["prod", "twin"])).toEqual(ids);
  expect(idsOf([...INPUTS.slice(3), ...INPUTS.slice(0, 3)], ["twin", "prod"])).toEqual(ids);
});
