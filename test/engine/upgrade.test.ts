import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Deployment } from "@pulumi/pulumi/automation";
import { describe, expect, test } from "vitest";
import { exampleConfig, exampleNames, runExample } from "../support/examples";
import { onClouds } from "./support/on-clouds";
import { savedState, saveState } from "./support/saved-states";
import type { Report, Step } from "./support/stack";

/** An issuer remembers where it lies and what was published; nothing of the vendors changes. */
const remembered = [
  ...steps("create", "pulumi-workload-identity:index:PublishedKeys", "prod-published-keys"),
  ...steps("update", "pulumi-workload-identity:index:ServiceAccountIssuer", "prod"),
];

/** What blobs hold is written in place by a resource of its own; the blobs stay. */
const contents = (issuer: string) => [
  ...steps("create", "pulumi-nodejs:dynamic/azure:BlobContent", `${issuer}-discovery`, `${issuer}-key-set`),
  ...steps("create", "pulumi:providers:pulumi-nodejs", "default"),
];

/** Deliberate changes of what users have deployed, by example; a step that is not written down here is a mistake. */
const expectedSteps: Record<string, Step[]> = {
  // The simulation answers the look-up of the cluster's credentials now, which names another server than the saved state.
  "aks-workload-identity": steps("update", "pulumi:providers:kubernetes", "shop"),
  "openshift-aws": remembered,
  "openshift-azure": [...remembered, ...contents("prod")],
  "openshift-gcp": remembered,
  "self-managed-issuer": contents("demo"),
  // The example was deployed on AWS and Azure, and has three more clouds since.
  "many-clusters": [
    ...steps(
      "create",
      "alicloud:ims/oidcProvider:OidcProvider",
      "blue-alicloud-oidc-provider",
      "green-alicloud-oidc-provider",
    ),
    ...steps("create", "alicloud:ram/role:Role", "orders-alicloud-role"),
    ...steps(
      "create",
      "alicloud:ram/rolePolicyAttachment:RolePolicyAttachment",
      "orders-alicloud-system-policy-AliyunOSSReadOnlyAccess-75d3e8bd",
    ),
    ...steps("create", "gcp:iam/workloadIdentityPool:WorkloadIdentityPool", "blue-gcp-pool", "green-gcp-pool"),
    ...steps(
      "create",
      "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider",
      "blue-gcp-provider",
      "green-gcp-provider",
    ),
    ...steps(
      "create",
      "gcp:projects/iAMMember:IAMMember",
      "orders-gcp-project-storage.objectViewer-40366d32",
      "orders-gcp-project-storage.objectViewer-8a0e51b4",
      "orders-gcp-project-storage.objectViewer-ce4e3a04",
    ),
    ...steps("create", "kubernetes:core/v1:ConfigMap", "orders-files"),
    ...steps(
      "create",
      "pulumi-nodejs:dynamic/huawei:AgencyPolicyAttachment",
      "orders-huawei-policy-OBSReadOnlyPolicy-c63e12c2",
    ),
    ...steps(
      "create",
      "pulumi-nodejs:dynamic/huawei:OidcProvider",
      "blue-huawei-oidc-provider",
      "green-huawei-oidc-provider",
    ),
    ...steps("create", "pulumi-nodejs:dynamic/huawei:TrustAgency", "orders-huawei-agency"),
    ...steps("create", "pulumi-workload-identity:index:AlicloudIssuerRegistration", "blue-alicloud", "green-alicloud"),
    ...steps("create", "pulumi-workload-identity:index:AlicloudWorkloadIdentity", "orders-alicloud"),
    ...steps("create", "pulumi-workload-identity:index:GcpIssuerRegistration", "blue-gcp", "green-gcp"),
    ...steps("create", "pulumi-workload-identity:index:GcpWorkloadIdentity", "orders-gcp"),
    ...steps("create", "pulumi-workload-identity:index:HuaweiIssuerRegistration", "blue-huawei", "green-huawei"),
    ...steps("create", "pulumi-workload-identity:index:HuaweiWorkloadIdentity", "orders-huawei"),
    ...steps("create", "pulumi:providers:pulumi-nodejs", "default"),
    ...steps("update", "kubernetes:apps/v1:Deployment", "orders-blue", "orders-green", "orders-worker"),
  ],
};

function steps(op: Step["op"], type: string, ...names: string[]): Step[] {
  return names.map((name) => ({ op, type, name }));
}

/** The engine names a default provider by the version of its SDK, so a newer SDK makes another one; resources do not mind. */
const stepsOf = ({ steps }: Report) => steps.filter(({ name }) => !name.startsWith("default_"));

/** The engine takes independent steps in any order. */
const inOrder = (taken: readonly Step[]) => taken.map(({ op, type, name }) => `${op} ${type} ${name}`).sort();

describe("a stack that an earlier version of the library deployed", () => {
  test.each(exampleNames)("%s stays as it is when today's program is previewed", (name) =>
    onClouds(async (stack) => {
      await stack.configure(exampleConfig(name));
      const program = () => runExample(name);
      if (process.env.SAVE_STATES !== undefined) {
        await stack.up(program);
        saveState(name, await stack.exportState());
      }
      await stack.importState(savedState(name));
      expect(inOrder(stepsOf(await stack.preview(program)))).toEqual(inOrder(expectedSteps[name] ?? []));
    })(),
  );
});

/** Examples whose states hold what an earlier version would call otherwise, and what it would make up anew if it were gone. */
const GO_BACK = ["quickstart", "aks-workload-identity"];

test.each(GO_BACK)(
  "a stack of %s that today's version has updated is the earlier version's again by the command that the docs give",
  (name) =>
    onClouds(async (stack) => {
      await stack.configure(exampleConfig(name));
      const program = () => runExample(name);
      const earlier = savedState(name);
      await stack.importState(earlier);
      await stack.up(program);
      const today = await stack.exportState();

      const changes = readFileSync(join(__dirname, "../../docs/changes.md"), "utf8");
      const [, script = ""] = /^sed -E '([^']+)' state\.json > earlier\.json$/m.exec(changes) ?? [];
      const back = JSON.parse(execFileSync("sed", ["-E", script], { input: JSON.stringify(today), encoding: "utf8" }));
      expect(urnsOf(back)).toEqual(urnsOf(earlier));
      // A name that a provider made up is made up anew by a version that finds no note of that.
      expect(namesMadeUp(back)).toEqual(namesMadeUp(earlier));
      await stack.importState(back);
      expect(stepsOf(await stack.preview(program))).toEqual([]);
    })(),
);

/** The inputs that providers made up, by resource. */
function namesMadeUp({ deployment }: Deployment): string[] {
  const resources = deployment.resources as { urn: string; inputs?: { __defaults?: string[] } }[];
  return resources.flatMap(({ urn, inputs }) => (inputs?.__defaults ?? []).map((input) => `${input} ${urn}`)).sort();
}

/** The engine finds what a program registers by these; a default provider is named by the version of its SDK. */
function urnsOf({ deployment }: Deployment): string[] {
  const resources = deployment.resources as { urn: string }[];
  return resources
    .map(({ urn }) => urn)
    .filter((urn) => !urn.includes("::default_"))
    .sort();
}
