import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { FederatedWorkloadArgs } from "../../src";
import { ClusterFederation, FederatedWorkload } from "../../src";
import { installCloudMocks } from "../../src/testing";

const EKS = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const GKE = "https://container.googleapis.com/v1/projects/shop-prod/locations/europe-west4/clusters/blue";
const gke = { url: GKE, gcp: { gkeWorkloadPool: "shop-prod.svc.id.goog", projectNumber: "123456789012" } };
const huaweiUrn = "iam::0a1b2c3d4e5f60718293a4b5c6d7e8f9:oidcProvider:prod";
const ackArn = "acs:ram::1234567890123456:oidc-provider/ack-rrsa-c0";

const workload = (args: Partial<FederatedWorkloadArgs>) =>
  new FederatedWorkload("orders", { issuer: { url: EKS }, namespace: "shop", serviceAccount: "orders", ...args });
const messageOf = (run: () => unknown): string => {
  try {
    run();
    return "";
  } catch (error) {
    return (error as Error).message;
  }
};

beforeEach(async () => {
  await installCloudMocks();
});

/** What of each cloud's clients signs in as somebody else, and what is harmless there. */
const CREDENTIALS: [string, () => FederatedWorkload, string[], string[], string[]][] = [
  [
    "AWS",
    () => workload({ aws: {} }),
    ["AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY", "AMAZON_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_CONFIG_FILE"],
    ["/home/node/.aws", "/home/app/.aws/credentials", "/home/app/.aws/"],
    ["AWS_SESSION_TOKEN", "GOOGLE_CREDENTIALS"],
  ],
  [
    "Azure",
    () => workload({ azure: { resourceGroupName: "shop" } }),
    ["AZURE_CLIENT_SECRET", "ARM_CLIENT_SECRET", "ARM_CLIENT_CERTIFICATE_PATH"],
    [],
    ["ARM_SUBSCRIPTION_ID", "AWS_ACCESS_KEY_ID"],
  ],
  [
    "Google Cloud elsewhere",
    () => workload({ gcp: { project: "shop-prod" } }),
    [
      "GOOGLE_CREDENTIALS",
      "GOOGLE_OAUTH_ACCESS_TOKEN",
      "GCLOUD_KEYFILE_JSON",
      "CLOUDSDK_AUTH_ACCESS_TOKEN_FILE",
      "CLOUDSDK_AUTH_ACCESS_TOKEN",
      "GOOGLE_IMPERSONATE_SERVICE_ACCOUNT",
      "CLOUDSDK_AUTH_IMPERSONATE_SERVICE_ACCOUNT",
    ],
    [],
    ["GOOGLE_PROJECT", "CLOUDSDK_CONFIG"],
  ],
  [
    "GKE",
    () => workload({ issuer: gke, gcp: { project: "shop-prod" } }),
    [
      "GOOGLE_APPLICATION_CREDENTIALS",
      "GOOGLE_CREDENTIALS",
      "GOOGLE_PRIVATE_KEY",
      "GCE_METADATA_HOST",
      "GCE_METADATA_ROOT",
      "GOOGLE_BACKEND_IMPERSONATE_SERVICE_ACCOUNT",
    ],
    ["/home/app/.config/gcloud"],
    ["GOOGLE_CLOUD_PROJECT"],
  ],
  [
    "Alibaba Cloud",
    () => workload({ issuer: { url: EKS, alicloud: { oidcProviderArn: ackArn } }, alicloud: {} }),
    [
      "ALIBABA_CLOUD_ACCESS_KEY_ID",
      "ALICLOUD_SECRET_KEY",
      "ALIBABACLOUD_ACCESS_KEY_ID",
      "ALIBABA_CLOUD_CREDENTIALS_URI",
      "ALIBABA_CLOUD_PROFILE",
      "ALICLOUD_ASSUME_ROLE_ARN",
    ],
    ["/home/app/.aliyun", "/home/app/.alibabacloud/credentials"],
    ["ALIBABA_CLOUD_ECS_METADATA_DISABLED"],
  ],
  [
    "Huawei Cloud",
    () =>
      workload({
        issuer: { url: EKS, huawei: { oidcProviderUrn: huaweiUrn, clientId: "prod-cluster" } },
        huawei: { mechanism: "trust-agency" },
      }),
    ["HUAWEICLOUD_SDK_AK", "HW_ACCESS_KEY", "OS_SECRET_KEY", "HUAWEICLOUD_SDK_CREDENTIALS_FILE", "HW_USER_PASSWORD"],
    ["/home/app/.huaweicloud/credentials", "/home/app/.hcloud"],
    ["HW_REGION_NAME"],
  ],
];

