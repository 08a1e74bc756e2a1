import { beforeEach, expect, it } from "vitest";
import type { FederatedWorkloadArgs, FederationError } from "../../src";
import { FederatedWorkload } from "../../src";
import type { Rival } from "../../src/core/rival";
import type { PodTemplateOptions } from "../../src/kubernetes/bound-wiring";
import { wirePodTemplate } from "../../src/kubernetes/pod-template";
import { installCloudMocks } from "../../src/testing";
import { FORMS, podRivalsPage } from "../support/pod-rivals-page";

beforeEach(async () => void (await installCloudMocks()));

it("is what docs/pod-rivals.md says of what beats a pod's identity (npm run docs:pods writes it)", async () => {
  await expect(podRivalsPage()).toMatchFileSnapshot("../../docs/pod-rivals.md");
});

/** A pod template with nothing but something that beats an identity. */
function carrying({ place, name, only: [value] = ["value"], beside }: Rival) {
  const containers = {
    env: { env: [{ name, value }] },
    arguments: { args: ["serve", `${name}=value`] },
    mounts: { volumeMounts: [{ name: "keys", mountPath: `/home/app/${name}` }] },
  };
  const [outer, inner] = name.split(".") as [string, string?];
  const fields = {
    nodeSelector: { nodeSelector: { [name]: value } },
    spec: { [outer]: inner === undefined ? true : { [inner]: value } },
  };
  const metadata = { labels: { labels: { [name]: value } }, annotations: { annotations: { [name]: value } } };
  return {
    metadata: beside === undefined ? metadata[place as "labels"] : { annotations: { [beside]: "true" } },
    spec: { ...fields[place as "spec"], containers: [{ name: "app", ...containers[place as "env"] }] },
  };
}

it.each(
  Object.entries(FORMS).flatMap(([cloud, forms]) => Object.entries(forms).map((form) => [cloud, ...form] as const)),
)(
  "is refused at its place on %s with %s, whatever it is, and is let through in each way that is told",
  (_, __, wiring) => {
    const bound = { serviceAccountName: "orders", wiring, mountPath: "/mnt" };
    const told = (rival: Rival, options: PodTemplateOptions) => {
      const fixes: (string | undefined)[] = [];
      wirePodTemplate(carrying(rival), bound, options, (_path, _why, { fix } = {}) => fixes.push(fix));
      return fixes;
    };
    for (const rival of wiring.rivals) {
      if (Object.hasOwn(wiring.env, rival.name)) continue;
      const [fix, ...more] = told(rival, {});
      expect([rival.name, more]).toEqual([rival.name, []]);
      expect(fix).toContain(`keep: ["${rival.name}"]`);
      expect(told(rival, { keep: [rival.name] })).toEqual([]);
      if (fix?.includes("skipContainers")) expect(told(rival, { skipContainers: ["app"] })).toEqual([]);
    }
  },
);

const jwks = '{"keys":[{"alg":"RS256","e":"AQAB","kid":"a","kty":"RSA","n":"bW9kdWx1cw","use":"sig"}]}';
const base = { issuer: { url: "https://issuer.example.com", jwks }, namespace: "shop", serviceAccount: "orders" };
const clusterArn = "arn:aws:eks:eu-west-1:111122223333:cluster/shop";
const fingerprints = ["902ef2deeb3c5b13ea4c3d5193629309e231ae55"];

const AWS = { aws: {} };
const POD_IDENTITY: Partial<FederatedWorkloadArgs> = { aws: { wiring: "podIdentity", podIdentity: { clusterArn } } };
const AZURE = { azure: { resourceGroupName: "shop" } };
const WEBHOOK: Partial<FederatedWorkloadArgs> = { azure: { ...AZURE.azure, wiring: "webhook" } };
const GCP = { gcp: { project: "shop-prod" } };
const GKE: Partial<FederatedWorkloadArgs> = {
  issuer: {
    url: "https://container.googleapis.com/v1/projects/shop-prod/locations/europe-west4/clusters/blue",
    gcp: { gkeWorkloadPool: "shop-prod.svc.id.goog", projectNumber: "123456789012" },
  },
  gcp: {},
};
const ALICLOUD = { alicloud: {}, registrations: { alicloud: { fingerprints } } };
const HUAWEI = { huawei: {} };
const AGENCY: Partial<FederatedWorkloadArgs> = { huawei: { mechanism: "trust-agency" } };

