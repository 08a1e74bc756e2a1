import { describe, expect, it } from "vitest";
import { audit } from "../../src/audit";
import { renderAwsTrust } from "../../src/clouds/aws/trust";

const ISSUER = "https://issuer.example.com";
const HOST = "issuer.example.com";

/** A role for ServiceAccount shop/orders, which nothing in the cluster names. */
const role = {
  RoleName: "orders",
  Arn: "arn:aws:iam::111122223333:role/orders",
  AssumeRolePolicyDocument: renderAwsTrust(
    [
      {
        issuer: ISSUER,
        oidcProviderArn: `arn:aws:iam::111122223333:oidc-provider/${HOST}`,
        subjects: [{ namespace: "shop", serviceAccount: "orders" }],
      },
    ],
    "sts.amazonaws.com",
  ),
};
const provider = { Url: HOST, ClientIDList: ["sts.amazonaws.com"] };

const env = (name: string, value = "x") => ({ containers: [{ name: "app", env: [{ name, value }] }] });
const mounted = (mountPath: string, source: object, ...variables: { name: string; value: string }[]) => ({
  containers: [{ name: "app", env: variables, volumeMounts: [{ name: "keys", mountPath }] }],
  volumes: [{ name: "keys", ...source }],
});
const SECRET = { secret: { secretName: "keys" } };
const FILE = { name: "GOOGLE_APPLICATION_CREDENTIALS", value: "/etc/keys/key.json" };

/** What is told of a Deployment with this pod, and of other objects in its namespace. */
function told(serviceAccountName: string, pod: object, ...objects: object[]): string[] {
  const inNamespace = (object: object, name: string) => ({
    apiVersion: "v1",
    metadata: { namespace: "shop", name },
    ...object,
  });
  const items = [
    ...["orders", "legacy"].map((name) => inNamespace({ kind: "ServiceAccount" }, name)),
    inNamespace({ kind: "Deployment", spec: { template: { spec: { serviceAccountName, ...pod } } } }, "app"),
    ...objects.map((object) => inNamespace(object, "keys")),
  ];
  const inputs = [{ Roles: [role] }, provider, { apiVersion: "v1", kind: "List", items }];
  const texts = inputs.map((value, index) => ({ source: `${index}.json`, text: JSON.stringify(value) }));
  const { findings, unread } = audit(texts, [{ name: "prod", issuer: ISSUER }]);
  expect(unread).toEqual([]);
  return findings.map(({ row, cloud, message }) => `${row} ${cloud} ${message.split(/ carries |[,:] /)[1]}`);
}

describe("a pod whose ServiceAccount has no identity", () => {
  it.each([
    ["AWS_SECRET_ACCESS_KEY", "aws"],
    ["AZURE_CLIENT_SECRET", "azure"],
    ["GOOGLE_CREDENTIALS", "gcp"],
    ["ALIBABA_CLOUD_ACCESS_KEY_ID", "alicloud"],
    ["HUAWEICLOUD_SDK_SK", "huawei"],
  ])("is told for %s once", (name, cloud) => {
    expect(told("legacy", env(name))).toEqual([`E21 ${cloud} ${name}`]);
    expect(told("legacy", { initContainers: env(name).containers, containers: [] })).toEqual([`E21 ${cloud} ${name}`]);
    expect(told("legacy", env(name, ""))).toEqual([]);
  });

  it.each([
    ["a file of a Secret", mounted("/etc/keys", SECRET, FILE), ["E21 gcp GOOGLE_APPLICATION_CREDENTIALS"]],
    ["one file of it alone", mounted(FILE.value, SECRET, FILE), ["E21 gcp GOOGLE_APPLICATION_CREDENTIALS"]],
    ["a file of a ConfigMap", mounted("/etc/keys", { configMap: { name: "keys" } }, FILE), []],
    ["a file beside the Secret", mounted("/etc/keys/key", SECRET, FILE), []],
    ["a home with a Secret", mounted("/home/app/.aws", SECRET), ["E21 aws .aws"]],
    ["a home that is empty", mounted("/home/app/.aws", { emptyDir: {} }), []],
    ["a profile and a region", { containers: [{ env: [{ name: "AWS_PROFILE" }, { name: "AWS_REGION" }] }] }, []],
  ])("is told for keys alone: %s", (_, pod, expected) => {
    expect(told("legacy", pod)).toEqual(expected);
  });

  it("is told for keys out of a Secret among the inputs, whose values nobody looks at", () => {
    const from = (secretRef: object, prefix = "") => ({ containers: [{ envFrom: [{ prefix, secretRef }] }] });
    const data = { SECRET_ACCESS_KEY: "" };
    const keys = { kind: "Secret", data };
    expect(told("legacy", from({ name: "keys" }, "AWS_"), keys)).toEqual(["E21 aws AWS_SECRET_ACCESS_KEY"]);
    expect(told("legacy", from({ name: "keys" }), keys)).toEqual([]);
    expect(told("legacy", from({ name: "others" }, "AWS_"), keys)).toEqual([]);
  });
});