describe.each(CREDENTIALS)("credentials in a pod on %s", (_, make, variables, mounts, harmless) => {
  const withVariable = (name: string, list = "containers") => ({
    spec: { containers: [{ name: "app" }], [list]: [{ name: "app", env: [{ name, value: "x" }] }] },
  });
  const withMount = (mountPath: pulumi.Input<string>) => ({
    spec: {
      containers: [{ name: "app", volumeMounts: [{ name: "home", mountPath }] }],
      volumes: [{ name: "home", secret: { secretName: "home" } }],
    },
  });

  it("are refused by name in every container, and kept on purpose", () => {
    const orders = make();
    for (const name of variables) {
      for (const list of ["containers", "initContainers"]) {
        const fault = messageOf(() => orders.podTemplate(withVariable(name, list)));
        expect(fault).toContain(`spec.${list}[0].env["${name}"]: Cannot wire the pod: it beats`);
        expect(fault).toContain(`keep: ["${name}"]`);
        expect(messageOf(() => orders.podTemplate(withVariable(name, list), { keep: [name] }))).toBe("");
      }
    }
    for (const name of harmless) expect(messageOf(() => orders.podTemplate(withVariable(name)))).toBe("");
  });

  it("are refused as files in a home", () => {
    const orders = make();
    for (const mountPath of mounts) {
      const fault = messageOf(() => orders.podTemplate(withMount(mountPath)));
      expect(fault).toContain("spec.containers[0].volumeMounts[0]: Cannot wire the pod: it beats");
      const [, name] = /keep: \["([^"]+)"\]/.exec(fault) ?? [];
      expect(messageOf(() => orders.podTemplate(withMount(mountPath), { keep: [String(name)] }))).toBe("");
    }
    for (const mountPath of ["/data", "/home/app/.awsome", "/aws"])
      expect(messageOf(() => orders.podTemplate(withMount(mountPath)))).toBe("");
  });
});

describe("variables that each cloud's wiring sets itself", () => {
  const WIRED: Record<string, string> = {
    AWS: "AWS_ROLE_ARN",
    Azure: "AZURE_CLIENT_ID",
    "Google Cloud elsewhere": "GOOGLE_APPLICATION_CREDENTIALS",
    "Alibaba Cloud": "ALIBABA_CLOUD_ROLE_ARN",
    "Huawei Cloud": "HUAWEICLOUD_OIDC_AGENCY_URN",
  };
  const wired = CREDENTIALS.flatMap(([cloud, make]) => (WIRED[cloud] ? [[cloud, WIRED[cloud], make] as const] : []));

  it.each(wired)("are one fault with another value, and kept on purpose: %s, %s", (_, name, make) => {
    const orders = make();
    const template = { spec: { containers: [{ name: "app", env: [{ name, value: "mine" }] }] } };
    const fault = messageOf(() => orders.podTemplate(template));
    expect(fault.match(/Cannot wire the pod/g)).toHaveLength(1);
    expect(fault).toContain(`spec.containers[0].env["${name}"]: Cannot wire the pod: it is set to another value`);
    expect(fault).toContain(`keep: ["${name}"]`);
    expect(orders.podTemplate(template, { keep: [name] })).toMatchObject({
      spec: { containers: [{ env: expect.arrayContaining([{ name, value: "mine" }]) }] },
    });
  });
});

describe("what is no pod template", () => {
  const containers = [{ name: "app" }];
  it.each<[string, unknown, RegExp]>([
    ["a List", { apiVersion: "v1", kind: "List", items: [] }, /kind: .*this is a List.*pass the pod template alone/],
    ["a ConfigMap", { apiVersion: "v1", kind: "ConfigMap", data: {} }, /this is a ConfigMap/],
    ["a list", [{ spec: { containers } }], /this is a list, not a pod template/],
    ["nothing", undefined, /this is nothing, not a pod template/],
    [
      "containers that are no list",
      { spec: { containers: { name: "app" } } },
      /spec\.containers: .*this is no list; write a list of objects/,
    ],
    [
      "a CronJob's spec",
      { jobTemplate: { spec: { template: { spec: { containers } } } } },
      /pass jobTemplate\.spec\.template alone/,
    ],
    ["a Deployment", { kind: "Deployment", spec: { template: { spec: { containers } } } }, /pass spec\.template alone/],
  ])("is told so: %s", (_, template, message) => {
    const orders = workload({ aws: {} });
    const fault = messageOf(() => orders.podTemplate(template as object));
    expect(fault).toMatch(message);
    expect(fault).toContain("[pod-template-expected]");
  });

  it("is not a Pod, which has a pod's spec itself", () => {
    expect(messageOf(() => workload({ aws: {} }).podTemplate({ kind: "Pod", spec: { containers } }))).toBe("");
  });
});

