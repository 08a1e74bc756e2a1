/**
 * `@huaweicloud/huaweicloud-sdk-core` and `-iam`, huaweicloudsdkcore and huaweicloudsdkiam in pods of a user group (old IAM) and of a trust
 * agency (IAM v5). The SDK for Node.js reads no variables by itself, so its client hands them over as this library documents it; and it
 * knows no trust agencies, so there it has no client here.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Sandbox } from "../../src/sandbox";
import type { Client } from "./support/clients";
import { nodeClient, pythonClient } from "./support/clients";
import { CCE_CLUSTER, CLUSTER, deployOnCce, deployTrustAgency } from "./support/program";
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
    deployTrustAgency();
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

describe.each<[string, Client]>([
  ["the SDK for Node.js", nodeClient("huawei", "id-token-file")],
  ["the SDK for Python", pythonClient("huawei", "identity-provider")],
])("%s with an identity provider", (_, client) => {
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

describe("the SDK for Python with a trust agency", () => {
  const client = pythonClient("huawei", "trust-agency");
  const orders = { issuer: CLUSTER, namespace: "agency", serviceAccount: "orders" };
  const neighbour = { ...orders, serviceAccount: "orders-neighbour" };
  const AGENCY = ["pulumi-nodejs:dynamic/huawei:TrustAgency", "agency-orders-huawei-agency"] as const;

  it("becomes the agency of its ServiceAccount", async () => {
    expect(await inPod(sandbox, orders, client)).toEqual({ ok: true, got: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(lastDecision(sandbox)).toMatchObject({ subject: "system:serviceaccount:agency:orders" });
  });

  it("is refused with STS's error in a pod of another ServiceAccount that is wired the same", async () => {
    expect(await inPod(sandbox, neighbour, client)).toEqual(refusedByAgency);
  });

  it("is refused once the agency names another ServiceAccount", async () => {
    undo = edit(sandbox, ...AGENCY, (agency) => agency.replaceAll("agency:orders", "agency:nobody"));
    expect(await inPod(sandbox, orders, client)).toEqual(refusedByAgency);
  });

  it("lets the neighbour in where the agency was opened to a namespace, which the proof says too", async () => {
    const proved = () => verdictsOn(sandbox, "huawei", /:agency:/, orders, "sts.myhuaweicloud.com");
    expect(proved()).toEqual(["equal"]);
    undo = edit(sandbox, ...AGENCY, (agency) =>
      agency.replaceAll("StringEquals", "StringMatch").replaceAll("agency:orders", "agency:*"),
    );
    expect(await inPod(sandbox, neighbour, client)).toMatchObject({ ok: true });
    expect(proved()).toEqual(["over"]);
  });
});

const refused = { ok: false, error: expect.stringContaining("The request you have made requires authentication.") };
const refusedByAgency = {
  ok: false,
  error: expect.stringContaining("You are not authorized to perform: sts:agencies:assumeWithOIDC."),
};
