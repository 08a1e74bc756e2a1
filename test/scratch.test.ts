import * as pulumi from "@pulumi/pulumi";
import { it } from "vitest";
import { FederatedWorkload, ClusterFederation, FederationError } from "../src";
import { AwsWorkloadIdentity } from "../src/clouds/aws";
import { installCloudMocks } from "../src/testing";
const url = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const base = { issuer: { url }, namespace: "shop", serviceAccount: "orders" };
const o = (x: any) => pulumi.output(x) as any;
const long = "a-very-long-name-of-a-workload-in-a-very-long-named-namespace-of-a-very-long-named-cluster";
const L = "x".repeat(70), XL = "x".repeat(200);
const cases: Record<string, any> = {
  nsStar: { ...base, namespace: "*", aws: {} }, saStar: { ...base, serviceAccount: "*", aws: {} }, saPrefix: { ...base, serviceAccount: "orders-*", azure: { resourceGroupName: "a" } }, q: { ...base, serviceAccount: "order?", gcp: { project: "p", roles: ["roles/viewer"] } },
  subj: { ...base, subjects: [{ issuer: { url }, namespace: "shop", serviceAccount: "*" }], alicloud: { } },
  nsOut: { ...base, namespace: o("shop"), aws: {} }, saOut: { ...base, serviceAccount: o("orders"), aws: {} }, awsOut: { ...base, aws: o({}) }, subjectsOut: { ...base, subjects: o([]), aws: {} }, k8sOut: { ...base, kubernetes: o({}), aws: {} }, ownershipOut: { ...base, kubernetes: { serviceAccount: o("patch") }, aws: {} }, cnOut: { ...base, kubernetes: { createNamespace: o(true) }, aws: {} }, keyOut: { ...base, key: o("blue"), aws: {} }, gkeOut: { ...base, gcp: { project: "p", gke: o(true), roles: [] } }, policyListOut: { ...base, aws: { policyArns: o(["a"]) } }, wiringOut: { ...base, aws: { wiring: o("webhook") } }, accessOut: { ...base, gcp: { project: "p", access: o("direct") } }, mechanismOut: { ...base, huawei: { mechanism: o("trust-agency") } }, rolesOut: { ...base, gcp: { project: "p", roles: o(["a"]) } }, raOut: { ...base, azure: { resourceGroupName: "a", roleAssignments: o([]) } }, spOut: { ...base, alicloud: { systemPolicies: o([]) } }, promise: { ...base, namespace: Promise.resolve("x"), aws: {} }, audienceOut: { ...base, aws: { audience: o("x") } }, tokensOut: { ...base, tokens: o([]) }, pathOut: { ...base, tokens: [{ audience: "a", path: o("x") }] },
  roleLong: { ...base, aws: { roleName: L } }, ramLong: { ...base, alicloud: { roleName: L } }, azLong: { ...base, azure: { resourceGroupName: "a", identityName: XL } }, gsaLong: { ...base, gcp: { project: "p", access: "impersonation", accountId: L } }, hwLong: { ...base, huawei: { domainId: "a", groupName: XL } }, hwLong2: { ...base, huawei: { mechanism: "trust-agency", agencyName: XL } },
};
it("x", async () => {
  await installCloudMocks();
  for (const [k, args] of Object.entries(cases)) {
    try { new FederatedWorkload(k, args); console.log(k, "OK"); } catch (e) { console.log(k, e instanceof FederationError ? "" : "NOT FederationError", (e as Error).message); }
  }
  for (const [k, args] of Object.entries({ aws: { ...base, aws: {} }, azure: { ...base, azure: { resourceGroupName: "a" } }, gcp: { ...base, gcp: { project: "p", access: "impersonation" } }, gcp2: { ...base, gcp: { project: "p" } }, ali: { ...base, registrations: { alicloud: { fingerprints: ["a".repeat(40)] } }, alicloud: {} }, hw: { ...base, issuer: { url, jwks: '{"keys":[{"kty":"RSA","kid":"a","n":"AQAB","e":"AQAB"}]}' }, huawei: { domainId: "a" } }, hw2: { ...base, huawei: { mechanism: "trust-agency" } } }) as any) {
    try { new FederatedWorkload(`${long}-${k}`, { ...args as any, namespace: k }); console.log(k, "long OK"); } catch (e) { console.log(k, (e as Error).message); }
  }
});
