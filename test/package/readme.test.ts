import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = join(__dirname, "../..");
const pages = [
  "README.md",
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
  ...readdirSync(join(root, "examples")).map((name) => `examples/${name}/README.md`),
];

/** What the text around an example has introduced already. */
const PREAMBLE = `
import type { ClusterIssuer } from "pulumi-workload-identity";
import { ClusterFederation, FederatedWorkload } from "pulumi-workload-identity";
import { installCloudMocks } from "pulumi-workload-identity/testing";
import * as pulumi from "@pulumi/pulumi";
declare const url: string;
declare const arn: string;
declare const assumeRolePolicy: object;
declare const queuePolicy: { arn: pulumi.Output<string> };
declare const invoicePolicy: typeof queuePolicy;
declare const auditPolicy: typeof queuePolicy;
declare const blue: ClusterIssuer;
declare const green: ClusterIssuer;
declare const namespace: string;
declare const serviceAccount: string;
declare const clouds: { aws: {}; gcp: { project: string } };
`;

/** What `@pulumi/eks` 4.3.0 declares of a cluster, for examples of a package that is not installed here, and the reader's cluster. */
const MODULES = `
declare module "cluster-of-the-reader" {
  export const issuer: object;
}
declare module "@pulumi/eks" {
  import type { Cluster as AwsCluster } from "@pulumi/aws/eks";
  import * as pulumi from "@pulumi/pulumi";
  export class Cluster extends pulumi.ComponentResource {
    constructor(name: string, args?: { createOidcProvider?: pulumi.Input<boolean> });
    readonly eksCluster: pulumi.Output<AwsCluster>;
    readonly oidcProviderArn: pulumi.Output<string>;
  }
}
`;

/** The program of the reader, and that of the reader's cluster. */
const PROGRAM = /(?<=")\.\.?\/index/g;
const CLUSTER = /(?<=")\.\.\/cluster\/index/g;

interface Example {
  page: string;
  file: string;
  text: string;
}

const examples = pages.flatMap((page) =>
  // In a list they are indented.
  [...read(page).matchAll(/^( *)```ts\n([\s\S]*?)^\1```$/gm)].map(
    ([, indent = "", code = ""], index): Example => ({
      page,
      file: join(root, "test/package", `${page.replace(/\W/g, "-")}-${index + 1}.ts`),
      text: moduleOf(code.replaceAll(new RegExp(`^${indent}`, "gm"), "")),
    }),
  ),
);

describe("the examples in the documents", () => {
  it("are found", () => {
    expect(examples.length).toBeGreaterThan(4);
  });

  it("compile", () => {
    const options = compilerOptions();
    const host = ts.createCompilerHost(options);
    const virtual = new Map(examples.map(({ file, text }) => [file, text]));
    virtual.set(join(root, "test/package/modules.d.ts"), MODULES);
    const { readFile, fileExists, getSourceFile } = host;
    host.readFile = (name) => virtual.get(name) ?? readFile(name);
    host.fileExists = (name) => virtual.has(name) || fileExists(name);
    host.getSourceFile = (name, version) => {
      const text = virtual.get(name);
      return text === undefined ? getSourceFile(name, version) : ts.createSourceFile(name, text, version);
    };
    const program = ts.createProgram([...virtual.keys()], options, host);
    const faults = [...virtual.keys()].flatMap((name) => {
      const source = program.getSourceFile(name);
      return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    });
    expect(ts.formatDiagnostics(faults, { ...host, getNewLine: () => "\n" })).toBe("");
  });
});

function read(page: string): string {
  return readFileSync(join(root, page), "utf8");
}

/** An example as a module: its imports, what was introduced before that it does not import itself, and the rest in a function. */
function moduleOf(code: string): string {
  const imports = /^import [^;]*;$/gm;
  const own = code.match(imports) ?? [];
  const preamble = PREAMBLE.split("\n").filter((line) => {
    const names = line.match(/(?<=[{,]\s*|as |const )\w+(?=\s*[,}:]| from)/g) ?? [];
    return !own.some((each) => names.some((name) => new RegExp(`\\b${name}\\b[^;]* from `).test(each)));
  });
  return [
    ...preamble,
    ...own,
    "async function example() {",
    code
      .replace(imports, "")
      .replace(/^export (?=const )/gm, "")
      .replace(PROGRAM, "pulumi-workload-identity")
      .replace(CLUSTER, "cluster-of-the-reader"),
    "}",
    "void example;",
  ].join("\n");
}

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), (name) => readFileSync(name, "utf8"));
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  return { ...options, noUnusedLocals: false };
}
