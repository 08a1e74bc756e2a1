import { describe, expect, it } from "vitest";
import { aws } from "../../../src/clouds/aws/cloud";
import type { AwsTrust } from "../../../src/clouds/aws/trust";
import { simulated } from "../../support/exchange-bench";

const ROLE = "arn:aws:iam::111122223333:role/orders";
const TARGET = "arn:aws:iam::111122223333:role/reports";

describe("awsDeployed", () => {
  const role = (name: string) => simulated(aws, "aws:iam/role:Role", { name, assumeRolePolicy: "{}" });
  const cluster = simulated(aws, "aws:eks/cluster:Cluster", { name: "prod" });
  const association = (changes: Record<string, unknown> = {}) =>
    simulated(aws, "aws:eks/podIdentityAssociation:PodIdentityAssociation", {
      clusterName: "prod",
      namespace: "shop",
      serviceAccount: "orders",
      roleArn: ROLE,
      ...changes,
    });
  const associationsOf = (...resources: ReturnType<typeof role>[]) =>
    aws
      .deployed([role("orders"), role("reports"), ...resources])
      .map(({ trust }) => (trust as AwsTrust).podIdentityAssociations);
  const known = {
    clusterArn: "arn:aws:eks:eu-west-1:111122223333:cluster/prod",
    namespace: "shop",
    serviceAccount: "orders",
    disableSessionTags: false,
  };

  it("gives a role the associations that lead to it, and a target role those that lead on to it", () => {
    const { identities } = cluster.state as { identities: { oidcs: { issuer: string }[] }[] };
    const issuer = identities[0]?.oidcs[0]?.issuer;
    expect(associationsOf(cluster, association({ targetRoleArn: TARGET }))).toEqual([
      [{ ...known, issuer }],
      [{ ...known, issuer, sourceRoleArn: ROLE }],
    ]);
  });

  it("leaves the issuer of a cluster open that is not deployed here", () => {
    expect(associationsOf(association())).toEqual([[known], undefined]);
  });

  const addon = (changes: Record<string, unknown> = {}) =>
    simulated(aws, "aws:eks/addon:Addon", {
      clusterName: "prod",
      addonName: "aws-ebs-csi-driver",
      podIdentityAssociations: [{ serviceAccount: "ebs-csi-controller-sa", roleArn: ROLE }],
      ...changes,
    });

  it("knows the associations that EKS makes for an add-on, in the add-on's namespace", () => {
    const ofAddon = { ...known, namespace: "kube-system", serviceAccount: "ebs-csi-controller-sa" };
    expect(associationsOf(addon())).toEqual([[ofAddon], undefined]);
    const elsewhere = addon({ namespaceConfig: { namespace: "storage" } });
    expect(associationsOf(elsewhere, association())[0]).toEqual([{ ...ofAddon, namespace: "storage" }, known]);
    const planned = addon();
    delete planned.state.namespaceConfig;
    expect(associationsOf(planned)).toEqual([undefined, undefined]);
  });

  it("leaves associations open that a preview only plans", () => {
    const planned = association();
    delete planned.state.associationArn;
    expect(associationsOf(cluster, planned)).toEqual([undefined, undefined]);
  });
});
