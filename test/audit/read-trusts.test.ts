import { describe, expect, it } from "vitest";
import type { AwsTrust } from "../../src/clouds/aws";
import { prove, readTrusts } from "../../src/verifier";
import { ISSUER, pulumi, terraformState } from "./estate-forms";

describe("readTrusts", () => {
  it.each([
    ["a stack of Pulumi", pulumi],
    ["a state of Terraform", terraformState],
  ])("gives the trusts of %s, which a test then proves", (_, [document]) => {
    const trusts = readTrusts(JSON.stringify(document));
    const verdict = (identity: string) => {
      const { trust } = trusts.find((each) => each.identity === identity)!;
      const subjects = [{ issuer: ISSUER, namespace: "shop", serviceAccount: "orders" }];
      return prove(trust, { subjects, audience: "sts.amazonaws.com" }).verdict;
    };
    expect(verdict("arn:aws:iam::111122223333:role/orders")).toBe("equal");
    expect(verdict("arn:aws:iam::111122223333:role/wide")).toBe("over");
    expect(verdict("arn:aws:iam::111122223333:role/gone")).toBe("over");
    expect(new Set(trusts.map(({ trust }) => trust.cloud)).size).toBe(5);
  });

  it("knows the associations of an add-on in a state of Terraform", () => {
    const role = "arn:aws:iam::111122223333:role/ebs";
    const resource = (type: string, attributes: object) => ({
      mode: "managed",
      type,
      name: "ebs",
      provider: 'provider["registry.terraform.io/hashicorp/aws"]',
      instances: [{ attributes }],
    });
    const Principal = { Service: "pods.eks.amazonaws.com" };
    const policy = { Statement: [{ Effect: "Allow", Principal, Action: ["sts:AssumeRole", "sts:TagSession"] }] };
    const addon = {
      arn: "arn:aws:eks:eu-west-1:111122223333:addon/prod/aws-ebs-csi-driver/1",
      cluster_name: "prod",
      namespace_config: [{ namespace: "kube-system" }],
      pod_identity_association: [{ role_arn: role, service_account: "ebs-csi-controller-sa" }],
    };
    const state = {
      version: 4,
      terraform_version: "1.9.0",
      resources: [
        resource("aws_iam_role", { arn: role, name: "ebs", assume_role_policy: JSON.stringify(policy) }),
        resource("aws_eks_addon", addon),
      ],
    };
    const [read] = readTrusts(JSON.stringify(state)).map(({ trust }) => trust as AwsTrust);
    expect(read?.podIdentityAssociations).toEqual([
      {
        clusterArn: "arn:aws:eks:eu-west-1:111122223333:cluster/prod",
        namespace: "kube-system",
        serviceAccount: "ebs-csi-controller-sa",
        disableSessionTags: false,
      },
    ]);
  });

  it("refuses a text that it does not understand, so that a test does not pass on nothing", () => {
    expect(() => readTrusts('{"hello": "world"}')).toThrow(/audit-input-unread|Cannot read the trusts: the document/);
    expect(() => readTrusts("")).toThrow("Cannot read the trusts: the file: it is empty");
  });
});
