import { execFileSync } from "node:child_process";
import { join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(__dirname, "../..");
const dist = join(root, "dist");

/** The modules of this library that a fresh process has loaded after some code, by their places in `dist`. */
function loadedBy(code: string): string[] {
  const script = `${code}\nprocess.stdout.write(JSON.stringify(Object.keys(require.cache)))`;
  const files = JSON.parse(execFileSync(process.execPath, ["-e", script], { cwd: root, encoding: "utf8" })) as string[];
  return files
    .filter((file) => file.startsWith(`${dist}/`))
    .map((file) => relative(dist, file).replace(/\.js$/, ""))
    .sort();
}

/** What every program pays for, whatever cloud it asks for. */
const ROOT = [
  "clouds/components",
  "clouds/identity-shape",
  "clouds/issuer-entries",
  "clouds/registration-names",
  "clouds/shapes",
  "cluster-federation/cluster-federation",
  "cluster-federation/shape",
  "component/checked-arguments",
  "component/claims",
  "component/fail-late",
  "component/former-children",
  "component/former-name",
  "component/handed-on-issuer",
  "component/issuers",
  "component/lazy-output",
  "component/load-sdk",
  "component/program-run",
  "component/proof-hook",
  "component/registrations",
  "component/same-issuer",
  "component/settled-value",
  "component/subjects",
  "component/validation-error",
  "component/warn",
  "core/argument-shape",
  "core/errors",
  "core/form",
  "core/issue",
  "core/issuer-url",
  "core/json",
  "core/key-set",
  "core/known",
  "core/nearest",
  "core/own-copy",
  "core/path",
  "core/record",
  "core/rival",
  "core/same-data",
  "core/shape",
  "core/short-hash",
  "core/show",
  "core/size",
  "core/subject",
  "core/unchanged",
  "core/whole-namespaces",
  "core/wiring",
  "core/wiring-form",
  "core/without-effect",
  "federated-workload/checks",
  "federated-workload/federated-workload",
  "federated-workload/identities",
  "federated-workload/issuers",
  "federated-workload/pods",
  "federated-workload/shape",
  "federated-workload/subject-objects",
  "federated-workload/wirings",
  "index",
  "kubernetes/args",
  "kubernetes/bound-wiring",
  "kubernetes/claims",
  "kubernetes/existing-objects",
  "kubernetes/limits",
  "kubernetes/merge",
  "kubernetes/pod-container",
  "kubernetes/pod-options",
  "kubernetes/pod-template",
  "kubernetes/rivals",
  "kubernetes/sdk",
  "kubernetes/service-account",
  "kubernetes/shape",
  "kubernetes/template-place",
  "kubernetes/webhook-annotations",
  "kubernetes/wire-or-throw",
  "workload-pod-template/caller",
  "workload-pod-template/shape",
  "workload-pod-template/workload-pod-template",
];

const FIRST_CLOUD = `
  const pulumi = require("@pulumi/pulumi");
  pulumi.runtime.setMocks({ newResource: ({ name, inputs }) => ({ id: name, state: { ...inputs, arn: "arn:aws:iam::111122223333:oidc-provider/issuer.example.com" } }), call: ({ inputs }) => inputs });
  const { FederatedWorkload } = require("./dist/index.js");
  new FederatedWorkload("orders", { issuer: { url: "https://issuer.example.com" }, namespace: "shop", serviceAccount: "orders", aws: {} });`;

describe("the weight of the root", () => {
  it("is these modules, and no cloud's", () => {
    expect(loadedBy('require("./dist/index.js")')).toEqual(ROOT);
  });

  it("grows by the cloud that a program asks for, not by another and not by what simulates it", () => {
    const loaded = loadedBy(FIRST_CLOUD).filter((module) => !ROOT.includes(module));
    expect(loaded).toContain("clouds/aws/workload-identity");
    expect(loaded.filter((module) => /^clouds\/(?!aws\/)[^/]+\//.test(module))).toEqual([]);
    expect(loaded.filter((module) => /simulat|^(sandbox|testing|verifier|cli)\//.test(module))).toEqual([]);
  });

  it("of issuers is no cloud's, and none of what simulates them", () => {
    const loaded = loadedBy('require("./dist/issuer/index.js")');
    expect(loaded).toContain("service-account-issuer/service-account-issuer");
    expect(
      loaded.filter((module) => /^clouds\/[^/]+\/|simulat|^(sandbox|testing|verifier|cli)\//.test(module)),
    ).toEqual([]);
  });

  it("of the verifier is every cloud's verifier, without components, simulations and Pulumi", () => {
    const loaded = loadedBy('require("./dist/verifier/index.js")');
    expect(loaded).toContain("clouds/aws/evaluate");
    const foreign = /simulat|\/(components|workload-identity|registration|sdk)$|^(component|sandbox|testing)\//;
    expect(loaded.filter((module) => foreign.test(module))).toEqual([]);
    const pulumi = `${'require("./dist/verifier/index.js");'} if (Object.keys(require.cache).some((file) => file.includes("@pulumi"))) throw new Error("Pulumi is loaded");`;
    expect(() => loadedBy(pulumi)).not.toThrow();
  });
});
