import { Cluster } from "@pulumi/aws/eks";
import { Role } from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import type { FederatedWorkloadArgs } from "../../../src";
import { ClusterFederation, FederatedWorkload } from "../../../src";
import type { AwsWorkloadArgs } from "../../../src/clouds/aws";
import { AwsWorkloadIdentity, awsPodIdentityPrincipals } from "../../../src/clouds/aws";
import { podIdentityFaults } from "../../../src/clouds/aws/pod-identity/proof";
import { podIdentityPrincipals } from "../../../src/clouds/aws/pod-identity/trust";
import type { AwsTrust } from "../../../src/clouds/aws/trust";
import { renderAwsTrust } from "../../../src/clouds/aws/trust";
import { toAdmitOnly } from "../../../src/testing/matchers";
import type { CloudMocks } from "../../../src/testing/mocks";
import { installCloudMocks, outputValue } from "../../../src/testing/mocks";
import { evaluate } from "../../../src/verifier";
import { faultCodes } from "../../support/fault-codes";
import { lateFaults } from "../../support/late-faults";

const BLUE = "arn:aws:eks:eu-west-1:111122223333:cluster/blue";
const GREEN = "arn:aws:eks:eu-central-1:111122223333:cluster/green";
const FOREIGN = "arn:aws:eks:eu-west-1:444455556666:cluster/blue";
const TARGET = "arn:aws:iam::444455556666:role/orders-target";
const NAMES = { namespace: "shop", serviceAccount: "orders" };
const issuer = { url: "https://oidc.eks.eu-west-1.amazonaws.com/id/BLUE" };
const green = { issuer: { url: "https://oidc.eks.eu-central-1.amazonaws.com/id/GREEN" }, key: "green" };
const ASSOCIATION = "aws:eks/podIdentityAssociation:PodIdentityAssociation";
const podIdentity = { clusterArn: BLUE };

let mocks: CloudMocks;
beforeEach(async () => {
  mocks = await installCloudMocks();
});

const workload = (aws: AwsWorkloadArgs, more: Partial<FederatedWorkloadArgs> = {}, name = "orders") =>
  new FederatedWorkload(name, { ...NAMES, issuer, aws, ...more });
/** The same with no issuer at all. */
const alone = (aws: AwsWorkloadArgs, more: Partial<FederatedWorkloadArgs> = {}, name = "orders") =>
  new FederatedWorkload(name, { ...NAMES, aws: { webIdentity: false, ...aws }, ...more });

const associations = async () => {
  await mocks.trusts("aws");
  return mocks.ofType(ASSOCIATION);
};
const statementsOf = (policy: string) => (JSON.parse(policy) as { Statement: Statement[] }).Statement;
interface Statement {
  Principal: Record<string, string>;
  Condition: Record<string, Record<string, string[]>>;
}
const identityOf = ({ aws }: FederatedWorkload) => outputValue(aws!);

