import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import type { KubeconfigFile } from "../../../src/sandbox/cluster/kubeconfig";
import { connectionOf } from "../../../src/sandbox/cluster/kubeconfig";

const SECRET = "s3cr3t";
const base64 = (text: string) => Buffer.from(text).toString("base64");

/** A kubeconfig as kind writes it, with some fields changed. */
function kind(change: { cluster?: object; user?: object } = {}, name = "kind-demo"): KubeconfigFile {
  const cluster = { server: "https://127.0.0.1:4321/", "certificate-authority-data": base64("CA"), ...change.cluster };
  const user = { "client-certificate-data": base64("CERT"), "client-key-data": base64(SECRET), ...change.user };
  const text = stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    contexts: [{ name, context: { cluster: name, user: name } }],
    clusters: [{ name, cluster }],
    users: [{ name, user }],
    preferences: {},
  });
  return { path: `/home/me/.kube/${name}`, text };
}

/** What is thrown, as an error and as text that may be printed. */
function faultOf(...args: Parameters<typeof connectionOf>): { code: string; message: string } {
  try {
    connectionOf(...args);
  } catch (error) {
    return error as { code: string; message: string };
  }
  throw new Error("expected a fault");
}

describe("a kubeconfig", () => {
  test("as kind writes it says server, authority and client certificate", () => {
    expect(connectionOf([kind()])).toEqual({
      context: "kind-demo",
      server: "https://127.0.0.1:4321",
      insecure: false,
      authority: { text: "CA" },
      certificate: { text: "CERT" },
      key: { text: SECRET },
    });
  });

  test("with CRLF line ends says the same", () => {
    const { path, text } = kind();
    expect(connectionOf([{ path, text: text.replaceAll("\n", "\r\n") }])).toEqual(connectionOf([kind()]));
  });

  test("names files relative to itself", () => {
    const user = { "client-key-data": undefined, "client-key": "pki/client.key", tokenFile: "../token" };
    const cluster = { "certificate-authority-data": undefined, "certificate-authority": "ca.crt" };
    expect(connectionOf([kind({ user, cluster })])).toMatchObject({
      authority: { file: resolve("/home/me/.kube/ca.crt") },
      key: { file: resolve("/home/me/.kube/pki/client.key") },
      token: { file: resolve("/home/me/token") },
    });
  });

  test("has contexts, of which another than the current one can be asked for, also from a later file", () => {
    const files = [kind(), kind({ cluster: { server: "https://green.example" } }, "green")];
    expect(connectionOf(files).server).toBe("https://127.0.0.1:4321");
    expect(connectionOf(files, "green").server).toBe("https://green.example");
    expect(faultOf(files, "blue").message).toContain('no context "blue"; it has kind-demo, green');
  });

  test("says what is in the first of several files that name the same", () => {
    const files = [kind({ cluster: { server: "https://first.example" } }), kind()];
    expect(connectionOf(files).server).toBe("https://first.example");
  });

  test("hands a plugin over with its arguments, its variables and the cluster where it asks for that", () => {
    const exec = {
      apiVersion: "client.authentication.k8s.io/v1beta1",
      command: "./bin/login",
      args: ["token"],
      env: [{ name: "PROFILE", value: "dev" }],
      provideClusterInfo: true,
    };
    expect(connectionOf([kind({ user: { exec } })]).exec).toEqual({
      apiVersion: exec.apiVersion,
      command: resolve("/home/me/.kube/bin/login"),
      args: ["token"],
      env: { PROFILE: "dev" },
      clusterInfo: { server: "https://127.0.0.1:4321/", "certificate-authority-data": base64("CA") },
    });
    const onPath = { ...exec, command: "aws", provideClusterInfo: false };
    expect(connectionOf([kind({ user: { exec: onPath } })]).exec).not.toHaveProperty("clusterInfo");
    expect(connectionOf([kind({ user: { exec: onPath } })]).exec?.command).toBe("aws");
  });

  test.each([
    ["auth-provider", { user: { "auth-provider": { name: "oidc", config: { "refresh-token": SECRET } } } }],
    ["username", { user: { username: "me", password: SECRET } }],
    ["as, as-groups", { user: { as: "someone", "as-groups": ["a"] } }],
    ["proxy-url", { cluster: { "proxy-url": `http://me:${SECRET}@proxy.example` } }],
  ])("with %s is refused rather than misread", (fields, change) => {
    const { code, message } = faultOf([kind(change)]);
    expect(code).toBe("kubeconfig-unsupported");
    expect(message).toContain(`${fields} is not read here`);
    expect(message).not.toContain(SECRET);
  });

  test.each([
    ["no YAML", `users:\n- token: ${SECRET}\n  bad: [${SECRET}`, "(BAD_INDENT in line"],
    ["YAML with a field twice", `token: ${SECRET}\ntoken: ${SECRET}\n`, "(DUPLICATE_KEY in line 2)"],
    ["a text", SECRET, "no current context"],
    ["nothing", "", "no current context"],
    ["no such user", kind().text.replace(/^users:[\s\S]*?(?=preferences)/m, ""), 'no user "kind-demo"'],
    ["no server", kind({ cluster: { server: SECRET } }).text, "has no URL of a server"],
  ])("that is or has %s is told by its path and nothing of its text", (_, text, expected) => {
    const { code, message } = faultOf([{ path: "/home/me/.kube/config", text }]);
    expect(code).toBe("kubeconfig-unreadable");
    expect(message).toContain("/home/me/.kube/config");
    expect(message).toContain(expected);
    expect(message).not.toContain(SECRET);
  });
});
