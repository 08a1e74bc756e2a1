/** Clients of the vendors in pods of namespaces that are trusted as a whole, and in one that is not. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Sandbox } from "../../src/sandbox";
import type { Client } from "./support/clients";
import { nodeClient, pythonClient } from "./support/clients";
import { CLUSTER, deployWholeNamespaces } from "./support/program";
import { inPod, lastDecision, sandboxWith } from "./support/sandbox";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await sandboxWith(deployWholeNamespaces);
});
afterAll(() => sandbox.close());

describe.each<[string, Client, string, string[]]>([
  ["the AWS SDK", nodeClient("aws", "default-chain"), "reports", ["jobs", "team-a"]],
  ["boto3", pythonClient("aws", "client"), "reports", ["jobs", "team-a"]],
  ["google-auth-library", nodeClient("gcp", "token"), "google", ["jobs"]],
  ["@alicloud/credentials", nodeClient("alicloud", "default"), "reports", ["jobs", "team-a"]],
])("%s", (_, client, serviceAccount, trusted) => {
  it.each(["jobs", "team-a", "other"])("signs in from namespace %s if that is trusted", async (namespace) => {
    const allowed = trusted.includes(namespace);
    expect(await inPod(sandbox, { namespace, serviceAccount, issuer: CLUSTER }, client)).toMatchObject({ ok: allowed });
    expect(lastDecision(sandbox)).toMatchObject({
      allowed,
      subject: `system:serviceaccount:${namespace}:${serviceAccount}`,
    });
  });
});