const variable = (name: string, value = "x") => ({ env: [{ name, value }] });
const mounted = (mountPath: string) => ({ volumeMounts: [{ name: "keys", mountPath }] });
const runs = (text: string) => ({ command: ["sh", "-c", text] });
const PROXY = { metadata: { annotations: { "azure.workload.identity/inject-proxy-sidecar": "true" } } };

it.each<[string, Partial<FederatedWorkloadArgs>, object, object?, object?]>([
  ["AWS: Java's keys", AWS, variable("JAVA_TOOL_OPTIONS", "-Daws.accessKeyId=AKIA")],
  ["AWS: another role of Java", AWS, runs("java -Daws.roleArn=arn:aws:iam::111122223333:role/x -jar app.jar")],
  ["AWS: keys on a command line", AWS, runs("AWS_ACCESS_KEY_ID=AKIA exec app")],
  ["AWS: Windows", POD_IDENTITY, {}, { os: { name: "windows" } }],
  ["AWS: Windows nodes", POD_IDENTITY, {}, { nodeSelector: { "kubernetes.io/os": "windows" } }],
  ["AWS: Fargate", POD_IDENTITY, {}, { nodeSelector: { "eks.amazonaws.com/compute-type": "fargate" } }],
  ["AWS: keys that a script writes down", AWS, runs("aws configure set aws_access_key_id AKIA && exec app")],
  ["Azure: virtual nodes", AZURE, {}, { nodeSelector: { type: "virtual-kubelet" } }],
  ["Azure: Java's secret", AZURE, variable("JDK_JAVA_OPTIONS", "-DAZURE_CLIENT_SECRET=x")],
  ["Azure: a sign-in", AZURE, mounted("/home/app/.azure")],
  ["Azure: a storage key", AZURE, variable("AZURE_STORAGE_CONNECTION_STRING")],
  ["Azure: the proxy on the node's network", WEBHOOK, {}, { hostNetwork: true }, PROXY],
  ["Azure: the proxy on Windows", WEBHOOK, {}, { os: { name: "windows" } }, PROXY],
  ["Google: a sign-in", GCP, mounted("/home/app/.config/gcloud")],
  ["Google: a key as an option", GCP, { args: ["--credentials-file=/secrets/key.json"] }],
  ["Google: another service account", GCP, runs("gcloud storage ls --impersonate-service-account=x")],
  ["Google: a sign-in of a script", GCP, runs("gcloud auth activate-service-account --key-file=/keys/key.json")],
  ["Google: no metadata server", GKE, variable("NO_GCE_CHECK", "true")],
  ["Alibaba Cloud: Java's keys", ALICLOUD, variable("_JAVA_OPTIONS", "-Dalibabacloud.accessKeyId=LTAI")],
  ["Alibaba Cloud: keys of OSS", ALICLOUD, variable("OSS_ACCESS_KEY_ID")],
  ["Alibaba Cloud: a file of ossutil", ALICLOUD, mounted("/home/app/.ossutilconfig")],
  ["Alibaba Cloud: keys as options", ALICLOUD, { args: ["--access-key-id", "LTAI"] }],
  ["Huawei Cloud: keys of OBS", HUAWEI, variable("OBS_ACCESS_KEY_ID")],
  ["Huawei Cloud: keys as options", HUAWEI, { args: ["--cli-access-key=AK"] }],
  ["Huawei Cloud: a user group beside the agency", AGENCY, variable("HUAWEICLOUD_SDK_IDP_ID")],
])("beats a pod's identity and is refused, unless it is kept: %s", (_, clouds, container, spec = {}, rest = {}) => {
  const workload = new FederatedWorkload("orders", { ...base, ...clouds });
  const template = { ...rest, spec: { ...spec, containers: [{ name: "app", ...container }] } };
  const faults = faultsOf(() => workload.podTemplate(template));
  expect(faults.map(({ code }) => code)).toEqual(["pod-identity-beaten"]);
  const [, kept] = /keep: \["(.*)"\]/.exec(faults[0]!.message) as unknown as [string, string];
  expect(faultsOf(() => workload.podTemplate(template, { keep: [kept] }))).toEqual([]);
});

function faultsOf(make: () => unknown) {
  try {
    make();
    return [];
  } catch (error) {
    return (error as FederationError).issues;
  }
}
