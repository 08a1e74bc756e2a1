import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getAvailabilityZonesOutput } from "@pulumi/aws/getAvailabilityZones";
import { getRegionOutput } from "@pulumi/aws/getRegion";
import { OpenIdConnectProvider, Role } from "@pulumi/aws/iam";
import { Queue } from "@pulumi/aws/sqs";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Sandbox } from "../../src/sandbox";
import { startSandbox } from "../../src/sandbox";

const ISSUER = "https://oidc.cluster.example/id/1";

let sandbox: Sandbox;
let workDir: string;

beforeEach(async () => {
  sandbox = await startSandbox();
  workDir = mkdtempSync(join(tmpdir(), "sandbox-engine-"));
});
afterEach(async () => {
  await sandbox.close();
  rmSync(workDir, { recursive: true });
});

async function stackOf(program: PulumiFn) {
  const envVars = await sandbox.environment();
  return LocalWorkspace.createOrSelectStack({ stackName: "dev", projectName: "app", program }, { workDir, envVars });
}

/** A role of a fixed name that takes the tokens of one ServiceAccount. */
function trusting(serviceAccount: string): PulumiFn {
  return async () => {
    const provider = new OpenIdConnectProvider("cluster", { url: ISSUER, clientIdLists: ["sts.amazonaws.com"] });
    const claims = {
      "oidc.cluster.example/id/1:sub": `system:serviceaccount:shop:${serviceAccount}`,
      "oidc.cluster.example/id/1:aud": "sts.amazonaws.com",
    };
    const assumeRolePolicy = provider.arn.apply((arn) =>
      JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Federated: arn },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: { StringEquals: claims },
          },
        ],
      }),
    );
    new Role("orders", { name: "orders", assumeRolePolicy });
  };
}

/** The vendor's error code, or `credentials`. */
async function assumeRole(): Promise<string | undefined> {
  const subject = { issuer: ISSUER, namespace: "shop", serviceAccount: "orders" };
  const body = new URLSearchParams({
    Action: "AssumeRoleWithWebIdentity",
    Version: "2011-06-15",
    RoleArn: "arn:aws:iam::111122223333:role/orders",
    RoleSessionName: "test",
    WebIdentityToken: await sandbox.mint({ ...subject, audience: "sts.amazonaws.com" }),
  });
  const answer = await (await fetch(`${sandbox.url}/aws`, { method: "POST", body })).text();
  return answer.includes("<SessionToken>FAKE") ? "credentials" : /<Code>(\w+)<\/Code>/.exec(answer)?.[1];
}

describe("a stack that is deployed onto a sandbox", () => {
  test("decides who gets credentials, at every moment", async () => {
    expect(await assumeRole()).toBe("InvalidIdentityToken");
    const stack = await stackOf(trusting("orders"));
    await stack.preview();
    expect(await assumeRole()).toBe("InvalidIdentityToken");
    await stack.up();
    expect(await assumeRole()).toBe("credentials");
    stack.workspace.program = trusting("admin");
    await stack.up();
    expect(await assumeRole()).toBe("AccessDenied");
    stack.workspace.program = trusting("orders");
    await stack.up();
    expect(await assumeRole()).toBe("credentials");
    await stack.destroy();
    expect(await assumeRole()).toBe("InvalidIdentityToken");
    expect(sandbox.state.resources).toEqual([]);
    expect(sandbox.log.filter(({ kind }) => kind === "warning")).toEqual([]);
  });

  test("may use resource types that are not simulated, with a warning, and look up where it deploys to", async () => {
    const stack = await stackOf(async () => {
      const queue = new Queue("jobs", { visibilityTimeoutSeconds: 5 });
      return { seconds: queue.visibilityTimeoutSeconds, region: getRegionOutput().region };
    });
    await stack.setConfig("aws:region", { value: "cn-north-1" });
    const { outputs } = await stack.up();
    expect([outputs.seconds?.value, outputs.region?.value]).toEqual([5, "cn-north-1"]);
    expect(sandbox.log).toMatchObject([{ kind: "warning", text: expect.stringContaining("aws:sqs/queue:Queue") }]);
    expect((await stack.preview()).changeSummary).toMatchObject({ same: 2 });
  });

  test("fails on a look-up that nothing stands in for, by its name", async () => {
    const stack = await stackOf(async () => ({ names: getAvailabilityZonesOutput().names }));
    await expect(stack.preview()).rejects.toThrow("aws:index/getAvailabilityZones:getAvailabilityZones");
  });
});