describe("the look at a trust policy through EKS", () => {
  const of = (clusterArn: string, namespace: string, serviceAccount: string) => ({
    clusterArn,
    namespace,
    serviceAccount,
  });
  const wanted = { subjects: [of(BLUE, "shop", "orders"), of(BLUE, "ops", "audit")], disableSessionTags: false };
  const good = JSON.stringify(renderAwsTrust([], "", { principals: podIdentityPrincipals(wanted) }));
  const statement = (StringEquals: Record<string, string[]>, Action = ["sts:AssumeRole", "sts:TagSession"]) => ({
    Effect: "Allow",
    Principal: { Service: "pods.eks.amazonaws.com" },
    Action,
    Condition: { StringEquals },
  });
  const tags = (clusters: string[], namespaces: string[], names: string[]) => ({
    "aws:RequestTag/eks-cluster-arn": clusters,
    "aws:RequestTag/kubernetes-namespace": namespaces,
    "aws:RequestTag/kubernetes-service-account": names,
  });
  const policy = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });

  it.each<[string, string, string[]]>([
    ["what is rendered", good, []],
    ["lists that go each with each", policy(statement(tags([BLUE], ["shop", "ops"], ["orders", "audit"]))), ["over"]],
    ["one name more", good.replace('["orders"]', '["orders","cart"]'), ["over"]],
    ["one cluster more", good.replaceAll(`["${BLUE}"]`, `["${BLUE}","${GREEN}"]`), ["over"]],
    ["no tag of the cluster", good.replaceAll(`"aws:RequestTag/eks-cluster-arn":["${BLUE}"],`, ""), ["over"]],
    ["no tag of the namespace", good.replaceAll(/"aws:RequestTag\/kubernetes-namespace":\["\w+"\],/g, ""), ["over"]],
    ["a ServiceAccount less", good.replace('["audit"]', '["orders"]'), ["under"]],
    ["no session tags", good.replaceAll('["sts:AssumeRole","sts:TagSession"]', '"sts:AssumeRole"'), ["under"]],
    [
      "a ban on one",
      good.replace(
        '"Statement":[',
        `"Statement":[${JSON.stringify({ ...statement(tags([BLUE], ["ops"], ["audit"])), Effect: "Deny" })},`,
      ),
      ["under"],
    ],
  ])("says of %s what the interpreter finds", (_, document, verdicts) => {
    const codes = podIdentityFaults(document, wanted, "trustPolicy").map(({ code }) => code);
    expect(codes).toEqual(verdicts.map((verdict) => `trust-${verdict}`));
  });

  describe("without session tags", () => {
    const untagged = { subjects: [of(BLUE, "shop", "orders")], disableSessionTags: true };
    const ofCluster = podIdentityPrincipals(untagged).map(({ conditions }) => ({
      ...statement({}),
      Condition: conditions,
    }));
    const deny = (Condition: object, Action?: string[]) => ({
      ...statement({}, Action),
      Effect: "Deny",
      Condition,
    });
    const namespace = "aws:RequestTag/kubernetes-namespace";

    it.each<[string, object, string[]]>([
      // A tag that is not sent is equal to nothing, so that a ban on all others is one on everybody.
      ["all namespaces but one", deny({ StringNotEquals: { [namespace]: ["shop"] } }), ["trust-under"]],
      ["sessions without tags", deny({ Null: { [namespace]: "true" } }), ["trust-under"]],
      ["another namespace", deny({ StringEquals: { [namespace]: ["ops"] } }), []],
      ["tagging a session", deny({}, ["sts:TagSession"]), []],
      ["another cluster", deny({ ArnEquals: { "aws:SourceArn": [GREEN] } }), []],
    ])("weighs a ban on %s as STS does", (_, ban, verdicts) => {
      const codes = podIdentityFaults(policy(...ofCluster, ban), untagged, "trustPolicy").map(({ code }) => code);
      expect(codes).toEqual(verdicts);
    });
  });

  it("counts nobody whom the program names itself", () => {
    const own = {
      principal: "pods.eks.amazonaws.com",
      conditions: { StringEquals: tags([BLUE], ["ops"], ["orders"]) },
    };
    const document = policy(...JSON.parse(good).Statement, statement(tags([BLUE], ["ops"], ["orders"])));
    const codes = (named: object) => podIdentityFaults(document, wanted, "", named).map(({ code }) => code);
    expect(codes({})).toEqual(["trust-over"]);
    expect(codes({ named: { principals: [own] } })).toEqual([]);
  });
});

