import { afterEach, beforeAll, expect, test } from "vitest";
import { startSandbox } from "../../src/sandbox";
import { provideYamlHost } from "./support/language-hosts";
import type { ProgramModules } from "./support/program-modules";
import { BUILD_TIMEOUT, buildProgramModules } from "./support/program-modules";
import type { UserProgram } from "./support/user-program";
import { openUserProgram } from "./support/user-program";

let modules: ProgramModules;
let program: UserProgram;

beforeAll(async () => {
  await provideYamlHost();
  modules = await buildProgramModules();
}, BUILD_TIMEOUT);
afterEach(() => program?.remove());

const PACK = "--policy-pack node_modules/pulumi-workload-identity/policy-pack";
const COMPONENT = `
  orders:
    type: pulumi-workload-identity:FederatedWorkload
    properties: { issuer: { url: "https://issuer.example.com" }, namespace: shop, serviceAccount: orders, aws: {} }
`;
const YAML = `name: shop
runtime: yaml
packages:
  pulumi-workload-identity: ./node_modules/pulumi-workload-identity/provider
resources:${COMPONENT}`;

/** A program that writes the trust of a role itself. */
const handWritten = (sub: string) => `
const { iam } = require("@pulumi/aws");
const { core } = require("@pulumi/kubernetes");
const issuer = "issuer.example.com";
new iam.OpenIdConnectProvider("cluster", { url: "https://" + issuer, clientIdLists: ["sts.amazonaws.com"] });
const role = "arn:aws:iam::111122223333:role/orders";
new iam.Role("orders", { name: "orders", assumeRolePolicy: JSON.stringify({
  Version: "2012-10-17",
  Statement: [{
    Effect: "Allow",
    Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/" + issuer },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: { StringLike: { [issuer + ":sub"]: "${sub}" }, StringEquals: { [issuer + ":aud"]: "sts.amazonaws.com" } },
  }],
}) });
const annotations = { "eks.amazonaws.com/role-arn": role };
new core.v1.ServiceAccount("orders", { metadata: { name: "orders", namespace: "shop", annotations } });
`;

test("a stack with a trust that lets others in is stopped at preview by the policy pack, and a right one passes", async () => {
  program = openUserProgram(modules, { "Pulumi.yaml": YAML });
  const sandbox = await startSandbox();
  try {
    const environment = { ...(await sandbox.environment()), NO_COLOR: "1" };
    const run = (command: string) => program.run(command, environment);
    await run("pulumi stack init dev");
    const ofComponent = await run(`pulumi up --yes ${PACK}`);
    expect(ofComponent).toMatchObject({ status: 0, stdout: expect.stringContaining("workload-identity") });
    expect(ofComponent.stdout).not.toMatch(/\[mandatory\]|\[advisory\]/);

    program.write({
      "Pulumi.yaml": "name: shop\nruntime: nodejs\n",
      "index.js": handWritten("system:serviceaccount:shop:*"),
    });
    const wide = await run(`pulumi preview ${PACK}`);
    expect(wide.status).not.toBe(0);
    expect(wide.stdout).toContain("A5");
    program.write({ "excepted.json": JSON.stringify({ A5: { enforcementLevel: "advisory" } }) });
    const advised = await run(`pulumi preview ${PACK} --policy-pack-config excepted.json`);
    expect(advised).toMatchObject({ status: 0, stdout: expect.stringContaining("[advisory]") });

    program.write({ "index.js": handWritten("system:serviceaccount:shop:orders") });
    const right = await run(`pulumi preview ${PACK}`);
    expect(right.status).toBe(0);
  } finally {
    await sandbox.close();
  }
});
