/**
 * `@huaweicloud/huaweicloud-sdk-core` and `-iam` in pods of a user group (old IAM). The SDK for Node.js reads no variables by itself, so the
 * client hands them over as this library documents it. No SDK on npm calls `AssumeAgencyWithOIDC` (IAM v5), so trust agencies have no client here.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Sandbox } from "../../src/sandbox";
import { nodeClient } from "./support/clients";
import { CCE_CLUSTER, deployOnCce } from "./support/program";
import { edit, inPod, lastDecision, sandboxWith } from "./support/sandbox";
import { verdictsOn } from "./support/verdict";

const ORDERS = { issuer: CCE_CLUSTER, namespace: "cce", serviceAccount: "orders" };
const NEIGHBOUR = { ...ORDERS, serviceAccount: "orders-neighbour" };
const RULE = "pulumi-nodejs:dynamic/huawei:ConversionRule";

let sandbox: Sandbox;
let jwks: object;
let undo = () => {};
beforeAll(async () => {
  sandbox = await sandboxWith(async ({ issuer }) => {
    ({ jwks } = await issuer(CCE_CLUSTER));
    deployOnCce(JSON.stringify(jwks));
  });
});
afterEach(() => {
  undo();
  undo = () => {};
});
afterAll(() => sandbox.close());

function change(changed: (rule: string) => string): void {
  const name = sandbox.state.resources.find(({ type }) => type === RULE)?.name ?? "";
  undo = edit(sandbox, RULE, name, changed);
}

const verdicts = () => {
  const { name } = sandbox.state.resources.find(({ type }) => type.endsWith(":IdentityProvider"))?.state ?? {};
  return verdictsOn(sandbox, "huawei", /cce-orders-huawei-group/, ORDERS, String(name), jwks);
};

describe("the SDK for Node.js with a token file", () => {
  const client = nodeClient("huawei", "id-token-file");

  it("becomes a user of its ServiceAccount's group", async () => {
    expect(await inPod(sandbox, ORDERS, client)).toEqual({ ok: true, got: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(lastDecision(sandbox)).toMatchObject({
      allowed: true,
      call: "GET /v3/auth/domains",
      target: expect.stringMatching(/\/cce\.orders$/),
      subject: "system:serviceaccount:cce:orders",
    });
  });

  it("is refused with IAM's error in a pod of another ServiceAccount that is wired the same", async () => {
    expect(await inPod(sandbox, NEIGHBOUR, client)).toEqual(refused);
  });

  it("is refused once the rule names another ServiceAccount", async () => {
    change((rule) => rule.replaceAll("cce:orders", "cce:nobody"));
    expect(await inPod(sandbox, ORDERS, client)).toEqual(refused);
  });

  it("lets the neighbour in where the rule was opened to a namespace, which the proof says too", async () => {
    expect(verdicts()).toEqual(["equal"]);
    change((rule) =>
      rule.replace(
        /"any_one_of":\["[^"]*cce:orders"\]/g,
        '"any_one_of":["^system:serviceaccount:cce:.*$"],"regex":true',
      ),
    );
    expect(await inPod(sandbox, NEIGHBOUR, client)).toMatchObject({ ok: true });
    expect(verdicts()).toEqual(["over"]);
  });
});

const refused = { ok: false, error: expect.stringContaining("The request you have made requires authentication.") };
