import * as pulumi from "@pulumi/pulumi";
import type { ClusterIssuer, FederatedWorkloadArgs } from "pulumi-workload-identity";
import { ClusterFederation, FederatedWorkload } from "pulumi-workload-identity";
import { catalogue } from "pulumi-workload-identity/verifier";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { IamServer, TEST_KEY } from "../clouds/huawei/support/iam-server";
import type { RowOnEngine, Transform } from "./support/catalogue-transforms";
import { CATALOGUE_ON_ENGINE, COMMON_ON_ENGINE } from "./support/catalogue-transforms";
import { withDynamicProviders } from "./support/dynamic-providers";
import { onClouds } from "./support/on-clouds";
import type { ProgramModules } from "./support/program-modules";
import { buildProgramModules } from "./support/program-modules";
import type { EngineStack } from "./support/stack";

const url = "https://issuer.shop.example.com";
const registered: ClusterIssuer = {
  url,
  aws: { oidcProviderArn: "arn:aws:iam::111122223333:oidc-provider/issuer.shop.example.com" },
  alicloud: { oidcProviderArn: "acs:ram::1234567890123456:oidc-provider/shop" },
};

const JWKS = '{"keys":[{"alg":"RS256","e":"AQAB","kid":"a","kty":"RSA","n":"bW9kdWx1cw","use":"sig"}]}';
const ofRules = { identityProviderId: "prod", clientId: "prod-cluster" };
const ofAgencies = { oidcProviderUrn: "iam::0a1b2c:oidcProvider:prod", clientId: "prod-cluster" };
const connection = () => ({ connection: { iamEndpoint: iam.endpoint } });

let modules: ProgramModules;
let iam: IamServer;
beforeAll(() => {
  modules = buildProgramModules();
});
afterAll(() => modules.remove());
beforeEach(async () => {
  iam = await IamServer.start();
});
afterEach(() => iam.stop());

const workload = (args: Partial<FederatedWorkloadArgs>) => (name: string, row: number) =>
  new FederatedWorkload(name, {
    issuer: registered,
    namespace: "shop",
    serviceAccount: `orders-${row}`,
    ...args,
  });

/** What a program has for each row, by a name of its own. On Google Cloud each registers the issuer, for rows that are about providers. */
const PROGRAMS: Record<string, (name: string, row: number) => unknown> = {
  aws: workload({ aws: {} }),
  azure: workload({ azure: { resourceGroupName: "shop" } }),
  gcp: (name, row) =>
    workload({ issuer: { url }, gcp: { project: `shop-${row}`, roles: ["roles/viewer"] } })(name, row),
  alicloud: workload({ alicloud: {} }),
  "huawei, user groups": (name, row) =>
    workload({ issuer: { url, huawei: ofRules }, huawei: { groupName: name, ...connection() } })(name, row),
  "huawei, identity providers": (name, row) =>
    new ClusterFederation(name, {
      issuer: { url: `https://issuer-${row}.example.com`, jwks: JWKS },
      huawei: connection(),
    }),
  "huawei, trust agencies": (name, row) =>
    workload({ issuer: { url, huawei: ofAgencies }, huawei: { mechanism: "trust-agency", ...connection() } })(
      name,
      row,
    ),
};

/** Huawei Cloud has dynamic providers, which call a server; the others are simulated in the engine's own process. */
function withStack(cloud: string, use: (stack: EngineStack) => Promise<void>): Promise<void> {
  if (!cloud.startsWith("huawei")) return onClouds(use)();
  const credentials = { HUAWEICLOUD_SDK_AK: TEST_KEY.accessKey, HUAWEICLOUD_SDK_SK: TEST_KEY.secretKey };
  return withDynamicProviders(() => modules, credentials, use)();
}

const isTransform = (row: RowOnEngine): row is Transform => !("not" in row);

function workloadName(id: string): string {
  return `on-${id.toLowerCase().replace(/\W/g, "-")}`;
}

/** Changes one workload for each row: the resource of its type below the workload's name. */
function transformedProgram(cloud: string, rows: [id: string, row: Transform][]) {
  const names = rows.map(([id]) => workloadName(id));
  return async () => {
    pulumi.runtime.registerResourceTransform(({ type, name, props, opts }) => {
      const [, row] = rows.find(([, each], i) => each.type === type && name.startsWith(`${names[i]}-`)) ?? [];
      if (row === undefined) return undefined;
      const changed = pulumi
        .output(Object.fromEntries(row.properties.map((property) => [property, props[property]])))
        .apply((known) => row.change(known));
      const keys = Object.keys(row.change(sampleOf(row)));
      return {
        props: { ...props, ...Object.fromEntries(keys.map((key) => [key, changed.apply((all) => all[key])])) },
        opts,
      };
    });
    names.forEach((name, row) => {
      PROGRAMS[cloud]!(name, row);
    });
  };
}

/** Inputs to learn from which ones a transform changes. */
function sampleOf({ properties }: Transform) {
  const document = { Statement: [{ Condition: { StringEquals: {} } }], local: [], remote: [{ any_one_of: [] }] };
  const isText = (property: string) => /^(member|assumeRolePolicy)/.test(property);
  return Object.fromEntries(
    properties.map((property) => [property, isText(property) ? JSON.stringify(document) : document]),
  );
}

/** The fault codes that a trust or registration is refused with. */
const REFUSED = /\[(trust-\w+|input-changed|issuer-[\w-]+|[a-z]+-issuer-[\w-]+|[a-z]+-trust-invalid)\]/;

describe("a transform that adds a row of the catalogue", () => {
  test("is written for every row, or why there is none", () => {
    const written = [...Object.values(CATALOGUE_ON_ENGINE).flatMap(Object.keys), ...Object.keys(COMMON_ON_ENGINE)];
    const expected = catalogue.filter(({ elsewhere }) => elsewhere === undefined);
    expect(expected.filter(({ id }) => !written.includes(id)).map(({ id }) => id)).toEqual([]);
  });

  test.each(Object.keys(CATALOGUE_ON_ENGINE))("is refused on the real engine, the foreign issuer first: %s", (cloud) =>
    withStack(cloud, async (stack) => {
      const all = { ...CATALOGUE_ON_ENGINE[cloud], ...(cloud === "aws" ? COMMON_ON_ENGINE : {}) };
      const rows = Object.entries(all).filter((row): row is [string, Transform] => isTransform(row[1]));
      expect(rows[0]?.[0]).toBe("foreign issuer");
      const { diagnostics } = await stack.failingWholeUp(transformedProgram(cloud, rows));
      const ofRow = (id: string, type: string) => (each: { type: string; name: string }) =>
        each.type === type && each.name.startsWith(`${workloadName(id)}-`);
      const accepted = rows.filter(([id, { type }]) => {
        const shown = diagnostics.filter(ofRow(id, type));
        return !shown.some(({ message }) => REFUSED.test(message));
      });
      expect(accepted.map(([id]) => id)).toEqual([]);
      // What is not in the state was never created.
      const created = (await stack.resources()).map(({ type, urn }) => ({ type, name: urn.split("::").at(-1)! }));
      expect(rows.filter(([id, { type }]) => created.some(ofRow(id, type))).map(([id]) => id)).toEqual([]);
    }),
  );
});