describe("the choice of credentials of Azure's SDKs", () => {
  const template = (value: string) => ({
    spec: { containers: [{ name: "app", image: "app:1", env: [{ name: "AZURE_TOKEN_CREDENTIALS", value }] }] },
  });

  it.each(["dev", "ManagedIdentityCredential", "EnvironmentCredential"])(
    "beats the identity when it is %s",
    (value) => {
      const orders = workload({ azure: { resourceGroupName: "shop" } });
      expect(messageOf(() => orders.podTemplate(template(value)))).toMatch(
        /^spec\.containers\[0\].*AZURE_TOKEN_CREDENTIALS.*\[pod-identity-beaten\]/s,
      );
    },
  );

  it.each(["prod", "WorkloadIdentityCredential"])("is left alone when it is %s", (value) => {
    const orders = workload({ azure: { resourceGroupName: "shop" } });
    expect(messageOf(() => orders.podTemplate(template(value)))).toBe("");
  });
});

describe("what is passed in the place of something else", () => {
  it("is told the output to pass: a component for an issuer, a resource for a text", () => {
    const cluster = new ClusterFederation("prod", { issuer: { url: EKS }, aws: {} });
    const whole = messageOf(() => workload({ issuer: cluster as never, aws: {} }));
    expect(whole).toMatch(
      /^issuer: Cannot take a whole resource as an issuer: expected its output, with \.issuer behind it/,
    );
    expect(whole.match(/\[/g)).toHaveLength(1);
    expect(messageOf(() => workload({ issuer: cluster.issuer, aws: { policyArns: [cluster as never] } }))).toContain(
      "aws.policyArns[0]: expected a string or an output, got a resource: pass one of its outputs",
    );
  });

  it("is told how lists are written, where the whole list is an output", () => {
    const policyArns = pulumi.output(["arn:aws:iam::aws:policy/ReadOnlyAccess"]);
    expect(messageOf(() => workload({ aws: { policyArns: policyArns as never } }))).toContain(
      "expected a plain list, [a, b]",
    );
  });

  it.each<[string, object, RegExp]>([
    ["a document for its JSON", { aws: { inlinePolicies: { s3: {} } } }, /^aws\.inlinePolicies\.s3: .*JSON\.stringify/],
    [
      "a key set for its JSON",
      { issuer: { url: EKS, jwks: { keys: [] } }, gcp: {} },
      /^issuer\.jwks: .*JSON\.stringify/,
    ],
    [
      "a list of named documents",
      { aws: { inlinePolicies: [{ name: "s3", policy: "{}" }] } },
      /^aws\.inlinePolicies: .*a name for each: \{ <name>: … \}, got a list/,
    ],
    [
      "an object of texts for a list of them",
      { aws: { policyArns: { s3: "arn" } } },
      /^aws\.policyArns: .*under the name policyArnsByKey/,
    ],
    [
      "a text for a list",
      { gcp: { roles: "roles/viewer" } },
      /^gcp\.roles: expected a list, \["roles\/viewer"\], got "roles\/viewer"/,
    ],
    [
      "a role for the assignment of one",
      { azure: { resourceGroupName: "shop", roleAssignments: ["Reader"] } },
      /^azure\.roleAssignments\[0\]: expected an object, \{ role, scope, .* \}, got "Reader"/,
    ],
    ["true for a cloud", { aws: true }, /^aws: expected an object, \{ policyArns, .*, … \}, got true/],
    [
      "an ARN for a registration",
      { issuer: { url: EKS, aws: "arn" }, aws: {} },
      /^issuer\.aws: .*\{ oidcProviderArn \}/,
    ],
    [
      "the name of a policy for its ARN",
      { aws: { policyArns: ["ReadOnlyAccess"] } },
      /such as "arn:aws:iam::aws:policy\//,
    ],
    [
      "a role without its prefix",
      { gcp: { project: "shop-prod", roles: ["viewer"] } },
      /^gcp\.roles\[0\]: .*write "roles\/viewer"/,
    ],
    [
      "a whole subject for a name",
      { serviceAccount: "system:serviceaccount:shop:orders", aws: {} },
      /^serviceAccount: .*namespace "shop" and serviceAccount "orders"/,
    ],
    [
      "a whole identity",
      { azure: { existingIdentity: new pulumi.ComponentResource("test:index:Identity", "shop") } },
      /^azure\.existingIdentity: expected an object, .* of its outputs, got a resource/,
    ],
    ["a zone for a region", { aws: { region: "eu-west-1a" } }, /^aws\.region: .*such as "eu-central-1"/],
    [
      "a number as a text",
      { aws: { maxSessionDuration: "3600" } },
      /^aws\.maxSessionDuration: .*3600 to 43200, without quotes/,
    ],
    [
      "a flag as a text",
      { kubernetes: { createNamespace: "true" }, aws: {} },
      /: expected true or false, without quotes/,
    ],
    ["nothing", { aws: null }, /^aws: Leave it out, or give it a value; expected an object/],
    ["a number for a text", { aws: { tags: { cost: 5 } } }, /^aws\.tags\.cost: expected a string, such as "5", or/],
    ["a wildcard", { serviceAccount: "*", aws: {} }, /^serviceAccount: .*wholeNamespaces/],
    [
      "a namespace object for its name",
      { namespace: new pulumi.ComponentResource("test:index:Namespace", "shop"), aws: {} },
      /^namespace: Write the value itself/,
    ],
  ])("is told what to write instead: %s", (_, args, message) => {
    expect(messageOf(() => workload(args))).toMatch(message);
  });

  it.each([
    [
      `arn:aws:iam::111122223333:oidc-provider/${EKS.slice("https://".length)}`,
      `{ url: "${EKS}", aws: { oidcProviderArn: "arn:aws:iam::`,
    ],
    [ackArn, `alicloud: { oidcProviderArn: "${ackArn}" }`],
    [huaweiUrn, `huawei: { clientId, oidcProviderUrn: "${huaweiUrn}" }`],
    [
      "projects/1/locations/global/workloadIdentityPools/prod/providers/kubernetes",
      "gcp: { workloadIdentityPool, workloadIdentityProvider }",
    ],
    ["shop-prod.svc.id.goog", 'gcp: { gkeWorkloadPool: "shop-prod.svc.id.goog" }'],
  ])("is told where the name of a registration belongs: %s", (name, entry) => {
    for (const issuer of [name, { url: name }]) {
      for (const cloud of [{ aws: {} }, { azure: { resourceGroupName: "shop" } }, { gcp: { project: "shop-prod" } }]) {
        expect(messageOf(() => workload({ issuer: issuer as never, ...cloud }))).toContain(entry);
      }
    }
  });

  it.each(["/.well-known/openid-configuration", "/openid/v1/jwks", "/.well-known/jwks.json"])(
    "is told the issuer of a document's address: %s",
    (document) => {
      const message = messageOf(() => workload({ issuer: { url: `${EKS}${document}` }, aws: {} }));
      expect(message).toContain(`mostly "${EKS}"`);
      expect(message).toContain("[issuer-url-document]");
    },
  );
});

describe("what a new user writes in the place of an issuer or a name", () => {
  it.each([
    [`${EKS}/`, EKS],
    [`${GKE}/`, GKE],
  ])("is refused with the issuer to write where a slash is behind %s", (url, right) => {
    expect(messageOf(() => workload({ issuer: { url }, aws: {} }))).toMatch(
      new RegExp(`^issuer\\.url: .*: write "${right}": .*\\[issuer-url-slash\\]`),
    );
  });

  it("is told apart into namespace and ServiceAccount where both stand in one", () => {
    expect(messageOf(() => workload({ serviceAccount: "shop/orders", aws: {} }))).toContain(
      'write namespace "shop" and serviceAccount "orders", each in its own argument',
    );
  });

  it("is a cloud with nothing in it, and gets a warning that pods get nothing", () => {
    const warnings: string[] = [];
    const spy = vi.spyOn(pulumi.log, "warn").mockImplementation(async (text) => void warnings.push(text));
    workload({ aws: undefined as never });
    workload({ tokens: [{ audience: "vault", path: "vault" }] });
    spy.mockRestore();
    expect(warnings).toEqual([expect.stringContaining("such as aws: {}")]);
  });
});
