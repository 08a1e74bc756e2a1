import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startSandbox } from "../../src/sandbox";
import type { Finished } from "../cli/support/command-line";
import { provideYamlHost } from "./support/language-hosts";
import type { ProgramModules } from "./support/program-modules";
import { BUILD_TIMEOUT, buildProgramModules } from "./support/program-modules";
import type { UserProgram } from "./support/user-program";
import { openUserProgram } from "./support/user-program";

let modules: ProgramModules;
let program: UserProgram;

beforeAll(async () => {
  await provideYamlHost();
  modules = buildProgramModules();
}, BUILD_TIMEOUT);
afterAll(() => modules?.remove());
afterEach(() => program?.remove());

/** What the commands print that a program's user runs one after another; their exit statuses, too. */
async function onSandbox(commands: readonly string[]): Promise<Finished[]> {
  const sandbox = await startSandbox();
  try {
    const environment = { ...(await sandbox.environment()), NO_COLOR: "1" };
    expect(await program.run("pulumi stack init dev", environment)).toMatchObject({ status: 0 });
    const printed: Finished[] = [];
    for (const command of commands) printed.push(await program.run(command, environment));
    return printed;
  } finally {
    await sandbox.close();
  }
}

/** The program that the docs show. */
const documented = /```yaml\n([\s\S]*?)```/.exec(readFileSync(join(__dirname, "../../docs/languages.md"), "utf8"))![1]!;
const yaml = (program: string) => ({ "Pulumi.yaml": program });

describe("a YAML program", () => {
  test("is deployed, previewed without a change and destroyed, and has what its pods carry as outputs", async () => {
    program = openUserProgram(modules, yaml(documented));
    const [up, preview, outputs, destroy] = await onSandbox([
      "pulumi up --yes --skip-preview",
      "pulumi preview --expect-no-changes",
      "pulumi stack output --json",
      "pulumi destroy --yes --skip-preview",
    ]);
    expect(up!.stdout).not.toContain("Diagnostics:");
    for (const each of [up, preview, outputs, destroy]) expect(each).toMatchObject({ status: 0, stderr: "" });
    const { aws, reports, env, volumes, mounts } = JSON.parse(outputs!.stdout);
    expect(aws).toMatch(/^arn:aws:iam::111122223333:role\/orders-aws-role-/);
    expect(reports).toMatch(/^arn:aws:iam::111122223333:role\/reports-role-/);
    expect(env).toContainEqual({ name: "AWS_ROLE_ARN", value: aws });
    const tokens = volumes[0].projected.sources.map(
      ({ serviceAccountToken }: { serviceAccountToken?: { audience: string } }) => serviceAccountToken?.audience,
    );
    expect(tokens).toEqual(expect.arrayContaining(["sts.amazonaws.com", "api://AzureADTokenExchange"]));
    expect(mounts).toEqual([{ name: volumes[0].name, mountPath: expect.stringMatching(/^\//), readOnly: true }]);
  });

  test("is told every fault with the path of its input, and of two workloads that write one ServiceAccount", async () => {
    program = openUserProgram(
      modules,
      yaml(documented.replace("namespace: shop", "namespace: Shop").replace("https://", "http://")),
    );
    const twice = `${documented.slice(0, documented.indexOf("outputs:"))}  again:
    type: pulumi-workload-identity:FederatedWorkload
    properties: { issuer: { url: https://other.example.com }, namespace: shop, serviceAccount: orders, aws: {} }
`;
    const another = JSON.stringify(twice);
    const [faulty, , claimed] = await onSandbox([
      "pulumi preview",
      `node -e 'require("fs").writeFileSync("Pulumi.yaml", ${another})'`,
      "pulumi preview",
    ]);
    expect(faulty!.status).not.toBe(0);
    expect(faulty!.stdout).toMatch(/property issuer\.url .*\[issuer-url-scheme\]/);
    expect(claimed!.status).not.toBe(0);
    expect(claimed!.stdout).toContain('Cannot write ServiceAccount "shop/orders"');
    expect(claimed!.stdout).toContain("[service-account-written-twice]");
  });
});
