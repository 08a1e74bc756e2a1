import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { InstalledProgram } from "./installed";
import { installProgram, packLibrary, root } from "./installed";

const PEERS = [
  "@pulumi/pulumi",
  "@pulumi/kubernetes",
  "@pulumi/aws",
  "@bufbuild/cel",
  "yaml",
  "typescript",
  "@types/node",
];
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const subPaths = Object.keys(manifest.exports).filter((path) => path !== "./package.json");
const specifiers = subPaths.map((path) => path.replace(/^\./, "pulumi-workload-identity"));

const PROGRAM = `
import * as pulumi from "@pulumi/pulumi";
import { ClusterFederation, FederatedWorkload } from "pulumi-workload-identity";
import { prove } from "pulumi-workload-identity/verifier";
import { installCloudMocks } from "pulumi-workload-identity/testing";
import { AwsWorkloadIdentity } from "pulumi-workload-identity/clouds/aws";

export async function main(): Promise<string> {
  const mocks = await installCloudMocks();
  const cluster = new ClusterFederation("prod", { issuer: { url: "https://issuer.example.com" }, aws: {} });
  const orders = new FederatedWorkload("orders", { issuer: cluster.issuer, namespace: "shop", serviceAccount: "orders", aws: {} });
  const template = orders.podTemplate({ spec: { containers: [{ name: "app", image: "app" }] } });
  const roleArn: pulumi.Output<string> | undefined = orders.aws && orders.aws.roleArn;
  const identities: AwsWorkloadIdentity[] = [];
  const verdict = prove({ cloud: "azure", federatedIdentityCredentials: [] }, { subjects: [{ issuer: "https://i", namespace: "a", serviceAccount: "b" }], audience: "c" });
  const name = await new Promise<string>((resolve) => (roleArn as pulumi.Output<string>).apply(resolve));
  return [name, template.spec.containers.length, verdict.verdict, identities.length, mocks.resources.length > 0].join(" ");
}
main().then((line) => console.log(line));
`;
const EXPECTED = /^arn:aws:iam::111122223333:role\/orders-aws-role-[0-9a-f]{7} 1 under 0 true\n$/;

let packed: ReturnType<typeof packLibrary>;
let program: InstalledProgram;

beforeAll(() => {
  packed = packLibrary();
  program = installProgram(packed.unpacked, PEERS);
});

afterAll(() => {
  program?.remove();
  packed?.remove();
});

/** Compiles the program with the installed TypeScript; throws with its messages where it does not type-check. */
function compile(file: string, options: Record<string, unknown>): void {
  program.write(
    "tsconfig.json",
    JSON.stringify({
      compilerOptions: { target: "ES2022", strict: true, skipLibCheck: true, types: ["node"], ...options },
      files: [file],
    }),
  );
  try {
    program.node("node_modules/typescript/bin/tsc", "-p", ".");
  } catch (error) {
    throw new Error(String((error as { stdout?: string }).stdout ?? error));
  }
}

