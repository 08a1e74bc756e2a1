import { Role } from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { ProviderResource } from "@pulumi/pulumi";
import { ClusterFederation, FederatedWorkload } from "pulumi-workload-identity";
import type { CloudMocks } from "pulumi-workload-identity/testing";
import { installCloudMocks } from "pulumi-workload-identity/testing";
import { toAdmitOnly } from "pulumi-workload-identity/testing/vitest";
import { beforeEach, describe, expect, it } from "vitest";

expect.extend({ toAdmitOnly });

const url = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const orders = { issuer: url, namespace: "shop", serviceAccount: "orders" };
const cart = { ...orders, serviceAccount: "cart" };

let mocks: CloudMocks;

function messageOf(assertion: () => unknown): string {
  try {
    assertion();
  } catch (error) {
    return (error as Error).message;
  }
  return "(it passed)";
}

function deploy(args: object = { aws: {} }) {
  return new FederatedWorkload("orders", { ...orders, issuer: { url }, ...args });
}

describe("toAdmitOnly", () => {
  beforeEach(async () => {
    mocks = await installCloudMocks();
  });

  it("passes when the trust admits exactly the one ServiceAccount, the list or the intent", async () => {
    deploy();
    const trust = await mocks.trust("aws");
    expect(trust).toAdmitOnly(orders);
    expect(trust).toAdmitOnly([orders]);
    expect(trust).toAdmitOnly({ subjects: [orders] });
  });

  it("fails with the counterexample when the trust admits more than is expected", async () => {
    deploy({ subjects: [{ ...cart, issuer: { url } }], aws: {} });
    const trust = await mocks.trust("aws");
    const message = messageOf(() => expect(trust).toAdmitOnly(orders));
    expect(message).toContain("Expected the trust on AWS to admit only shop/orders of");
    expect(message).toContain("over: the trust admits a token that is not intended");
    expect(message).toContain('"sub":"system:serviceaccount:shop:cart"');
  });

  it("fails with the counterexample when the trust refuses one that is expected", async () => {
    deploy();
    const trust = await mocks.trust("aws");
    const message = messageOf(() => expect(trust).toAdmitOnly([orders, cart]));
    expect(message).toContain("under: the trust refuses an intended token");
    expect(message).toContain('"sub":"system:serviceaccount:shop:cart"');
  });

  it("says with not what it says without: passes for others, fails with the verdict for the admitted ones", async () => {
    deploy();
    const trust = await mocks.trust("aws");
    expect(trust).not.toAdmitOnly(cart);
    const message = messageOf(() => expect(trust).not.toAdmitOnly(orders));
    expect(message).toContain("not to admit only shop/orders");
    expect(message).toContain("equal: the trust admits exactly the intended ServiceAccounts");
  });

  it("fails when the tokens that get in have another audience than the cloud's default", async () => {
    deploy({ aws: { audience: "shop" } });
    const trust = await mocks.trust("aws");
    expect(trust).toAdmitOnly(orders, "shop");
    expect(messageOf(() => expect(trust).toAdmitOnly(orders))).toContain('"aud":["shop"]');
  });

  it("fails with the reason when the trust cannot be proved", async () => {
    const oidcProviderArn = `arn:aws:iam::111122223333:oidc-provider/${url.slice("https://".length)}`;
    deploy({ issuer: { url, aws: { oidcProviderArn } }, aws: {} });
    const trust = await mocks.trust("aws");
    expect(messageOf(() => expect(trust).toAdmitOnly(orders))).toContain("unknown: the trust could not be proved");
  });

  it("is refused with a code when what is expected is no subject", async () => {
    deploy();
    const trust = await mocks.trust("aws");
    expect(() => toAdmitOnly(trust, { ...orders, namespace: "*" })).toThrow(
      expect.objectContaining({ code: "intent-invalid" }),
    );
  });
});

