import { ManagedKubernetes } from "@pulumi/alicloud/cs";
import { Cluster as EksCluster } from "@pulumi/aws/eks";
import { OpenIdConnectProvider } from "@pulumi/aws/iam";
import { ManagedCluster } from "@pulumi/azure-native/containerservice";
import { Cluster as GkeCluster } from "@pulumi/gcp/container";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { ackIssuer } from "../../src/clouds/alicloud";
import { eksIssuer } from "../../src/clouds/aws";
import { aksIssuer } from "../../src/clouds/azure";
import { gkeIssuerUrl } from "../../src/clouds/gcp";
import type { ClusterIssuer, FederatedWorkloadArgs } from "../../src/index";
import { FederatedWorkload } from "../../src/index";
import { installCloudMocks, settled, toAdmitOnly } from "../../src/testing";
import { programResources } from "../engine/support/program-resources";

/** What `docs/issuers.md` writes for a cluster, as a literal whose values are outputs. */
const sources: Record<string, () => [ClusterIssuer, Partial<FederatedWorkloadArgs>]> = {
  EKS: () => {
    const { identities } = new EksCluster("shop", { roleArn: "arn", vpcConfig: { subnetIds: ["subnet-1"] } });
    return [{ url: identities.apply((known) => eksIssuer({ identities: known }).url) }, {}];
  },
  AKS: () => {
    const { oidcIssuerProfile } = new ManagedCluster("shop", {
      resourceGroupName: "shop",
      oidcIssuerProfile: { enabled: true },
    });
    const url = oidcIssuerProfile.apply((known) => aksIssuer({ oidcIssuerProfile: known }).url);
    return [{ url }, { azure: { resourceGroupName: "shop" } }];
  },
  GKE: () => {
    const gkeWorkloadPool = "shop-prod.svc.id.goog";
    const { id } = new GkeCluster("shop", {
      project: "shop-prod",
      location: "europe-west1",
      workloadIdentityConfig: { workloadPool: gkeWorkloadPool },
    });
    const gcp = { project: "shop-prod", roles: ["roles/viewer"], autopilot: true };
    return [{ url: id.apply(gkeIssuerUrl), gcp: { gkeWorkloadPool, projectNumber: "42" } }, { gcp }];
  },
  ACK: () => {
    const { rrsaMetadata } = new ManagedKubernetes("shop", { vswitchIds: ["vsw-1"], enableRrsa: true });
    const read = rrsaMetadata.apply(ackIssuer);
    return [{ url: read.url, alicloud: read.alicloud }, { alicloud: {} }];
  },
};
const REGISTRATIONS = /:OpenIdConnectProvider$|:WorkloadIdentityPool$|:OidcProvider$/;

describe("an issuer out of a cluster's outputs", () => {
  it.each(Object.entries(sources))(
    "of %s is registered on AWS, and where the cluster has a registration not again",
    async (_, source) => {
      const mocks = await installCloudMocks({ project: "shop-prod", stack: "dev", resources: programResources });
      const [issuer, args] = source();
      new FederatedWorkload("orders", { issuer, namespace: "shop", serviceAccount: "orders", aws: {}, ...args });
      await settled();
      const registered = mocks.resources.filter(({ type }) => REGISTRATIONS.test(type));
      const url = await new Promise((resolve) => pulumi.output(issuer.url).apply(resolve));
      expect(registered.map(({ inputs }) => inputs.url)).toEqual([url]);
      const subject = { issuer: url as string, namespace: "shop", serviceAccount: "orders" };
      const trusts = await mocks.trusts();
      expect(trusts.length).toBe(1 + Object.keys(args).length);
      for (const { trust } of trusts) expect(toAdmitOnly(trust, subject)).toMatchObject({ pass: true });
    },
  );

  it("is not registered where the program has done so", async () => {
    const mocks = await installCloudMocks({ project: "shop-prod", stack: "dev", resources: programResources });
    const [{ url }] = sources.EKS!();
    const { arn } = new OpenIdConnectProvider("shop", { url, clientIdLists: ["sts.amazonaws.com"] });
    const issuer = { url, aws: { oidcProviderArn: arn } };
    new FederatedWorkload("orders", { issuer, namespace: "shop", serviceAccount: "orders", aws: {} });
    await settled();
    const registered = mocks.resources.filter(({ type }) => REGISTRATIONS.test(type));
    expect(registered.map(({ name }) => name)).toEqual(["shop"]);
  });
});
