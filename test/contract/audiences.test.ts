import { describe, expect, it } from "vitest";
import { componentsOf } from "../../src/clouds/components";
import { clouds } from "../../src/clouds/registry";

const OF_API_SERVERS = ["kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"].flatMap(
  (name) => [name, `https://${name}`, `https://${name}:443`, `https://${name}/`],
);

/** The faults of an audience where the cloud is told one: with the registration, or with the workload where there is none. */
function codesOf(cloud: string, audience: string): string[] {
  const [components] = componentsOf({ [cloud]: {} });
  const { registrar, checkWorkload } = components!;
  // Huawei Cloud calls it client id.
  const args = { url: "https://a.example", audience, clientId: audience };
  return (registrar?.check(args) ?? checkWorkload(args)).map(({ code }) => code);
}

describe.each(clouds.map(({ name }) => name))("the audience of tokens for %s", (cloud) => {
  it.each([...OF_API_SERVERS, "https://kubernetes.default.svc.corp.example"])(
    "is never %s, which the default token of every pod has",
    (audience) => {
      expect(codesOf(cloud, audience)).toContain("audience-of-api-server");
    },
  );

  it("may be any other name", () => {
    expect(codesOf(cloud, "tokens.example")).not.toContain("audience-of-api-server");
    expect(codesOf(cloud, "tokens.example").filter((code) => code.includes("audience"))).toEqual([]);
  });
});
