import { Cluster, PodIdentityAssociation } from "@pulumi/aws/eks";
import { describe, expect, it } from "vitest";
import { FederatedWorkload } from "../../src/federated-workload/federated-workload";
import { installCloudMocks } from "../../src/testing/mocks";
import { evaluate } from "../../src/verifier";

const NAMES = { namespace: "shop", serviceAccount: "orders" };

describe("a role that names EKS Pod Identity with the tags of one ServiceAccount", () => {
  it("lets that ServiceAccount in by its association, on this cluster alone", async () => {
    const mocks = await installCloudMocks();
    const cluster = (name: string) =>
      new Cluster(name, { name, roleArn: "arn:aws:iam::111122223333:role/eks", vpcConfig: { subnetIds: [] } });
    const [blue, green] = [cluster("blue"), cluster("green")];
    const conditions = {
      StringEquals: {
        "aws:RequestTag/eks-cluster-arn": [blue.arn],
        "aws:RequestTag/kubernetes-namespace": ["shop"],
        "aws:RequestTag/kubernetes-service-account": ["orders"],
      },
    };
    const orders = new FederatedWorkload("orders", {
      issuer: { url: "https://oidc.example.com/blue" },
      ...NAMES,
      aws: { others: { principals: [{ principal: "pods.eks.amazonaws.com", conditions }] } },
    });
    const roleArn = orders.aws!.roleArn;
    for (const [name, { name: clusterName }] of Object.entries({ blue, green })) {
      new PodIdentityAssociation(name, { clusterName, ...NAMES, roleArn });
    }
    const trust = await mocks.trust("aws");
    const issuers = mocks.resources
      .filter(({ type }) => type === "aws:eks/cluster:Cluster")
      .map(({ state }) => (state as { identities: { oidcs: { issuer: string }[] }[] }).identities[0]!.oidcs[0]!.issuer);
    const answers = (sub: string) =>
      issuers.map((iss) => evaluate(trust, { iss, sub, aud: "pods.eks.amazonaws.com" }).decision);
    expect(answers("system:serviceaccount:shop:orders")).toEqual(["allow", "deny"]);
    expect(answers("system:serviceaccount:shop:cart")).toEqual(["deny", "deny"]);
  });
});
