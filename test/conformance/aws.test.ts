/**
 * `@aws-sdk/client-sts`, `@aws-sdk/credential-providers` and boto3 in pods of AWS roles.
 * boto3 calls the EKS Pod Identity Agent at its link-local address and past every proxy, so there the address is that of the sandbox;
 * the clients for Node.js keep the address that EKS injects.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Sandbox } from "../../src/sandbox";
import type { Client } from "./support/clients";
import { nodeClient, pythonClient } from "./support/clients";
import { CLUSTER, deployPodIdentity, deployWorkloads, EKS_CLUSTER } from "./support/program";
import { edit, inPod, lastDecision, sandboxWith } from "./support/sandbox";
import { verdictsOn } from "./support/verdict";

const ORDERS = { issuer: CLUSTER, namespace: "shop", serviceAccount: "orders" };
const NEIGHBOUR = { ...ORDERS, serviceAccount: "orders-neighbour" };
const ROLE = ["aws:iam/role:Role", "orders-aws-role"] as const;

let sandbox: Sandbox;
let undo = () => {};
beforeAll(async () => {
  sandbox = await sandboxWith(() => {
    deployWorkloads();
    deployPodIdentity();
  });
});
afterEach(() => {
  undo();
  undo = () => {};
});
afterAll(() => sandbox.close());

const verdicts = () => verdictsOn(sandbox, "aws", /:role\/orders-aws-role/, ORDERS, "sts.amazonaws.com");

describe.each<[string, Client]>([
  ["fromTokenFile of @aws-sdk/credential-providers", nodeClient("aws", "token-file")],
  ["the default chain of @aws-sdk/credential-providers", nodeClient("aws", "default-chain")],
  ["a client of the AWS SDK for JavaScript", nodeClient("aws", "client")],
  ["a client of boto3", pythonClient("aws", "client")],
])("%s", (_, client) => {
  it("becomes the role of its ServiceAccount", async () => {
    expect(await inPod(sandbox, ORDERS, client)).toEqual({
      ok: true,
      got: expect.stringMatching(/^arn:aws:sts::111122223333:assumed-role\/orders-aws-role-/),
    });
    expect(lastDecision(sandbox)).toMatchObject({ subject: "system:serviceaccount:shop:orders" });
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
      role.replaceAll("StringEquals", "StringLike").replaceAll("system:serviceaccount:shop:orders", "*"),
    );
    expect(await inPod(sandbox, NEIGHBOUR, client)).toMatchObject({ ok: true });
    expect(verdicts()).toEqual(["over"]);
  });
});

const refused = {
  ok: false,
  error: expect.stringMatching(/AccessDenied.*Not authorized to perform sts:AssumeRoleWithWebIdentity/),
};

const NAMED = "orders-aws-association-eks.orders";

describe.each<[string, Client, boolean]>([
  ["fromHttp of @aws-sdk/credential-providers", nodeClient("aws", "container"), false],
  ["the default chain of @aws-sdk/credential-providers", nodeClient("aws", "default-chain"), false],
  ["a client of boto3", pythonClient("aws", "client"), true],
])("%s with EKS Pod Identity", (_, client, byAddress) => {
  const pod = { issuer: EKS_CLUSTER, namespace: "eks", serviceAccount: "orders" };
  const changes = ({ HTTPS_PROXY = "" }: Record<string, string>): Record<string, string> =>
    byAddress ? { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${HTTPS_PROXY}/v1/credentials` } : {};

  it.each([
    ["the role", "orders", /:assumed-role\/pod-identity-orders-aws-role-[^/]+\/eks-eks-/],
    ["the target role", "reports", /:assumed-role\/reports-target\/eks-eks-/],
    ["the role without session tags", "untagged", /:assumed-role\/pod-identity-untagged-aws-role-[^/]+\/eks-eks-/],
    ["the target role without session tags", "external", /:assumed-role\/external-target\/eks-eks-/],
  ])("becomes %s of its association", async (_, serviceAccount, session) => {
    const got = expect.stringMatching(session);
    expect(await inPod(sandbox, { ...pod, serviceAccount }, client, changes)).toEqual({ ok: true, got });
  });

  it("is refused once the role names another cluster in its tags", async () => {
    undo = edit(sandbox, "aws:iam/role:Role", "pod-identity-orders-aws-role", (role) =>
      role.replaceAll("cluster/eks", "cluster/blue"),
    );
    expect(await inPod(sandbox, pod, client, changes)).toMatchObject({ ok: false });
    expect(lastDecision(sandbox)).toMatchObject({ code: "AccessDeniedException", allowed: false });
  });

  it("fails where there is no association", async () => {
    const neighbour = { ...pod, serviceAccount: "orders-neighbour" };
    expect(await inPod(sandbox, neighbour, client, changes)).toMatchObject({ ok: false });
    expect(lastDecision(sandbox)).toMatchObject({ code: "ResourceNotFoundException", allowed: false });
    const association = ["aws:eks/podIdentityAssociation:PodIdentityAssociation", `pod-identity-${NAMED}`] as const;
    undo = edit(sandbox, ...association, (text) => text.replaceAll('"orders"', '"nobody"'));
    expect(await inPod(sandbox, pod, client, changes)).toMatchObject({ ok: false });
  });
});
