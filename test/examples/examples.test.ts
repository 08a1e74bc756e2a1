import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CloudMocks } from "../../src/testing";
import { installCloudMocks, settled } from "../../src/testing";
import { programResources } from "../engine/support/program-resources";
import { configureExample, declaredSettings, exampleNames, runExample } from "../support/examples";

/** Inputs that decide who is trusted, with what, and how pods get there. */
const TRUSTED_INPUTS =
  /^(url|clientIdLists|thumbprintLists|assumeRolePolicy|assumeRolePolicyDocument|role|policyArn|policyName|policyType|roleName|issuer|subject|audiences|scope|roleDefinitionId|principalId|workloadIdentityPoolId|workloadIdentityPoolProviderId|attributeMapping|oidc|oidcIssuerProfile|securityProfile|workloadIdentityConfig|member|bucket|project|issuerUrl|clientIds|fingerprints|enableRrsa|trustPolicy|rule|mappingId|agencyId|agencyName|groupId|scopeId|clusterId|clientId|metadata|data|automountServiceAccountToken|spec|clusterName|namespace|serviceAccount|roleArn)$/;

async function run(name: string, preview: boolean): Promise<CloudMocks> {
  const mocks = await installCloudMocks({
    project: name,
    stack: "dev",
    preview,
    resources: programResources,
  });
  configureExample(name);
  await runExample(name);
  await settled();
  return mocks;
}

const created = new Map<string, Promise<CloudMocks>>();

/** What an example creates; it runs once for all tests that look at it. */
function create(name: string): Promise<CloudMocks> {
  const mocks = created.get(name) ?? run(name, false);
  created.set(name, mocks);
  return mocks;
}

function described({ resources }: CloudMocks) {
  return resources
    .map(({ type, name, inputs }) => ({
      type,
      name,
      ...Object.fromEntries(
        Object.keys(inputs)
          .filter((key) => TRUSTED_INPUTS.test(key) && inputs[key] !== undefined)
          .sort()
          .map((key) => [key, readable(inputs[key])]),
      ),
    }))
    .sort((a, b) => (`${a.type} ${a.name}` < `${b.type} ${b.name}` ? -1 : 1));
}

/** Documents as data, so that a difference shows where it is. */
function readable(value: unknown): unknown {
  return typeof value === "string" && value.startsWith("{") ? JSON.parse(value) : value;
}

const listed = ({ resources }: CloudMocks) => resources.map(({ type, name }) => `${type} ${name}`).sort();

describe("the examples", () => {
  it.each(exampleNames)("%s declares defaults of the types that it says", (name) => {
    const defaults = declaredSettings(name).filter(([, setting]) => setting.default !== undefined);
    expect(defaults.filter(([, setting]) => typeof setting.default !== setting.type)).toEqual([]);
  });

  it.each(exampleNames)("%s declares without a default only what its program cannot run without", (name) => {
    const program = readFileSync(join(__dirname, "../../examples", name, "index.ts"), "utf8");
    const needed = declaredSettings(name).filter(([, setting]) => setting.default === undefined);
    const isRequired = ([key]: [string, unknown]) => new RegExp(`\\.require\\w*(<[^>]*>)?\\("${key}"\\)`).test(program);
    expect(needed.filter((setting) => !isRequired(setting))).toEqual([]);
  });

  it("are all there", () => {
    expect(exampleNames).toEqual(
      expect.arrayContaining([
        "ack-rrsa",
        "aks-workload-identity",
        "capz-management-cluster",
        "cce-workload-identity",
        "eks-irsa",
        "eks-pod-identity",
        "gke-workload-identity",
        "many-clusters",
        "migrate-to-pod-identity",
        "multi-cloud",
        "openshift-aws",
        "openshift-azure",
        "openshift-gcp",
        "quickstart",
        "rotate-keys",
        "secrets-store-csi",
        "self-managed-issuer",
      ]),
    );
  });

  it.each(exampleNames)("%s creates the resources of its golden file", async (name) => {
    const file = join(__dirname, "golden", `${name}.json`);
    const found = described(await create(name));
    if (process.env.UPDATE_GOLDEN !== undefined) writeFileSync(file, `${JSON.stringify(found, null, 2)}\n`);
    expect(existsSync(file), `${file} is missing; UPDATE_GOLDEN=1 writes it`).toBe(true);
    expect(found).toEqual(JSON.parse(readFileSync(file, "utf8")));
  });

  it.each(exampleNames)("%s plans in a preview what it creates", async (name) => {
    const planned = listed(await run(name, true));
    expect(planned).toEqual(listed(await create(name)));
    expect(planned.length).toBeGreaterThan(3);
  });
});