describe("the trusts of mocks", () => {
  beforeEach(async () => {
    mocks = await installCloudMocks();
  });

  it("are those of every cloud when none is named, and of one when it is", async () => {
    deploy({ aws: {}, azure: { resourceGroupName: "shop" } });
    expect((await mocks.trusts()).map(({ name }) => name)).toEqual(["orders-aws-role", "orders-azure-identity"]);
    expect((await mocks.trusts("azure")).map(({ name }) => name)).toEqual(["orders-azure-identity"]);
  });

  it("are found by cloud, by logical name and by what the vendor calls the identity", async () => {
    deploy();
    const [{ identity, trust } = { identity: "", trust: undefined }] = await mocks.trusts();
    expect(identity).toMatch(/^arn:aws:iam::111122223333:role\/orders-aws-role-/);
    for (const which of ["aws", "orders-aws-role", identity]) expect(await mocks.trust(which)).toEqual(trust);
  });

  it("are read where the program keeps what they are made of secret", async () => {
    const mocks = await installCloudMocks();
    const assumeRolePolicy = pulumi.secret(JSON.stringify({ Version: "2012-10-17", Statement: [] }));
    const role = new Role("hidden", { assumeRolePolicy });
    expect(await mocks.trust("hidden")).toMatchObject({ assumeRolePolicy: { Version: "2012-10-17" } });
    expect(await pulumi.isSecret(role.assumeRolePolicy)).toBe(true);
  });

  it("are listed in a coded error when none or several are meant", async () => {
    deploy();
    await expect(mocks.trust("gcp")).rejects.toMatchObject({
      code: "trust-missing",
      message: expect.stringContaining('"orders-aws-role" on aws'),
    });
    new FederatedWorkload("cart", { ...cart, issuer: { url: "https://b.example.com" }, aws: {} });
    await expect(mocks.trust("aws")).rejects.toMatchObject({
      code: "trust-ambiguous",
      message: expect.stringContaining('"orders-aws-role" on aws, "cart-aws-role" on aws'),
    });
  });

  it("take the registration of another stack into account when the mocks are told of it", async () => {
    const arn = `arn:aws:iam::111122223333:oidc-provider/${url.slice("https://".length)}`;
    const state = { arn, url, clientIdLists: ["sts.amazonaws.com"] };
    const type = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";
    mocks = await installCloudMocks({ deployed: [{ type, name: "cluster", id: arn, state }] });
    deploy({ issuer: { url, aws: { oidcProviderArn: arn } }, aws: {} });
    expect(await mocks.trust("aws")).toAdmitOnly(orders);
  });

  it("take the outputs of another stack, which the same test has run before, for what the program refers to", async () => {
    const cluster = await installCloudMocks({ stack: "cluster" });
    const { issuer } = new ClusterFederation("prod", { issuer: { url }, aws: {} });
    await cluster.trusts();
    mocks = await installCloudMocks({ deployed: [...cluster.resources], stacks: { "acme/network/prod": { issuer } } });
    deploy({ issuer: new pulumi.StackReference("acme/network/prod").requireOutput("issuer"), aws: {} });
    expect(await mocks.trust("aws")).toAdmitOnly(orders);
  });

  it("answer a stack that they were not told of as one without outputs", async () => {
    mocks = await installCloudMocks();
    const network = new pulumi.StackReference("network", { name: "acme/network/prod" });
    await expect(network.getOutputValue("issuer")).resolves.toBeUndefined();
  });

  it("are each their own when one program has two accounts, though mocks have one", async () => {
    class Account extends ProviderResource {
      constructor(name: string) {
        super("aws", name, {});
      }
    }
    for (const subject of [orders, cart]) {
      const name = subject.serviceAccount;
      const opts = { providers: { aws: new Account(name) } };
      new FederatedWorkload(name, { ...subject, issuer: { url }, aws: {} }, opts);
    }
    expect(await mocks.trust("orders-aws-role")).toAdmitOnly(orders);
    expect(await mocks.trust("cart-aws-role")).toAdmitOnly(cart);
  });

  it("take the clusters of a project's pool into account when the mocks are told of them", async () => {
    const gke = "https://container.googleapis.com/v1/projects/shop-prod/locations/europe-west4/clusters/blue";
    const issuer = { url: gke, gcp: { gkeWorkloadPool: "shop-prod.svc.id.goog", projectNumber: "123456789012" } };
    mocks = await installCloudMocks({ issuers: [gke] });
    deploy({ issuer, gcp: { project: "shop-prod", roles: ["roles/viewer"] } });
    expect(await mocks.trust("gcp")).toAdmitOnly({ ...orders, issuer: gke });
  });
});
