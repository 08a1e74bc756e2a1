import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { startSandbox } from "../../src/sandbox";
import type { ProgramModules } from "./support/program-modules";
import { BUILD_TIMEOUT, buildProgramModules } from "./support/program-modules";
import { readmeCommand, readmeProgram } from "./support/readme";
import type { UserProgram } from "./support/user-program";
import { openUserProgram } from "./support/user-program";

const { resolve: resolveModule } = createRequire(__filename);
const project = { "Pulumi.yaml": "name: shop\nruntime: nodejs\n", "package.json": '{ "main": "index.ts" }' };

/** What the AWS command line prints, by AWS's client for Node.js. */
const whoAmI = `
const { GetCallerIdentityCommand, STSClient } = require(${JSON.stringify(resolveModule("@aws-sdk/client-sts"))});
// The region is the one that the pod is told.
const client = new STSClient();
client.send(new GetCallerIdentityCommand({})).then(({ Arn }) => console.log(Arn));
`;

let modules: ProgramModules;
let program: UserProgram;

beforeAll(async () => {
  modules = await buildProgramModules();
}, BUILD_TIMEOUT);
afterEach(() => program?.remove());

/** What stands under "Diagnostics:", a line each. */
function diagnostics(stdout: string): string[] {
  const [, shown = ""] = /^Diagnostics:\n([\s\S]*?)\n\n/m.exec(stdout) ?? [];
  return shown.split("\n").map((line) => line.trim());
}

