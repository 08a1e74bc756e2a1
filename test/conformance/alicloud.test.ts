/** `@alicloud/credentials` and alibabacloud_credentials in pods of a RAM role, by the proxy: they take no endpoint from the environment. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Sandbox } from "../../src/sandbox";
import type { Client } from "./support/clients";
import { nodeClient, pythonClient } from "./support/clients";
import { CLUSTER, deployWorkloads } from "./support/program";
import { edit, inPod, lastDecision, sandboxWith } from "./support/sandbox";
import { verdictsOn } from "./support/verdict";

const ORDERS = { issuer: CLUSTER, namespace: "shop", serviceAccount: "orders" };
const NEIGHBOUR = { ...ORDERS, serviceAccount: "orders-neighbour" };
const ROLE = ["alicloud:ram/role:Role", "orders-alicloud-role"] as const;

let sandbox: Sandbox;
let undo = () => {};
beforeAll(async () => {
  sandbox = await sandboxWith(deployWorkloads);
});
afterEach(() => {
  undo();
  undo = () => {};
});
afterAll(() => sandbox.close());

const verdicts = () => verdictsOn(sandbox, "alicloud", /orders-alicloud-role/, ORDERS, "sts.aliyuncs.com");

describe.each<[string, Client]>([
  ["an OIDC role ARN of @alicloud/credentials", nodeClient("alicloud", "oidc-role-arn")],
  ["the default chain of @alicloud/credentials", nodeClient("alicloud", "default")],
  ["an OIDC role ARN of alibabacloud_credentials", pythonClient("alicloud", "oidc-role-arn")],
  ["the default chain of alibabacloud_credentials", pythonClient("alicloud", "default")],
])("%s", (_, client) => {
  it("becomes the role of its ServiceAccount", async () => {
    expect(await inPod(sandbox, ORDERS, client)).toEqual({
      ok: true,
      got: {
        accessKeyId: expect.stringMatching(/FAKE/),
        accessKeySecret: expect.stringMatching(/FAKE/),
        securityToken: expect.stringMatching(/FAKE/),
      },
    });
    expect(lastDecision(sandbox)).toMatchObject({
      allowed: true,
      call: "AssumeRoleWithOIDC",
      target: expect.stringMatching(/:role\/orders-alicloud-role-/),
      subject: "system:serviceaccount:shop:orders",
    });
  });

  it("is refused with STS's error in a pod of another ServiceAccount that is wired the same", async () => {
    expect(await inPod(sandbox, NEIGHBOUR, client)).toEqual(refused);
  });

  it("is refused once the role names another ServiceAccount", async () => {
    undo = edit(sandbox, ...ROLE, (role) => role.replaceAll("shop:orders", "shop:nobody"));
    expect(await inPod(sandbox, ORDERS, client)).toEqual(refused);
  });

  it("lets the neighbour in where the role was opened to all, which the proof says too", async () => {
    expect(verdicts()).toEqual(["equal"]);
    undo = edit(sandbox, ...ROLE, (role) =>
      role.replaceAll(
        /,(\\*")oidc:sub\1:\1system:serviceaccount:shop:orders\1}/g,
        "},$1StringLike$1:{$1oidc:sub$1:$1system:serviceaccount:*$1}",
      ),
    );
    expect(await inPod(sandbox, NEIGHBOUR, client)).toMatchObject({ ok: true });
    expect(verdicts()).toEqual(["over"]);
  });
});

const refused = { ok: false, error: expect.stringContaining("AuthenticationFail.NoPermission") };
