import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { median } from "./report.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const dir = `${root}.cache/bench-types`;
const ROUNDS = 5;

const PROGRAMS = {
  bare: `import * as pulumi from "@pulumi/pulumi"; export const url: pulumi.Output<string> = pulumi.output("x");`,
  library: `import { FederatedWorkload } from "pulumi-workload-identity";
    export const orders = new FederatedWorkload("orders", { issuer: { url: "https://i.example.com" }, namespace: "shop", serviceAccount: "orders",
      aws: {}, azure: { resourceGroupName: "shop" }, gcp: { project: "shop-prod" }, alicloud: {} });`,
  byHand: `import { OpenIdConnectProvider, Role } from "@pulumi/aws/iam"; import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity";
    import { RoleAssignment } from "@pulumi/azure-native/authorization"; import { WorkloadIdentityPool } from "@pulumi/gcp/iam"; import { Account } from "@pulumi/gcp/serviceaccount";
    import { IAMMember } from "@pulumi/gcp/projects"; import { OidcProvider } from "@pulumi/alicloud/ims"; import * as ram from "@pulumi/alicloud/ram"; import { ServiceAccount } from "@pulumi/kubernetes/core/v1";
    export const all = [OpenIdConnectProvider, Role, UserAssignedIdentity, RoleAssignment, WorkloadIdentityPool, Account, IAMMember, OidcProvider, ram.Role, ServiceAccount];`,
};

function check(name) {
  const start = process.hrtime.bigint();
  execFileSync(process.execPath, [`${root}node_modules/typescript/bin/tsc`, "-p", `${dir}/${name}.json`], { cwd: dir });
  return Number(process.hrtime.bigint() - start) / 1e6;
}

/** Type-check of a program on four clouds, as an editor and every `pulumi up` do it. */
export function run() {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  const compilerOptions = {
    target: "ES2022",
    module: "CommonJS",
    moduleResolution: "node10",
    ignoreDeprecations: "5.0",
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    types: [],
  };
  for (const [name, text] of Object.entries(PROGRAMS)) {
    writeFileSync(`${dir}/${name}.ts`, text);
    writeFileSync(`${dir}/${name}.json`, JSON.stringify({ compilerOptions, files: [`${name}.ts`] }));
  }
  const times = { bare: [], library: [], byHand: [] };
  for (let round = 0; round < ROUNDS; round++) for (const name of Object.keys(times)) times[name].push(check(name));
  const bare = median(times.bare);
  const library = median(times.library);
  const byHand = median(times.byHand);
  return [
    {
      what: "type-check of four clouds / of bare @pulumi/pulumi",
      value: library / bare,
      unit: "x",
      goal: 1.3,
      detail: `${library.toFixed(0)} ms / ${bare.toFixed(0)} ms`,
    },
    {
      what: "the same by hand, SDKs imported by sub-path",
      value: byHand / bare,
      unit: "x",
      detail: `${byHand.toFixed(0)} ms`,
    },
  ];
}