/** The same modules, but for a package that nobody has installed. */
function modulesWithout(name: string): ProgramModules & { remove(): void } {
  const directory = mkdtempSync(join(tmpdir(), "pulumi-modules-"));
  const folder = join(directory, "node_modules");
  cpSync(modules.folder, folder, { recursive: true, verbatimSymlinks: true });
  rmSync(join(folder, name));
  return { folder, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

/** Runs commands that must succeed, in an order, against one sandbox; answers what each printed. */
async function onSandbox(commands: readonly string[]): Promise<string[]> {
  const sandbox = await startSandbox();
  try {
    const environment = await sandbox.environment();
    const printed: string[] = [];
    for (const command of commands) {
      const { status, stdout, stderr } = await program.run(command, environment);
      expect({ command, status, stderr, stdout: status === 0 ? "" : stdout }).toMatchObject({ status: 0, stdout: "" });
      printed.push(stdout);
    }
    return printed;
  } finally {
    await sandbox.close();
  }
}

describe("a fault that no hook can refuse", () => {
  test("fails the preview of the command line, too", async () => {
    const issuer = 'pulumi.output({ issuerUrl: "https://issuer.example.com" }) as any';
    program = openUserProgram(modules, {
      ...project,
      "index.ts": `import * as pulumi from "@pulumi/pulumi";
import { FederatedWorkload } from "pulumi-workload-identity";
new FederatedWorkload("orders", { issuer: ${issuer}, namespace: "shop", serviceAccount: "orders", gcp: { project: "shop-prod" } });
`,
    });
    const sandbox = await startSandbox();
    try {
      const environment = await sandbox.environment();
      const { status, stdout } = await program.run("pulumi stack init dev && pulumi preview", environment);
      expect(stdout).toContain("[issuer-url-missing]");
      expect(status).not.toBe(0);
    } finally {
      await sandbox.close();
    }
  });
});

describe("the README's program", () => {
  test("is deployed onto the sandbox by the README's command, and its pod becomes the role", async () => {
    program = openUserProgram(modules, { ...project, "index.ts": readmeProgram, "whoami.cjs": whoAmI });
    const aws = "aws sts get-caller-identity";
    expect(readmeCommand).toContain(aws);
    const { status, stdout, stderr } = await program.run(readmeCommand.replace(aws, "node whoami.cjs"));
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(stdout).toContain("+ 15 created");
    expect(stdout.trim().split("\n").at(-1)).toMatch(
      /^arn:aws:sts::111122223333:assumed-role\/orders-aws-role-[0-9a-f]{7}\//,
    );
    expect(stderr).toMatch(
      /^sandbox: allowed {2}aws {2}AssumeRoleWithWebIdentity .* system:serviceaccount:shop:orders$/m,
    );
  });

  test("goes through preview, up, an empty preview and destroy, with nothing to complain of", async () => {
    program = openUserProgram(modules, { ...project, "index.ts": readmeProgram });
    const [, preview, up, , destroy] = (await onSandbox([
      "pulumi stack init dev",
      "pulumi preview",
      "pulumi up --yes",
      "pulumi preview --expect-no-changes",
      "pulumi destroy --yes",
    ])) as [string, string, string, string, string];
    expect(preview).toMatch(/^Resources:\n {4}\+ 15 to create$/m);
    expect(up).toMatch(/^Resources:\n {4}\+ 15 created$/m);
    expect(destroy).toMatch(/^Resources:\n {4}- 15 deleted$/m);
    for (const text of [preview, up, destroy]) expect(text).not.toContain("Diagnostics:");
  });

  test("is told which SDK to install, and nothing of where the library noticed", async () => {
    const { folder, remove } = modulesWithout("@pulumi/gcp");
    try {
      program = openUserProgram({ folder }, { ...project, "index.ts": readmeProgram });
      const sandbox = await startSandbox();
      try {
        const environment = await sandbox.environment();
        await program.run("pulumi stack init dev", environment);
        const { status, stdout } = await program.run("pulumi preview", environment);
        expect(status).toBe(1);
        expect(diagnostics(stdout)).toEqual([
          "pulumi-workload-identity:index:FederatedWorkload (orders):",
          expect.stringMatching(/^error: gcp: Run "npm install @pulumi\/gcp": .* \[sdk-missing\] in "orders"$/),
          "Codes: node_modules/pulumi-workload-identity/docs/errors.md#sdk-missing",
        ]);
      } finally {
        await sandbox.close();
      }
    } finally {
      remove();
    }
  });

  test("shows every fault under its component, without a stack trace, and fails", async () => {
    const faulty = readmeProgram.replace('namespace: "shop"', 'namespace: "Shop"').replace('"https://', '"http://');
    program = openUserProgram(modules, { ...project, "index.ts": faulty });
    const sandbox = await startSandbox();
    try {
      const environment = await sandbox.environment();
      await program.run("pulumi stack init dev", environment);
      for (const command of ["pulumi preview", "pulumi up --yes"]) {
        const { status, stdout } = await program.run(command, environment);
        expect(status).toBe(1);
        expect(diagnostics(stdout)).toEqual([
          "pulumi-workload-identity:index:FederatedWorkload (orders):",
          'error: Cannot federate "orders": 2 faults',
          expect.stringMatching(/^namespace: Cannot use "Shop" as a namespace: .* \[subject-namespace-invalid\]$/),
          expect.stringMatching(/^issuer\.url: Cannot trust issuer "http:.* \[issuer-url-scheme\]$/),
          expect.stringMatching(/^Codes: .*errors\.md#subject-namespace-invalid, #issuer-url-scheme$/),
        ]);
      }
    } finally {
      await sandbox.close();
    }
  });
});

/** A placeholder of a README, as one word of the shell. */
const filledIn = (command: string) => command.replace(/<[^>]*>/g, "'$&'");

test.each(["eks-irsa", "aks-workload-identity"])(
  "%s is deployed with the settings that its README makes",
  async (name) => {
    program = openUserProgram(modules, {});
    const example = resolve(__dirname, "../../examples", name);
    cpSync(example, program.folder, { recursive: true });
    const settings = readFileSync(join(example, "README.md"), "utf8").match(/^pulumi config set .*$/gm) ?? [];
    expect(settings.length).toBeGreaterThan(0);
    await onSandbox([
      "pulumi stack init dev",
      ...settings.map(filledIn),
      "pulumi up --yes",
      "pulumi preview --expect-no-changes",
    ]);
  },
);

test("a secret setting reaches the program and is a secret there", async () => {
  const secrets = `
import { Config } from "@pulumi/pulumi";
const config = new Config();
export const seen = [config.get("plain"), new Config("aws").get("region"), config.requireSecret("key")];
export const marked = JSON.parse(process.env.PULUMI_CONFIG_SECRET_KEYS ?? "null");
`;
  program = openUserProgram(modules, { ...project, "index.ts": secrets });
  const [, , up, hidden, shown] = await onSandbox([
    "pulumi stack init dev",
    "pulumi config set plain a && pulumi config set aws:region eu-west-1 && pulumi config set --secret key k3y",
    "pulumi up --yes",
    "pulumi stack output --json",
    "pulumi stack output --json --show-secrets",
  ]);
  expect(up).not.toContain("k3y");
  expect(JSON.parse(hidden!)).toEqual({ seen: ["a", "eu-west-1", "[secret]"], marked: ["shop:key"] });
  expect(JSON.parse(shown!)).toEqual({ seen: ["a", "eu-west-1", "k3y"], marked: ["shop:key"] });
});