it("a pod whose ServiceAccount becomes an identity by the trust alone carries keys beside it", () => {
  expect(told("orders", env("AWS_ACCESS_KEY_ID"))).toEqual(["E11 aws AWS_ACCESS_KEY_ID"]);
  expect(told("orders", env("AZURE_CLIENT_SECRET"))).toEqual(["E21 azure AZURE_CLIENT_SECRET"]);
  expect(told("orders", env("AWS_PROFILE"))).toEqual([]);
});

it.each<[string, string, object, string[]]>([
  ["an option of Java", "AWS_ROLE_ARN", { args: ["-Daws.accessKeyId=AKIA"] }, ["E11 aws -Daws.accessKeyId"]],
  ["an option of another program", "AWS_ROLE_ARN", { args: ["--aws.accessKeyId=AKIA"] }, []],
  [
    "an option in a variable",
    "AWS_ROLE_ARN",
    { env: [{ name: "JAVA_TOOL_OPTIONS", value: "-Daws.secretKey=x" }] },
    ["E11 aws -Daws.secretKey"],
  ],
  [
    "credentials that are others",
    "AZURE_CLIENT_ID",
    { env: [{ name: "AZURE_TOKEN_CREDENTIALS", value: "dev" }] },
    ["E11 azure AZURE_TOKEN_CREDENTIALS"],
  ],
  [
    "credentials that are the workload's",
    "AZURE_CLIENT_ID",
    { env: [{ name: "AZURE_TOKEN_CREDENTIALS", value: "prod" }] },
    [],
  ],
])("a pod that names an identity by a variable and has %s beside it", (_, name, container, expected) => {
  const named = { name: "proxy", env: [{ name, value: role.Arn }] };
  const pod = { containers: [named, { name: "app", ...container }] };
  expect(told("orders", pod).filter((each) => each.startsWith("E11"))).toEqual(expected);
});

it("a pod names an identity by a variable of a ConfigMap", () => {
  const pod = { containers: [{ envFrom: [{ configMapRef: { name: "keys" } }] }] };
  const settings = { kind: "ConfigMap", data: { AWS_ROLE_ARN: `${role.Arn}-gone` } };
  expect(told("orders", pod, settings)).toMatchObject([expect.stringMatching(/^E2 aws/)]);
  expect(told("orders", pod, { ...settings, data: { AWS_ROLE_ARN: role.Arn } })).toEqual([]);
});

it.each([
  ["aws", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"],
  ["azure", "AZURE_FEDERATED_TOKEN_FILE", "AZURE_CLIENT_ID"],
  ["alicloud", "ALIBABA_CLOUD_OIDC_TOKEN_FILE", "ALIBABA_CLOUD_ROLE_ARN"],
  ["huawei", "HUAWEICLOUD_SDK_ID_TOKEN_FILE", "HUAWEICLOUD_SDK_IDP_ID"],
])("a pod on %s whose %s names a file that is not mounted does not get its identity", (cloud, file, name) => {
  const variables = [
    { name, value: "someone" },
    { name: file, value: "/var/run/secrets/workload-identity/token" },
  ];
  const projected = { projected: { sources: [{ serviceAccountToken: { path: "token", audience: "a" } }] } };
  const at = (path: string) =>
    told("legacy", mounted(path, projected, ...variables)).filter((each) => /^E10/.test(each));
  expect(at("/var/run/secrets/workload-identity")).toEqual([]);
  expect(at("/var/run/secrets/")).toEqual([]);
  expect(at("/var/run/secrets/elsewhere")).toMatchObject([expect.stringContaining(`E10 ${cloud}`)]);
});
