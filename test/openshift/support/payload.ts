import { stringify } from "yaml";

/** A CredentialsRequest by the few fields that a test is about. */
export interface Payload {
  cloud: "aws" | "azure" | "gcp";
  name: string;
  namespace: string;
  secret: string;
  accounts: string[];
  spec?: object;
  gates?: string;
  tokenPath?: string;
}

const KIND = { aws: "AWSProviderSpec", azure: "AzureProviderSpec", gcp: "GCPProviderSpec" };
const SPEC = {
  aws: { statementEntries: [{ effect: "Allow", action: ["ec2:DescribeInstances"], resource: "*" }] },
  azure: { permissions: ["Microsoft.Compute/disks/read"] },
  gcp: { permissions: ["compute.disks.get"] },
};

/** A request as its release writes it. */
export function written({
  cloud,
  name,
  namespace,
  secret,
  accounts,
  spec = SPEC[cloud],
  gates,
  tokenPath,
}: Payload): string {
  const annotations = gates === undefined ? {} : { annotations: { "release.openshift.io/feature-gate": gates } };
  const apiVersion = "cloudcredential.openshift.io/v1";
  return stringify({
    apiVersion,
    kind: "CredentialsRequest",
    metadata: { name, namespace: "openshift-cloud-credential-operator", ...annotations },
    spec: {
      ...(accounts.length === 0 ? {} : { serviceAccountNames: accounts }),
      ...(tokenPath === undefined ? {} : { cloudTokenPath: tokenPath }),
      secretRef: { name: secret, namespace },
      providerSpec: { apiVersion, kind: KIND[cloud], ...spec },
    },
  });
}

/** The gates of release 5.1's requests. */
export const GATES = ["ClusterAPIMachineManagement", "ClusterAPIMachineManagementAWS"];

const [CSI, CCO, CNCC, CAPI, REGISTRY, INGRESS, MACHINES, CCM] = [
  "openshift-cluster-csi-drivers",
  "openshift-cloud-credential-operator",
  "openshift-cloud-network-config-controller",
  "openshift-cluster-api",
  "openshift-image-registry",
  "openshift-ingress-operator",
  "openshift-machine-api",
  "openshift-cloud-controller-manager",
];
const REGISTRY_ACCOUNTS = ["cluster-image-registry-operator", "registry"];
const CSI_ACCOUNTS = (driver: string) => ["operator", "controller-sa", "node-sa"].map((role) => `${driver}-${role}`);
const STORED = "installer-cloud-credentials";

type Row = [
  cloud: Payload["cloud"],
  name: string,
  namespace: string,
  secret: string,
  accounts: string[],
  gates?: string,
];

const ROWS: Row[] = [
  [
    "aws",
    "aws-ebs-csi-driver-operator",
    CSI,
    "ebs-cloud-credentials",
    ["aws-ebs-csi-driver-operator", "aws-ebs-csi-driver-controller-sa"],
  ],
  [
    "aws",
    "cloud-credential-operator-iam-ro",
    CCO,
    "cloud-credential-operator-iam-ro-creds",
    ["cloud-credential-operator"],
  ],
  [
    "aws",
    "openshift-cloud-network-config-controller-aws",
    CNCC,
    "cloud-credentials",
    ["cloud-network-config-controller"],
  ],
  [
    "aws",
    "openshift-cluster-api-aws",
    CAPI,
    "capa-manager-bootstrap-credentials",
    ["capa-controller-manager"],
    GATES.join(","),
  ],
  ["aws", "openshift-image-registry", REGISTRY, STORED, REGISTRY_ACCOUNTS],
  ["aws", "openshift-ingress", INGRESS, "cloud-credentials", ["ingress-operator"]],
  ["aws", "openshift-machine-api-aws", MACHINES, "aws-cloud-credentials", ["machine-api-controllers"]],
  ["azure", "azure-disk-csi-driver-operator", CSI, "azure-disk-credentials", CSI_ACCOUNTS("azure-disk-csi-driver")],
  ["azure", "azure-file-csi-driver-operator", CSI, "azure-file-credentials", CSI_ACCOUNTS("azure-file-csi-driver")],
  ["azure", "openshift-azure-cloud-controller-manager", CCM, "azure-cloud-credentials", ["cloud-controller-manager"]],
  [
    "azure",
    "openshift-cloud-network-config-controller-azure",
    CNCC,
    "cloud-credentials",
    ["cloud-network-config-controller"],
  ],
  ["azure", "openshift-cluster-api-azure", CAPI, "capz-manager-bootstrap-credentials", ["capi-controllers"], GATES[0]],
  ["azure", "openshift-image-registry-azure", REGISTRY, STORED, REGISTRY_ACCOUNTS],
  ["azure", "openshift-ingress-azure", INGRESS, "cloud-credentials", ["ingress-operator"]],
  ["azure", "openshift-machine-api-azure", MACHINES, "azure-cloud-credentials", ["machine-api-controllers"]],
  [
    "gcp",
    "cloud-credential-operator-gcp-ro-creds",
    CCO,
    "cloud-credential-operator-gcp-ro-creds",
    ["cloud-credential-operator"],
  ],
  [
    "gcp",
    "openshift-cloud-network-config-controller-gcp",
    CNCC,
    "cloud-credentials",
    ["cloud-network-config-controller"],
  ],
  ["gcp", "openshift-cluster-api-gcp", CAPI, "capg-manager-bootstrap-credentials", ["capi-controllers"], GATES[0]],
  ["gcp", "openshift-gcp-ccm", CCM, "gcp-ccm-cloud-credentials", ["cloud-controller-manager"]],
  [
    "gcp",
    "openshift-gcp-pd-csi-driver-operator",
    CSI,
    "gcp-pd-cloud-credentials",
    ["gcp-pd-csi-driver-operator", "gcp-pd-csi-driver-controller-sa"],
  ],
  ["gcp", "openshift-image-registry-gcs", REGISTRY, STORED, REGISTRY_ACCOUNTS],
  ["gcp", "openshift-ingress-gcp", INGRESS, "cloud-credentials", ["ingress-operator"]],
  ["gcp", "openshift-machine-api-gcp", MACHINES, "gcp-cloud-credentials", ["machine-api-controllers"]],
] as Row[];

/** Release 5.1's requests: their names, Secrets, ServiceAccounts and gates, each with one permission. */
export const RELEASE_5_1: Payload[] = ROWS.map(([cloud, name, namespace, secret, accounts, gates]) => ({
  cloud,
  name,
  namespace,
  secret,
  accounts,
  ...(gates === undefined ? {} : { gates }),
}));

/** One of them, with other fields. */
export function request(name: string, fields: Partial<Payload> = {}): string {
  const found = RELEASE_5_1.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no request ${name}`);
  return written({ ...found, ...fields });
}
