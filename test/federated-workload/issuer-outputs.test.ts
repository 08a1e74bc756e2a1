import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import type { FederatedWorkloadArgs } from "../../src";
import { FederatedWorkload } from "../../src";
import { installCloudMocks, settled } from "../../src/testing";
import { lateFaults } from "../support/late-faults";

const EKS = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const jwks = '{"keys":[{"alg":"RS256","e":"AQAB","kid":"a","kty":"RSA","n":"bW9kdWx1cw","use":"sig"}]}';
const registrations = { alicloud: { fingerprints: ["0123456789abcdef0123456789abcdef01234567"] } };

const CLOUDS: Record<string, Partial<FederatedWorkloadArgs>> = {
  aws: { aws: {} },
  azure: { azure: { resourceGroupName: "shop" } },
  gcp: { gcp: { project: "shop-prod", roles: ["roles/viewer"] } },
  alicloud: { alicloud: {}, registrations },
  "huawei, a user group": { huawei: {} },
  "huawei, a trust agency": { huawei: { mechanism: "trust-agency" } },
};

/** The faults of a workload with such an issuer, early and late, each by its code. */
async function codesOf(issuer: unknown, args: Partial<FederatedWorkloadArgs>): Promise<string[]> {
  const messages = await lateFaults(async () => {
    new FederatedWorkload("orders", { issuer: issuer as never, namespace: "shop", serviceAccount: "orders", ...args });
    await settled();
  });
  return [...new Set(messages.flatMap((message) => message.match(/\[[a-z][a-z0-9-]+\]/g) ?? []))];
}

describe.each(Object.entries(CLOUDS))("an output in the place of an issuer, on %s", (_, args) => {
  beforeEach(async () => {
    await installCloudMocks();
  });

  it.each<[string, () => unknown]>([
    ["the URL itself", () => pulumi.output(EKS)],
    ["nothing", () => pulumi.output(undefined)],
    ["the issuer of a cluster that has none", () => pulumi.output({ url: undefined })],
    ["the URL of a cluster that has none, in a literal", () => ({ url: pulumi.output(undefined), jwks })],
    ["a list of URLs, in a literal", () => ({ url: pulumi.output([EKS]), jwks })],
  ])("is told to be none, with what to write: %s", async (_, issuer) => {
    expect(await codesOf(issuer(), args)).toEqual(["[issuer-url-missing]"]);
  });
});

describe("an issuer out of outputs of a cluster or of another stack", () => {
  const GKE = "https://container.googleapis.com/v1/projects/shop-prod/locations/europe-west4/clusters/blue";
  const pool = { gkeWorkloadPool: "shop-prod.svc.id.goog", projectNumber: "1" };
  const ack = { oidcProviderArn: "acs:ram::1234567890123456:oidc-provider/ack-rrsa-c1" };
  const { aws, azure, alicloud } = CLOUDS as Record<string, object>;
  const gke = { gcp: { gke: true, grants: [{ kind: "bucket", resource: "shop", role: "roles/viewer" }] } };

  beforeEach(async () => {
    await installCloudMocks();
  });

  it.each<[string, object, () => unknown]>([
    ["a secret URL", aws!, () => ({ url: pulumi.secret(EKS) })],
    ["a URL that is a promise", aws!, () => ({ url: Promise.resolve(EKS) })],
    [
      "a nested output that may be missing",
      aws!,
      () => ({ url: pulumi.output([{ oidcs: [{ issuer: EKS }] }]).apply((known) => known[0]?.oidcs?.[0]?.issuer) }),
    ],
    ["a GKE cluster with its entry as an output", gke, () => ({ url: pulumi.output(GKE), gcp: pulumi.output(pool) })],
  ])("is taken as it is: %s", async (_, args, issuer) => {
    expect(await codesOf(issuer(), args)).toEqual([]);
  });

  it.each<[string, object, () => unknown, string]>([
    [
      "the URL of an IAM OIDC provider, without its scheme",
      aws!,
      () => ({ url: pulumi.output(EKS.slice("https://".length)) }),
      "[issuer-url-scheme]",
    ],
    [
      "the cluster's endpoint",
      aws!,
      () => ({ url: pulumi.output("https://ABC.gr7.eu-west-1.eks.amazonaws.com") }),
      "[issuer-not-public]",
    ],
    [
      "an issuer of AKS without its slash",
      azure!,
      () => ({ url: pulumi.output("https://westeurope.oic.prod-aks.azure.com/a/b") }),
      "[azure-issuer-slash-missing]",
    ],
    [
      "every issuer of an ACK cluster",
      alicloud!,
      () => ({
        url: pulumi.output("https://oidc-ack-x.oss-x.aliyuncs.com/c1,https://kubernetes.default.svc"),
        alicloud: ack,
      }),
      "[issuer-url-unparsable]",
    ],
    [
      "a GKE cluster's selfLink",
      gke,
      () => ({ url: pulumi.output(GKE.replace("v1", "v1beta1")), gcp: pulumi.output(pool) }),
      "[gcp-gke-issuer-mismatch]",
    ],
    [
      "a GKE cluster that has no pool",
      gke,
      () => ({ url: pulumi.output(GKE), gcp: { gkeWorkloadPool: pulumi.output(undefined), projectNumber: "1" } }),
      "[gcp-gke-mismatch]",
    ],
  ])("is told what is wrong once it is known: %s", async (_, args, issuer, code) => {
    expect(await codesOf(issuer(), args)).toEqual([code]);
  });
});
