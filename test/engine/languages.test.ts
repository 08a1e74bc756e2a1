import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { startSandbox } from "../../src/sandbox";
import type { Finished } from "../cli/support/command-line";
import { generateSdk, providePythonHost, provideYamlHost } from "./support/language-hosts";
import type { ProgramModules } from "./support/program-modules";
import { BUILD_TIMEOUT, buildProgramModules } from "./support/program-modules";
import type { UserProgram } from "./support/user-program";
import { openUserProgram } from "./support/user-program";

let modules: ProgramModules;
let program: UserProgram;
let python: string;

beforeAll(async () => {
  await provideYamlHost();
  python = await providePythonHost();
  modules = await buildProgramModules();
}, BUILD_TIMEOUT);
afterEach(() => program?.remove());

/** What the commands print that a program's user runs one after another; their exit statuses, too. */
async function onSandbox(commands: readonly string[], more: Record<string, string> = {}): Promise<Finished[]> {
  const sandbox = await startSandbox();
  try {
    const environment = { ...(await sandbox.environment()), NO_COLOR: "1", ...more };
    expect(await program.run("pulumi stack init dev", environment)).toMatchObject({ status: 0 });
    const printed: Finished[] = [];
    for (const command of commands) printed.push(await program.run(command, environment));
    return printed;
  } finally {
    await sandbox.close();
  }
}

/** The program that a page of the docs shows in a language. */
function documentedIn(language: string, page = "languages.md"): string {
  const text = readFileSync(join(__dirname, "../../docs", page), "utf8");
  return new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(text)![1]!;
}
const documented = documentedIn("yaml");
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
    const { aws, reports, env, volumes, mounts, pods } = JSON.parse(outputs!.stdout);
    expect(pods.spec).toMatchObject({ serviceAccountName: "orders", volumes, containers: [{ volumeMounts: mounts }] });
    expect(pods.spec.containers[0].env).toEqual(expect.arrayContaining(env));
    expect(aws).toMatch(/^arn:aws:iam::111122223333:role\/orders-aws-role-/);
    expect(reports).toMatch(/^arn:aws:iam::111122223333:role\/reports-role-/);
    expect(env).toContainEqual({ name: "AWS_ROLE_ARN", value: aws });
    const tokens = volumes[0].projected.sources.map(
      ({ serviceAccountToken }: { serviceAccountToken?: { audience: string } }) => serviceAccountToken?.audience,
    );
    expect(tokens).toEqual(expect.arrayContaining(["sts.amazonaws.com", "api://AzureADTokenExchange"]));
    expect(mounts).toEqual([{ name: volumes[0].name, mountPath: expect.stringMatching(/^\//), readOnly: true }]);
  });

  test("of the first five minutes is previewed", async () => {
    program = openUserProgram(modules, yaml(documentedIn("yaml", "start.md")));
    const [preview] = await onSandbox(["pulumi preview"]);
    expect(preview).toMatchObject({ status: 0, stdout: expect.stringContaining("+ 8 to create") });
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
    expect(claimed!.stdout).toContain('ServiceAccount "shop/orders" is one object');
    expect(claimed!.stdout).toContain("[service-account-written-twice]");
  });
});

describe("a Python program", () => {
  const PULUMI_YAML = `name: shop
runtime: python
packages:
  pulumi-workload-identity: ./node_modules/pulumi-workload-identity/provider
`;
  const environment = () => ({ PATH: [python, program.path].join(delimiter), PYTHONPATH: "sdks" });

  test("is deployed with the SDK that Pulumi makes, and has the pods of its workload wired", async () => {
    const unset = documentedIn("python").replace('aws={"policy_arns"', 'aws={"region": None, "policy_arns"');
    program = openUserProgram(modules, { "Pulumi.yaml": PULUMI_YAML, "__main__.py": unset });
    const sdk = join(program.folder, "sdk");
    await generateSdk(modules, "python", sdk);
    const install = "python -m pip install --quiet --no-index --no-deps --no-build-isolation --target sdks";
    expect(await program.run(`${install} ${sdk}`, environment())).toMatchObject({ status: 0 });
    const [up, preview, outputs, , misnamed, , rivalled, destroy] = await onSandbox(
      [
        "pulumi up --yes --skip-preview",
        "pulumi preview --expect-no-changes",
        "pulumi stack output --json",
        `sed -i 's|"image": |"env": [{"name": "AWS_ACCESS_KEY_ID", "value": "AKIA"}], "volume_mounts": [], "image": |; s|namespace="shop"|namespace="Shop"|' __main__.py`,
        "pulumi preview",
        `sed -i 's|namespace="Shop"|namespace="shop"|' __main__.py`,
        "pulumi preview",
        "pulumi destroy --yes --skip-preview",
      ],
      environment(),
    );
    for (const each of [up, preview, outputs, destroy]) expect(each).toMatchObject({ status: 0, stderr: "" });
    for (const each of [misnamed, rivalled]) expect(each!.status).not.toBe(0);
    expect(misnamed!.stdout).toMatch(/property namespace .*Shop/);
    expect(rivalled!.stdout).toContain("AWS_ACCESS_KEY_ID");
    expect(rivalled!.stdout).toMatch(/property template\.spec\.containers\[0\]\.volume_mounts .*write volumeMounts/);
    const { aws, pods } = JSON.parse(outputs!.stdout);
    expect(aws).toMatch(/^arn:aws:iam::111122223333:role\/orders-aws-role-/);
    expect(pods.spec.containers[0].env).toContainEqual({ name: "AWS_ROLE_ARN", value: aws });
  });
});

test("a Go program is compiled with the SDK that Pulumi makes", async () => {
  const folder = mkdtempSync(join(tmpdir(), "go-program-"));
  try {
    cpSync(join(__dirname, "support/pulumi-go-program"), folder, { recursive: true });
    writeFileSync(join(folder, "main.go"), documentedIn("go"));
    const sdk = join(folder, "sdk");
    await generateSdk(modules, "go", sdk);
    const [, path] = /^replace (\S+)/m.exec(readFileSync(join(folder, "go.mod"), "utf8"))!;
    writeFileSync(join(sdk, "pulumiworkloadidentity/go.mod"), `module ${path}\n\ngo 1.25.0\n`);
    const { status, stderr } = spawnSync("go", ["build", "-o", "program", "."], { cwd: folder, encoding: "utf8" });
    // A machine that has never built it fetches the modules first, and says so.
    const told = stderr.replace(/^go: downloading .*\n/gm, "");
    expect({ status, told }).toEqual({ status: 0, told: "" });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