describe("a workload that asks for EKS Pod Identity", () => {
  it("has one statement for tokens and one for EKS, which names account, cluster, namespace and ServiceAccount", async () => {
    const { trustPolicy, proof, roleArn } = await identityOf(workload({ podIdentity }));
    const [tokens, eks] = statementsOf(trustPolicy);
    expect(tokens!.Principal).toEqual({
      Federated: "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/BLUE",
    });
    expect(eks).toEqual({
      Effect: "Allow",
      Principal: { Service: "pods.eks.amazonaws.com" },
      Action: ["sts:AssumeRole", "sts:TagSession"],
      Condition: {
        StringEquals: {
          "aws:SourceAccount": ["111122223333"],
          "aws:RequestTag/eks-cluster-arn": [BLUE],
          "aws:RequestTag/kubernetes-namespace": ["shop"],
          "aws:RequestTag/kubernetes-service-account": ["orders"],
        },
      },
    });
    expect(proof).toContain("1 ServiceAccount(s) and through EKS Pod Identity the 1 named ServiceAccount(s)");
    expect((await associations()).map(({ name, inputs }) => ({ name, ...inputs }))).toEqual([
      { name: "orders-aws-association-shop.orders", clusterName: "blue", region: "eu-west-1", ...NAMES, roleArn },
    ]);
  });

  it("is previewed with the same resources where the cluster is not made yet, and reads region and name out of its ARN", async () => {
    const deploy = () => {
      const cluster = new Cluster("blue", {
        name: "blue",
        roleArn: "arn:aws:iam::111122223333:role/eks",
        vpcConfig: { subnetIds: [] },
      });
      alone({ podIdentity: { clusterArn: cluster.arn } });
    };
    mocks = await installCloudMocks({ preview: true });
    deploy();
    await mocks.trusts("aws");
    const planned = mocks.resources.map(({ type, name }) => `${type} ${name}`).sort();
    mocks = await installCloudMocks();
    deploy();
    expect((await associations()).map(({ inputs }) => [inputs.clusterName, inputs.region])).toEqual([
      ["blue", "eu-west-1"],
    ]);
    expect(mocks.resources.map(({ type, name }) => `${type} ${name}`).sort()).toEqual(planned);
  });

  it("registers nothing and needs no issuer where it takes no tokens, and wires its pods with nothing", async () => {
    const orders = alone({ podIdentity });
    const { trustPolicy, proof } = await identityOf(orders);
    expect(statementsOf(trustPolicy).map(({ Principal }) => Principal)).toEqual([
      { Service: "pods.eks.amazonaws.com" },
    ]);
    expect(proof).toBe(
      "proved: the whole trust policy admits exactly through EKS Pod Identity the 1 named ServiceAccount(s) of the named clusters as far as they are associated with the role",
    );
    const template = { spec: { containers: [{ name: "app", image: "app" }] } };
    expect(await outputValue(orders.podTemplate(template))).toEqual({
      metadata: {},
      spec: { ...template.spec, serviceAccountName: "orders" },
    });
    const wiring = await outputValue(orders.wiring);
    expect([wiring.serviceAccountAnnotations, wiring.env, wiring.volumes]).toEqual([{}, {}, []]);
    expect(mocks.ofType("aws:iam/openIdConnectProvider:OpenIdConnectProvider")).toEqual([]);
  });

  it("keeps an issuer that is given unregistered where it takes no tokens, and hands it on without an entry", async () => {
    const orders = alone({ podIdentity }, { issuer });
    expect(await outputValue(orders.issuer!)).toEqual(issuer);
    await mocks.trusts("aws");
    expect(mocks.ofType("aws:iam/openIdConnectProvider:OpenIdConnectProvider")).toEqual([]);
  });

  it("has a statement for each cluster and namespace, because lists of several tags go each with each", async () => {
    const subjects = [
      { namespace: "ops", serviceAccount: "audit" },
      { namespace: "shop", serviceAccount: "cart" },
      { ...green, ...NAMES },
    ];
    const clusters = { clusterArn: BLUE, clusterArnsByKey: { green: GREEN } };
    const policyOf = async (order: typeof subjects) =>
      (await identityOf(alone({ podIdentity: clusters }, { subjects: order }))).trustPolicy;
    const policy = await policyOf(subjects);
    const scopes = statementsOf(policy).map(({ Condition }) => Object.values(Condition.StringEquals!).slice(1));
    expect(scopes).toEqual([
      [[GREEN], ["shop"], ["orders"]],
      [[BLUE], ["ops"], ["audit"]],
      [[BLUE], ["shop"], ["cart", "orders"]],
    ]);
    expect(
      (await associations()).map(({ name, inputs }) => `${name} ${inputs.clusterName} ${inputs.region}`).sort(),
    ).toEqual([
      "orders-aws-association-ops.audit blue eu-west-1",
      "orders-aws-association-shop.cart blue eu-west-1",
      "orders-aws-association-shop.orders blue eu-west-1",
      "orders-aws-association-shop.orders-green green eu-central-1",
    ]);
    mocks = await installCloudMocks();
    expect(await policyOf([...subjects].reverse())).toBe(policy);
  });

  it("lets the associated pods in and nobody else, as the verifier sees it", async () => {
    alone({ podIdentity: { clusterArn: BLUE } }, { subjects: [{ namespace: "ops", serviceAccount: "audit" }] });
    const trust = (await mocks.trust("aws")) as AwsTrust;
    const associated = trust.podIdentityAssociations!;
    expect(associated).toHaveLength(2);
    const strangers = [
      { ...associated[0]!, namespace: "ops" },
      { ...associated[1]!, namespace: "shop" },
      { ...associated[0]!, clusterArn: GREEN },
      { ...associated[0]!, clusterArn: FOREIGN },
      { ...associated[0]!, disableSessionTags: true },
    ];
    const answers = [...associated, ...strangers].map((association) => {
      const token = {
        iss: issuer.url,
        sub: `system:serviceaccount:${association.namespace}:${association.serviceAccount}`,
        aud: "pods.eks.amazonaws.com",
      };
      const one = { ...association, issuer: issuer.url };
      return evaluate({ ...trust, podIdentityAssociations: [one] }, token).decision;
    });
    expect(answers).toEqual(["allow", "allow", "deny", "deny", "deny", "deny", "deny"]);
  });

  it("matches the intent that names the same ServiceAccounts, and none with one more", async () => {
    workload({ podIdentity });
    const trust = await mocks.trust("aws");
    const subject = { issuer: issuer.url, ...NAMES };
    const expected = (...serviceAccounts: string[]) => ({
      subjects: [subject],
      others: {
        aws: {
          principals: awsPodIdentityPrincipals({
            disableSessionTags: false,
            subjects: serviceAccounts.map((serviceAccount) => ({
              clusterArn: BLUE,
              namespace: "shop",
              serviceAccount,
            })),
          }),
        },
      },
    });
    expect(toAdmitOnly(trust, expected("orders")).pass).toBe(true);
    expect(toAdmitOnly(trust, expected("orders", "cart")).pass).toBe(false);
    expect(toAdmitOnly(trust, subject).message()).toContain("pods.eks.amazonaws.com");
  });

  it("says what is left of the claim without session tags, and names cluster and account alone", async () => {
    const sessionPolicy = '{"Version":"2012-10-17","Statement":[]}';
    const orders = alone({ podIdentity: { clusterArn: BLUE, disableSessionTags: true, sessionPolicy } });
    const { proof, trustPolicy } = await identityOf(orders);
    expect(proof).toContain("every ServiceAccount of the named clusters that anybody associates with the role");
    expect(statementsOf(trustPolicy).map(({ Condition }) => Condition)).toEqual([
      { StringEquals: { "aws:SourceAccount": ["111122223333"] }, ArnEquals: { "aws:SourceArn": [BLUE] } },
    ]);
    const [association] = await associations();
    expect(association!.inputs).toMatchObject({ disableSessionTags: true, policy: sessionPolicy });
    expect(await mocks.trust("aws")).toMatchObject({ podIdentityAssociations: [{ disableSessionTags: true }] });
  });

  it.each([
    ["by its session tags", false],
    ["by the external id of the association", true],
  ])("becomes a role of another account %s", async (_, disableSessionTags) => {
    const orders = alone({ podIdentity: { clusterArn: BLUE, targetRoleArn: TARGET, disableSessionTags } });
    const { targetTrustPolicy, roleArn } = await identityOf(orders);
    const [statement] = statementsOf(targetTrustPolicy!);
    expect(statement!.Principal).toEqual({ AWS: "arn:aws:iam::111122223333:root" });
    expect(statement!.Condition).toEqual({
      StringEquals: disableSessionTags
        ? { "sts:ExternalId": ["eu-west-1/111122223333/blue/shop/orders"] }
        : {
            "aws:RequestTag/eks-cluster-arn": [BLUE],
            "aws:RequestTag/kubernetes-namespace": ["shop"],
            "aws:RequestTag/kubernetes-service-account": ["orders"],
          },
      ArnEquals: { "aws:PrincipalArn": [roleArn] },
    });
    const [association] = await associations();
    expect(association!.inputs.targetRoleArn).toBe(TARGET);
    const [policy] = mocks.ofType("aws:iam/rolePolicy:RolePolicy");
    expect(JSON.parse(String(policy!.inputs.policy)).Statement).toEqual([
      {
        Effect: "Allow",
        Action: disableSessionTags ? "sts:AssumeRole" : ["sts:AssumeRole", "sts:TagSession"],
        Resource: TARGET,
      },
    ]);
    const arn = roleArn;
    const source = { clusterArn: BLUE, issuer: issuer.url, ...NAMES, sourceRoleArn: arn, disableSessionTags };
    const decide = (association: typeof source) =>
      evaluate(
        {
          cloud: "aws",
          assumeRolePolicy: targetTrustPolicy!,
          oidcProviders: [],
          podIdentityAssociations: [association],
        },
        {
          iss: issuer.url,
          sub: `system:serviceaccount:shop:${association.serviceAccount}`,
          aud: "pods.eks.amazonaws.com",
        },
      ).decision;
    expect(decide(source)).toBe("allow");
    expect(decide({ ...source, serviceAccount: "cart" })).toBe("deny");
    expect(decide({ ...source, clusterArn: GREEN })).toBe("deny");
    expect(decide({ ...source, sourceRoleArn: `${arn}-other` })).toBe("deny");
  });

  it("leaves the association to an add-on that owns it, and trusts its ServiceAccount all the same", async () => {
    const { trustPolicy } = await identityOf(alone({ podIdentity: { clusterArn: BLUE, managedByAddon: true } }));
    expect(statementsOf(trustPolicy)).toHaveLength(1);
    expect(await associations()).toEqual([]);
  });

  it("goes together with others that the program names, EKS Pod Identity of another cluster among them", async () => {
    const byHand = {
      principal: "pods.eks.amazonaws.com",
      conditions: {
        StringEquals: {
          "aws:RequestTag/eks-cluster-arn": [GREEN],
          "aws:RequestTag/kubernetes-namespace": ["shop"],
          "aws:RequestTag/kubernetes-service-account": ["orders"],
        },
      },
    };
    const principals = [{ principal: "arn:aws:iam::111122223333:role/keda" }, byHand];
    const subjects = [{ issuer: "https://token.actions.githubusercontent.com", subject: "repo:shop/orders:ref:main" }];
    const { trustPolicy, proof } = await identityOf(alone({ podIdentity, others: { principals, subjects } }));
    expect(statementsOf(trustPolicy).map(({ Principal }) => Object.values(Principal)[0])).toEqual([
      "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
      "arn:aws:iam::111122223333:role/keda",
      "pods.eks.amazonaws.com",
      "pods.eks.amazonaws.com",
    ]);
    expect(proof).toContain("the 3 other(s) that the program names and through EKS Pod Identity");
  });

  it("is in the partition of its cluster", async () => {
    const clusterArn = "arn:aws-us-gov:eks:us-gov-west-1:111122223333:cluster/blue";
    const targetRoleArn = "arn:aws-us-gov:iam::444455556666:role/x";
    const externalRoleArn = "arn:aws-us-gov:iam::111122223333:role/orders";
    const orders = alone({ podIdentity: { clusterArn, targetRoleArn }, externalRoleArn });
    const { targetTrustPolicy, trustPolicy } = await identityOf(orders);
    expect(targetTrustPolicy).toContain('"AWS":"arn:aws-us-gov:iam::111122223333:root"');
    expect(trustPolicy).toContain('"Service":"pods.eks.amazonaws.com"');
  });

  it.each<[string, Partial<AwsWorkloadArgs["podIdentity"]>, string]>([
    ["a target that is a name", { targetRoleArn: pulumi.output("orders-target") }, "aws-role-arn-invalid"],
    [
      "a session policy that is a list",
      { disableSessionTags: true, sessionPolicy: pulumi.output("[]") },
      "aws-session-policy-invalid",
    ],
  ])("is refused with %s, also where that shows late", async (_, changes, code) => {
    const late = await lateFaults(() => alone({ podIdentity: { ...podIdentity, ...changes } }));
    expect(late.join()).toContain(code);
  });

  it("proves the policy that is given for an external role, its statement for EKS among it", async () => {
    const externalRoleArn = "arn:aws:iam::111122223333:role/orders";
    const { trustPolicy, proof } = await identityOf(alone({ podIdentity, externalRoleArn }));
    expect(proof).toMatch(/^not proved/);
    mocks = await installCloudMocks();
    const given = await identityOf(alone({ podIdentity, externalRoleArn, externalTrustPolicy: trustPolicy }));
    expect(given.proof).toMatch(/^proved: .* through EKS Pod Identity/);
    const wider = trustPolicy.replace('"orders"', '"orders","cart"');
    expect(faultCodes(() => alone({ podIdentity, externalRoleArn, externalTrustPolicy: wider }, {}, "wider"))).toEqual([
      "trust-over",
    ]);
  });

  it.each<[string, () => unknown, string[]]>([
    [
      "a misspelt argument",
      () => alone({ podIdentity: { clusterARN: BLUE } as never }),
      ["argument-unknown", "shape-invalid"],
    ],
    ["no cluster", () => alone({ podIdentity: {} as never }), ["shape-invalid"]],
    ["the name of a cluster", () => alone({ podIdentity: { clusterArn: "blue" } }), ["aws-cluster-arn-invalid"]],
    ["a cluster as a whole", () => alone({ podIdentity: { clusterArn: { arn: BLUE } as never } }), ["shape-invalid"]],
    [
      "arguments that are known later",
      () => alone({ podIdentity: pulumi.output(podIdentity) as never }),
      ["shape-invalid"],
    ],
    ["no way in", () => alone({}), ["aws-pod-identity-missing"]],
    ["pods without an association", () => workload({ wiring: "podIdentity" }), ["aws-pod-identity-missing"]],
    [
      "pods with tokens that are refused",
      () => alone({ podIdentity, wiring: "projected" }),
      ["aws-web-identity-refused"],
    ],
    [
      "a webhook whose tokens are refused",
      () => alone({ podIdentity, wiring: "webhook" }),
      ["aws-web-identity-refused"],
    ],
    [
      "a key that no subject has",
      () => alone({ podIdentity: { clusterArn: BLUE, clusterArnsByKey: { gren: GREEN } } }),
      ["aws-pod-identity-key-unknown"],
    ],
    [
      "a subject of a cluster that nobody names",
      () => alone({ podIdentity }, { subjects: [{ ...NAMES, key: "green" }] }),
      ["aws-pod-identity-cluster-missing"],
    ],
    [
      "pods of a cluster that nobody names",
      () => workload({ podIdentity, wiring: "podIdentity" }, { subjects: [{ ...green, ...NAMES }] }),
      ["aws-pod-identity-cluster-missing"],
    ],
    [
      "the object of a ServiceAccount in another cluster",
      () =>
        alone(
          { podIdentity: { clusterArn: BLUE, clusterArnsByKey: { green: GREEN } } },
          { subjects: [{ ...NAMES, key: "green", kubernetes: {} }] },
        ),
      ["subject-other-cluster"],
    ],
    [
      "two clusters for the key of the workload",
      () => alone({ podIdentity: { clusterArn: BLUE, clusterArnsByKey: { blue: GREEN } } }, { key: "blue" }),
      ["aws-pod-identity-cluster-twice"],
    ],
    [
      "a cluster of another region than its issuer",
      () => workload({ podIdentity: { clusterArn: GREEN } }),
      ["aws-pod-identity-cluster-mismatch"],
    ],
    [
      "the ARN of a node group",
      () => alone({ podIdentity: { clusterArn: `${BLUE}/nodes` } }),
      ["aws-cluster-arn-invalid"],
    ],
    ["an empty ARN", () => alone({ podIdentity: { clusterArn: "" } }), ["aws-cluster-arn-invalid"]],
    ["true in place of arguments", () => alone({ podIdentity: true as never }), ["shape-invalid"]],
    [
      "clusters in a list",
      () => alone({ podIdentity: { ...podIdentity, clusterArnsByKey: [GREEN] as never } }),
      ["shape-invalid"],
    ],
    ["a text in place of a flag", () => alone({ podIdentity, webIdentity: "false" as never }), ["shape-invalid"]],
    ["a misspelt wiring", () => alone({ podIdentity, wiring: "pod-identity" as never }), ["shape-invalid"]],
    [
      "the ServiceAccount default",
      () => alone({ podIdentity }, { serviceAccount: "default" }),
      ["subject-default-service-account"],
    ],
    ["one ServiceAccount twice", () => alone({ podIdentity }, { subjects: [NAMES] }), ["subject-duplicate"]],
    [
      "one ServiceAccount of one cluster under two keys",
      () =>
        alone(
          { podIdentity: { clusterArn: BLUE, clusterArnsByKey: { green: BLUE } } },
          { subjects: [{ ...NAMES, key: "green" }] },
        ),
      ["subject-duplicate"],
    ],
    [
      "clusters of two accounts",
      () =>
        alone(
          { podIdentity: { clusterArn: BLUE, clusterArnsByKey: { green: FOREIGN } } },
          { subjects: [{ ...NAMES, key: "green" }] },
        ),
      ["aws-account-mismatch"],
    ],
    [
      "a role of another account",
      () => alone({ podIdentity, externalRoleArn: "arn:aws:iam::444455556666:role/orders" }),
      ["aws-account-mismatch"],
    ],
    [
      "a provider of another account",
      () =>
        workload(
          { podIdentity },
          {
            issuer: {
              ...issuer,
              aws: { oidcProviderArn: `arn:aws:iam::444455556666:oidc-provider/${issuer.url.slice(8)}` },
            },
          },
        ),
      ["aws-account-mismatch"],
    ],
    [
      "a policy of another partition",
      () => alone({ podIdentity, policyArns: ["arn:aws-us-gov:iam::aws:policy/ReadOnlyAccess"] }),
      ["aws-partition-mismatch"],
    ],
    [
      "a target role of another partition",
      () => alone({ podIdentity: { clusterArn: BLUE, targetRoleArn: "arn:aws-cn:iam::444455556666:role/x" } }),
      ["aws-partition-mismatch"],
    ],
    [
      "a target role by its name",
      () => alone({ podIdentity: { clusterArn: BLUE, targetRoleArn: "orders-target" } }),
      ["aws-role-arn-invalid"],
    ],
    [
      "a session policy beside tags",
      () => alone({ podIdentity: { clusterArn: BLUE, sessionPolicy: "{}" } }),
      ["aws-session-policy-with-tags"],
    ],
    [
      "a session policy that is no JSON",
      () => alone({ podIdentity: { clusterArn: BLUE, disableSessionTags: true, sessionPolicy: "allow" } }),
      ["aws-session-policy-invalid"],
    ],
    [
      "what an add-on does not take",
      () =>
        alone({
          podIdentity: {
            clusterArn: BLUE,
            managedByAddon: true,
            disableSessionTags: true,
            targetRoleArn: TARGET,
            tags: {},
          },
        }),
      Array(3).fill("argument-without-effect"),
    ],
    [
      "what EKS writes itself",
      () => alone({ podIdentity, region: "eu-west-1", roleSessionName: "orders", token: { path: "a" } }),
      Array(3).fill("argument-without-effect"),
    ],
    ["an audience that nobody asks for", () => alone({ podIdentity, audience: "a" }), ["argument-without-effect"]],
    [
      "whole namespaces for EKS",
      () => alone({ podIdentity }, { wholeNamespaces: ["jobs"], namespacePrefixes: ["team-"] }),
      ["whole-namespaces-unsupported"],
    ],
    [
      "the annotation of web identity",
      () => alone({ podIdentity }, { kubernetes: { annotations: { "eks.amazonaws.com/role-arn": TARGET } } }),
      ["annotation-conflict"],
    ],
    [
      "a policy with the name of the one for the target",
      () =>
        alone({
          podIdentity: { clusterArn: BLUE, targetRoleArn: TARGET },
          inlinePolicies: { "pod-identity-target-role": "{}" },
        }),
      ["aws-inline-policy-invalid"],
    ],
    [
      "another cloud without an issuer",
      () => alone({ podIdentity }, { azure: { resourceGroupName: "shop" } }),
      ["issuer-missing"],
    ],
  ])("refuses %s", (_, construct, codes) => {
    expect(faultCodes(construct)).toEqual(codes);
  });

  it("makes the ServiceAccounts of its own cluster, by subjects without an issuer", async () => {
    alone({ podIdentity }, { subjects: [{ namespace: "ops", serviceAccount: "audit", kubernetes: {} }] });
    await mocks.trusts("aws");
    expect(
      mocks
        .ofType("kubernetes:core/v1:ServiceAccount")
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["orders-ops.audit-service-account", "orders-service-account"]);
  });

  it("works by the component of AWS alone, and has one wiring for whichever cluster is asked for", () => {
    const subjects = [NAMES, { ...NAMES, ...green }];
    const args = { podIdentity: { clusterArn: BLUE, clusterArnsByKey: { green: GREEN } }, webIdentity: false };
    const identity = new AwsWorkloadIdentity("orders", { ...args, subjects });
    expect(identity.wiring(green.issuer)).toEqual(identity.wiring());
    expect(identity.wiring().podLabels).toEqual({});
    expect(() => identity.wiring(issuer)).toThrow("no subject of the identity has it");
  });

  it("takes the issuer of a ClusterFederation that does not register it on AWS", async () => {
    const cluster = new ClusterFederation("prod", { issuer, gcp: { project: "shop-prod" } });
    const { trustPolicy } = await identityOf(alone({ podIdentity }, { issuer: cluster.issuer }));
    expect(statementsOf(trustPolicy)).toHaveLength(1);
  });

  it("takes whole namespaces for tokens beside EKS for the ServiceAccount that is named", async () => {
    const { proof } = await identityOf(workload({ podIdentity }, { wholeNamespaces: ["jobs"] }));
    expect(proof).toContain('everybody in namespace "jobs"');
  });

  it.each<[string, object]>([
    ["AWS_ROLE_ARN", { containers: [{ name: "a", env: [{ name: "AWS_ROLE_ARN", value: TARGET }] }] }],
    [
      "AWS_WEB_IDENTITY_TOKEN_FILE",
      { containers: [{ name: "a", env: [{ name: "AWS_WEB_IDENTITY_TOKEN_FILE", value: "/token" }] }] },
    ],
    ["AWS_ACCESS_KEY_ID", { initContainers: [{ name: "a", env: [{ name: "AWS_ACCESS_KEY_ID", value: "x" }] }] }],
    [
      "AWS_CONTAINER_CREDENTIALS_FULL_URI",
      { containers: [{ name: "a", env: [{ name: "AWS_CONTAINER_CREDENTIALS_FULL_URI", value: "http://x" }] }] },
    ],
  ])("refuses a pod that sets %s, which the SDKs take instead", (_, spec) => {
    const orders = alone({ podIdentity });
    expect(faultCodes(() => orders.podTemplate({ spec }))).toEqual(["pod-identity-beaten"]);
  });

  it("refuses a pod that opts out of EKS's webhook", () => {
    const labels = { "eks.amazonaws.com/skip-pod-identity-webhook": "true" };
    const template = { metadata: { labels }, spec: { containers: [{ name: "a" }] } };
    expect(faultCodes(() => alone({ podIdentity }).podTemplate(template))).toEqual(["pod-identity-beaten"]);
  });

  it("refuses the association that another workload makes, by ARN and by one output", () => {
    alone({ podIdentity }, {}, "first");
    const taken = ["aws-pod-identity-taken"];
    const second = { kubernetes: { serviceAccount: "external" } } as const;
    expect(faultCodes(() => alone({ podIdentity }, second, "second"))).toEqual(taken);
    const clusterArn = pulumi.output(GREEN);
    alone({ podIdentity: { clusterArn } }, second, "third");
    expect(faultCodes(() => alone({ podIdentity: { clusterArn } }, second, "fourth"))).toEqual(taken);
    expect(faultCodes(() => alone({ podIdentity }, { ...second, serviceAccount: "cart" }, "fifth"))).toEqual([]);
  });

  it.each<[string, pulumi.Output<string>, string]>([
    ["is no ARN", pulumi.output("blue"), "aws-cluster-arn-invalid"],
    ["is in another account than the role", pulumi.output(FOREIGN), "aws-account-mismatch"],
  ])("refuses a cluster that %s once that is known", async (_, clusterArn, code) => {
    const faults = await lateFaults(async () => {
      alone({ podIdentity: { clusterArn } });
      await mocks.trusts("aws");
    });
    expect(faults.join()).toContain(code);
  });

  it("shares a role by ARN with another workload, each with its own association", async () => {
    const role = new Role("shared", { assumeRolePolicy: "{}" });
    const external = { kubernetes: { serviceAccount: "external" } } as const;
    for (const serviceAccount of ["orders", "cart"]) {
      alone({ podIdentity, externalRoleArn: role.arn }, { ...external, serviceAccount }, serviceAccount);
    }
    const roles = (await associations()).map(({ inputs }) => inputs.roleArn);
    expect(roles).toEqual([await outputValue(role.arn), await outputValue(role.arn)]);
  });

  it("takes a role over with its statement for EKS", async () => {
    const { trustPolicy } = await identityOf(alone({ podIdentity, importRole: "orders" }));
    expect(statementsOf(trustPolicy)).toHaveLength(1);
  });
});