describe("the packed library", () => {
  it.each(specifiers)("%s can be required and imported", (specifier) => {
    expect(program.node("-e", `console.log(Object.keys(require(${JSON.stringify(specifier)})).length > 0)`)).toBe(
      "true\n",
    );
    program.write(
      "esm.mjs",
      `import * as all from ${JSON.stringify(specifier)}; console.log(Object.keys(all).length > 0);`,
    );
    expect(program.node("esm.mjs")).toBe("true\n");
  });

  it("loads no provider SDK when the root, the verifier or what is for OpenShift is loaded", () => {
    for (const specifier of ["", "/openshift", "/verifier"].map((path) => `pulumi-workload-identity${path}`)) {
      const loaded = program.node(
        "-e",
        `require(${JSON.stringify(specifier)}); console.log(Object.keys(require.cache).join("\\n"))`,
      );
      expect(loaded).toContain("pulumi-workload-identity");
      expect(
        loaded.split("\n").filter((file) => /@pulumi\/(aws|azure-native|gcp|alicloud|kubernetes)\//.test(file)),
      ).toEqual([]);
      if (specifier.endsWith("verifier")) expect(loaded).not.toContain("@pulumi/pulumi/");
    }
  });

  it.each([
    [
      "CommonJS with node10 resolution",
      "main.ts",
      { module: "CommonJS", moduleResolution: "node10", ignoreDeprecations: "5.0" },
      "main.js",
    ],
    [
      "CommonJS with node16 resolution",
      "main.cts",
      { module: "Node16", moduleResolution: "Node16", skipLibCheck: false },
      "main.cjs",
    ],
    ["ES modules with node16 resolution", "main.mts", { module: "Node16", moduleResolution: "Node16" }, "main.mjs"],
    ["ES modules with bundler resolution", "main.mts", { module: "ES2022", moduleResolution: "bundler" }, "main.mjs"],
  ])("type-checks and runs as %s", (_, file, options, output) => {
    program.write(file, PROGRAM);
    compile(file, options);
    expect(program.node(output)).toMatch(EXPECTED);
  });

  it("type-checks and runs with the TypeScript that Pulumi bundles when the program has none", () => {
    program.write("bundled.ts", PROGRAM);
    program.write(
      "bundled.js",
      `const ts = require("@pulumi/pulumi/vendor/typescript@3.8.3/typescript.js");
       const options = { target: ts.ScriptTarget.ES2018, module: ts.ModuleKind.CommonJS, moduleResolution: ts.ModuleResolutionKind.NodeJs, strict: true, skipLibCheck: true, types: [], lib: ["lib.es2018.d.ts", "lib.dom.d.ts"], outDir: "bundled-out" };
       const built = ts.createProgram(["bundled.ts"], options);
       const wrong = ts.getPreEmitDiagnostics(built).filter((found) => !found.file || /pulumi-workload-identity|bundled.ts/.test(found.file.fileName));
       if (wrong.length > 0) { console.log(ts.formatDiagnostics(wrong, { getCanonicalFileName: (f) => f, getCurrentDirectory: () => ".", getNewLine: () => "\\n" })); process.exit(0); }
       built.emit();
       require("./bundled-out/bundled.js");`,
    );
    expect(program.node("bundled.js")).toMatch(EXPECTED);
  });

  it("tells which package to install when a cloud's SDK is missing", () => {
    program.write(
      "missing.js",
      `const { installCloudMocks } = require("pulumi-workload-identity/testing");
       const { FederatedWorkload } = require("pulumi-workload-identity");
       installCloudMocks().then(() => new FederatedWorkload("a", { issuer: { url: "https://i.example.com" }, namespace: "a", serviceAccount: "b", azure: { resourceGroupName: "rg" } }))
         .catch((error) => { console.log(error.issues.map(({ code, path }) => path + " " + code).join()); console.log(error.message); process.reallyExit(0); });`,
    );
    expect(program.node("missing.js")).toMatch(/^azure sdk-missing\nazure: Run "npm install @pulumi\/azure-native"/);
  });

  it("is a package that publint and attw find nothing wrong with", () => {
    const bin = (name: string) => join(root, "node_modules/.bin", name);
    expect(
      execFileSync(bin("publint"), ["run", packed.unpacked, "--strict"], { encoding: "utf8", stdio: "pipe" }),
    ).toContain("All good");
    execFileSync(bin("attw"), [packed.tarball], { encoding: "utf8", stdio: "pipe" });
  });

  it("holds compiled code, types and documents, and nothing of the workplace", () => {
    const files = readdirSync(packed.unpacked, { recursive: true }) as string[];
    expect(files.filter((file) => /(^|\/)(test|bench|examples|src)\//.test(file))).toEqual([]);
    expect(files).toEqual(
      expect.arrayContaining(["package.json", "README.md", "LICENSE", "dist/index.js", "dist/index.d.ts"]),
    );
  });
});
