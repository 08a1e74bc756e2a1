import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { CommandLine, finished, written } from "../cli/support/command-line";
import { BUILD_TIMEOUT } from "./support/kube-apiserver";
import type { StoredObject } from "./support/kube-client";
import { kubernetesPlugin } from "./support/kubernetes-provider";
import { runReadme } from "./support/readme";
import type { Cluster } from "./support/real-cluster";
import { emptyCluster, startCluster } from "./support/real-cluster";

const { resolve: resolveModule } = createRequire(__filename);
/** The issuer that the README's program trusts. */
const ISSUER = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const PROXY = "api/v1/namespaces/shop";

/** What the AWS command line prints, by AWS's client for Node.js, and the token that it did it with. */
const whoAmI = `
const { GetCallerIdentityCommand, STSClient } = require(${JSON.stringify(resolveModule("@aws-sdk/client-sts"))});
const { AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ROLE_ARN: role } = process.env;
const jwt = require("node:fs").readFileSync(file, "utf8");
new STSClient().send(new GetCallerIdentityCommand({})).then(({ Arn }) => console.log(JSON.stringify({ Arn, jwt, role })));
`;

let cluster: Cluster;
let cli: CommandLine;

beforeAll(async () => {
  cluster = await startCluster(ISSUER);
}, BUILD_TIMEOUT);
afterAll(() => cluster?.end());
beforeEach(async () => {
  cli = new CommandLine();
  const { client } = cluster.server;
  await client.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } });
  const intruder = { name: "intruder", namespace: "shop" };
  await client.create({ apiVersion: "v1", kind: "ServiceAccount", metadata: intruder });
});
afterEach(async () => {
  await cli.remove();
  await emptyCluster(cluster);
});

/** The provider where Pulumi keeps what its user has installed; links to folders are not looked into. */
function installProvider(home: string): void {
  const installed = join(home, "plugins", kubernetesPlugin);
  mkdirSync(installed, { recursive: true });
  for (const file of readdirSync(cluster.provider)) symlinkSync(join(cluster.provider, file), join(installed, file));
}

const claimsOf = (jwt: string) => JSON.parse(Buffer.from(jwt.split(".")[1]!, "base64url").toString());

test("a program goes to the user's cluster and to simulated clouds, and pods get in with the cluster's own tokens", async () => {
  const { client } = cluster.server;
  const home = cli.path("pulumi-home");
  // Another context is the current one, in a file that comes before: a name of its own decides.
  const other = cli.path("other");
  writeFileSync(other, "current-context: other\ncontexts: [{ name: other, context: { cluster: gone, user: gone } }]\n");
  writeFileSync(cli.path("whoami.cjs"), whoAmI);
  const args = ["sandbox", "--kubernetes", [other, cluster.kubeconfig].join(delimiter), "--context", "test"];

  const without = await cli.run([...args, "--json"], { PULUMI_HOME: home });
  expect(without).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("pulumi plugin install resource kubern"),
  });
  installProvider(home);

  const running = cli.start([...args, "--json"], { PULUMI_HOME: home });
  const said = await written(running, '"kind":"started"');
  const { environment, cluster: place } = JSON.parse(said.split("\n").find((line) => line.includes('"started"'))!);
  expect(place).toEqual({ context: "test", server: cluster.server.url, issuer: ISSUER });

  const workDir = cli.path("program");
  mkdirSync(workDir);
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName: "dev", projectName: "shop", program: () => runReadme() },
    { workDir, envVars: environment },
  );
  await stack.up();
  expect((await stack.preview()).changeSummary).toEqual({ same: expect.any(Number) });
  const [pod] = (await client.call<{ items: StoredObject[] }>("GET", `/${PROXY}/pods`)).items;

  const exec = await cli.run(["sandbox", "exec", "shop/orders", "--", "node", cli.path("whoami.cjs")]);
  expect(exec).toMatchObject({ status: 0, stderr: expect.not.stringContaining("sandbox:") });
  const { Arn, jwt, role } = JSON.parse(exec.stdout);
  expect(Arn).toMatch(/^arn:aws:sts::111122223333:assumed-role\/orders-aws-role-[0-9a-f]{7}\//);
  const { name, uid } = pod!.metadata;
  expect(claimsOf(jwt)).toMatchObject({
    iss: ISSUER,
    aud: ["sts.amazonaws.com"],
    "kubernetes.io": { pod: { name, uid } },
  });

  const token = async (account: string) =>
    (await cli.run(["sandbox", "token", account, "--audience", "sts.amazonaws.com"])).stdout.trim();
  const assume = async (jwt: string) => {
    const fields = { Action: "AssumeRoleWithWebIdentity", Version: "2011-06-15", RoleArn: role };
    const body = new URLSearchParams({ ...fields, RoleSessionName: "test", WebIdentityToken: jwt });
    const url = environment.PULUMI_WORKLOAD_IDENTITY_SANDBOX;
    return (await fetch(`${url}/aws`, { method: "POST", body })).text();
  };
  expect(await assume(await token("shop/orders"))).toContain("<SessionToken>FAKE");
  expect(await assume(await token("shop/intruder"))).toContain("<Code>AccessDenied</Code>");
  const nobody = await cli.run(["sandbox", "token", "shop/nobody", "--audience", "a"]);
  expect(nobody).toMatchObject({ status: 1, stderr: expect.stringContaining('serviceaccounts "nobody" not found') });

  const state = await cli.run(["sandbox", "state"]);
  expect(state.stdout).toContain(`test  ${cluster.server.url}  ${ISSUER}`);
  expect(state.stdout).not.toContain("kubernetes:");
  const exported = JSON.stringify(await stack.exportStack());
  await stack.destroy();
  expect((await client.call<{ items: StoredObject[] }>("GET", `/${PROXY}/serviceaccounts`)).items).toHaveLength(1);
  running.kill("SIGINT");
  const { status, stderr } = await finished(running);
  expect(status).toBe(0);
  expect(cli.leftovers()).toEqual([]);
  for (const text of [said, stderr, exported, exec.stderr, state.stdout]) expect(text).not.toContain(client.token);
});
