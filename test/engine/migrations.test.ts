/** The ways of docs/migrations.md on the real engine: what is new works before what is old goes, and the identity stays the same one. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity";
import { ApplicationRegistration } from "@pulumi/azuread/applicationRegistration";
import { ServicePrincipal } from "@pulumi/azuread/servicePrincipal";
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import { FederatedWorkload } from "pulumi-workload-identity";
import type { AzureWorkloadArgs } from "pulumi-workload-identity/clouds/azure";
import { GcpWorkloadIdentity } from "pulumi-workload-identity/clouds/gcp";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Sandbox } from "../../src/sandbox";
import { startSandbox } from "../../src/sandbox";
import { nodeClient } from "../conformance/support/clients";
import { TYPE } from "./support/types";

const issuer = { url: "https://oidc.cluster.example/prod" };
const shop = { namespace: "shop", serviceAccount: "orders" };

let sandbox: Sandbox;
let workDir: string;
beforeEach(async () => {
  sandbox = await startSandbox();
  workDir = mkdtempSync(join(tmpdir(), "migrations-"));
});
afterEach(async () => {
  await sandbox.close();
  rmSync(workDir, { recursive: true, force: true });
});

/** Runs an update, and returns its steps in the order in which they ended. */
async function update(program: PulumiFn): Promise<string[]> {
  const envVars = await sandbox.environment();
  const options = { stackName: "dev", projectName: "shop", program };
  const stack = await LocalWorkspace.createOrSelectStack(options, { workDir, envVars });
  const steps: string[] = [];
  await stack.up({
    onEvent: ({ resOutputsEvent }) => {
      const { op, type } = resOutputsEvent?.metadata ?? {};
      if (op !== undefined && op !== "same") steps.push(`${op} ${type}`);
    },
  });
  return steps;
}

const container = { name: "app", image: "app:1" };
function deployment(name: string, template: object): void {
  const labels = { app: name };
  const labelled = { ...template, metadata: { ...(template as { metadata?: object }).metadata, labels } };
  const spec = { selector: { matchLabels: labels }, template: labelled as never };
  new Deployment(name, { metadata: { name, namespace: "shop" }, spec });
}

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";

test("pods go from a service account of Google Cloud to a principal, which has the roles first, and none loses access", async () => {
  const roles = ["roles/storage.objectViewer"];
  const program = (access: "impersonation" | "direct", retainOnDelete: boolean) => async () => {
    const gcp = { access, project: "shop-prod", roles };
    const orders = new FederatedWorkload("orders", { issuer, ...shop, gcp }, { retainOnDelete });
    if (access === "impersonation" && retainOnDelete) {
      const subjects = [{ issuer: orders.issuer!, ...shop }];
      new GcpWorkloadIdentity("orders-direct", { subjects, project: "shop-prod", roles }, { retainOnDelete });
    }
    deployment("orders", orders.podTemplate({ spec: { containers: [container] } }));
  };
  const client = nodeClient("gcp", "token");
  const members = () =>
    sandbox.state.resources
      .filter(({ type }) => type === TYPE.gcpProjectMember)
      .map(({ state }) => String(state.member).split(":")[0])
      .sort();
  await update(program("impersonation", false));
  expect(members()).toEqual(["serviceAccount"]);
  const old = await sandbox.pod(shop);
  await update(program("impersonation", true));
  expect(members()).toEqual(["principal", "serviceAccount"]);
  expect(await client(old.environment)).toMatchObject({ ok: true });

  const moved = await update(program("direct", true));
  expect(moved.filter((step) => step.includes("replace"))).toEqual([]);
  expect(members()).toEqual(["principal", "serviceAccount"]);
  const fresh = await sandbox.pod(shop);
  const configuration = () => readFileSync(fresh.environment.GOOGLE_APPLICATION_CREDENTIALS!, "utf8");
  expect(configuration()).not.toContain("service_account_impersonation_url");
  for (const { environment } of [old, fresh]) expect(await client(environment)).toMatchObject({ ok: true });
  expect(await update(program("direct", false))).toEqual([]);
  expect(members()).toEqual(["principal", "serviceAccount"]);
});

test("pods of AKS go from a pod-managed identity, and from an application's secret, to tokens of the same identity", async () => {
  const secret = { ...container, env: [{ name: "AZURE_CLIENT_SECRET", value: "from-a-secret" }] };
  const program = (step: "old" | "credential" | "tokens") => async () => {
    const identity = new UserAssignedIdentity("orders", { resourceGroupName: "shop", resourceName: "orders" });
    const { clientId, objectId } = new ApplicationRegistration("reports", { displayName: "reports" });
    const { applicationTenantId: tenantId } = new ServicePrincipal("reports", { clientId });
    const podManaged = { metadata: { labels: { aadpodidbinding: "orders" } }, spec: { containers: [container] } };
    if (step === "old") {
      deployment("orders", podManaged);
      deployment("reports", { spec: { containers: [secret] } });
      return;
    }
    const workloadOf = (serviceAccount: string, azure: AzureWorkloadArgs) =>
      new FederatedWorkload(serviceAccount, { issuer, namespace: "shop", serviceAccount, azure });
    const orders = workloadOf("orders", {
      existingIdentity: {
        resourceGroupName: "shop",
        name: identity.name,
        clientId: identity.clientId,
        tenantId: identity.tenantId,
      },
    });
    const reports = workloadOf("reports", { existingApplication: { clientId, objectId, tenantId } });
    if (step === "credential") {
      deployment("orders", podManaged);
      expect(() => reports.podTemplate({ spec: { containers: [secret] } })).toThrow("AZURE_CLIENT_SECRET");
      deployment("reports", { spec: { containers: [secret] } });
      return;
    }
    deployment("orders", orders.podTemplate({ spec: { containers: [container] } }));
    deployment("reports", reports.podTemplate({ spec: { containers: [container] } }));
  };
  await update(program("old"));
  const trusted = await update(program("credential"));
  expect(trusted.filter((step) => /Deployment|UserAssigned|Registration|ServicePrincipal/.test(step))).toEqual([]);
  expect(trusted.filter((step) => step.includes("FederatedIdentityCredential")).sort()).toEqual([
    `create ${TYPE.azureCredential}`,
    "create azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential",
  ]);
  const moved = await update(program("tokens"));
  expect(moved).toEqual([`update ${DEPLOYMENT}`, `update ${DEPLOYMENT}`]);
  const client = nodeClient("azure", "default");
  for (const serviceAccount of ["orders", "reports"]) {
    const { environment } = await sandbox.pod({ namespace: "shop", serviceAccount });
    expect(environment.AZURE_CLIENT_SECRET).toBeUndefined();
    expect(await client(environment)).toMatchObject({ ok: true });
  }
});
