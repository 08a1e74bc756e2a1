import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";

const folder = resolve(__dirname, "../../examples");

/** Every example, as the folder lists them. */
export const exampleNames = readdirSync(folder).filter((name) => existsSync(join(folder, name, "Pulumi.yaml")));

/** Those with a workload in them. */
export const workloadExamples = exampleNames.filter((name) =>
  readFileSync(join(folder, name, "index.ts"), "utf8").includes('from "pulumi-workload-identity"'),
);

/** CredentialsRequests of a release, by cloud. */
const requests = resolve(__dirname, "../examples/credentials-requests");

/** The public key of a cluster whose private key nobody has kept. */
const SIGNING_KEY = `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAptQ5posRc+GKmm8ZXo+x
WlopakgXDh0FVFSwga3oEAf9SH+jeX3CQk51ZchLiWM/BZ/7QQtINaEorVcuxS7P
srUh/1QBoEQgsaRs2DnrDqYj3o8+asrTJIuMZGBweE9j4wvwlRGP6Axk9Xs+TXXF
cTO7EzmIhOziR4QDEqasjIWOrLlj/yklFjlNCPQSfYFAJ/68jJ8OFN+JP/GKiG/O
wcDOPt3FmL7X+VEGw7Y6A9YhqYZXEZxkwraLdcFjAw3SdjWK2VeJqXJHkMak2ROL
6T7ouycyij+IuDDQaSg/myjyprdqYbtUzAxO1zzRM91iwx3ihTUkNllCJTzbStuv
PQIDAQAB
-----END PUBLIC KEY-----`;

const eks = {
  "aws:region": "eu-west-1",
  subnetIds: '["subnet-0aaa","subnet-0bbb"]',
  clusterRoleArn: "arn:aws:iam::111122223333:role/eks-cluster",
  nodeRoleArn: "arn:aws:iam::111122223333:role/eks-node",
};

/** Settings that have no default because they name what the user has already. */
const samples: Record<string, Record<string, string>> = {
  "eks-irsa": eks,
  "eks-pod-identity": eks,
  "migrate-to-pod-identity": eks,
  "aks-workload-identity": { adminGroupId: "00000000-0000-4000-8000-00000000000a" },
  "gke-workload-identity": { "gcp:project": "shop-prod", projectNumber: "123456789012" },
  "capz-management-cluster": {
    issuerUrl: "https://oidc.example.com/management/",
    subscriptionId: "00000000-1111-2222-3333-444444444444",
  },
  "secrets-store-csi": {
    issuerUrl: "https://oidc.example.com/prod/",
    vaultId:
      "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/shop/providers/Microsoft.KeyVault/vaults/shop-prod",
  },
  "openshift-aws": {
    publicKey: SIGNING_KEY,
    keySince: "2026-01-01T00:00:00Z",
    credentialsRequests: join(requests, "aws"),
  },
  "openshift-azure": {
    subscriptionId: "00000000-1111-2222-3333-444444444444",
    tenantId: "55555555-6666-7777-8888-999999999999",
    dnsZoneResourceGroupName: "dns",
    publicKey: SIGNING_KEY,
    keySince: "2026-01-01T00:00:00Z",
    credentialsRequests: join(requests, "azure"),
  },
  "openshift-gcp": {
    project: "shop-prod",
    publicKey: SIGNING_KEY,
    keySince: "2026-01-01T00:00:00Z",
    credentialsRequests: join(requests, "gcp"),
  },
  "ack-rrsa": { vswitchIds: '["vsw-aaa"]' },
  "self-managed-issuer": {
    publicKey: readFileSync(join(folder, "rotate-keys/keys/2026-11.pub"), "utf8"),
    kubeContext: "kind-demo",
  },
  "cce-workload-identity": {
    clusterId: "0a1b2c3d-0000-11ee-8000-0255ac100001",
    domainId: "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
  },
};

/** A setting as Pulumi.yaml declares it. */
interface DeclaredSetting {
  type?: string;
  default?: unknown;
}

/** The settings that an example declares, as Pulumi's own reader of YAML has them: a time without quotes is no text to it. */
export function declaredSettings(name: string): [key: string, setting: DeclaredSetting][] {
  const yaml = parse(readFileSync(join(folder, name, "Pulumi.yaml"), "utf8"), { version: "1.1" });
  return Object.entries((yaml.config ?? {}) as Record<string, DeclaredSetting>);
}

/** The settings of an example: the defaults of its Pulumi.yaml, and samples for what has none. */
export function exampleConfig(name: string): Record<string, string> {
  const declared = declaredSettings(name).flatMap(([key, { default: value }]) =>
    value === undefined ? [] : [[key, String(value)]],
  );
  return { ...Object.fromEntries(declared), ...samples[name] };
}

/** Sets an example's configuration, for the mocks that are installed. */
export function configureExample(name: string): void {
  const settings = Object.entries(exampleConfig(name));
  const qualified = settings.map(([key, value]) => [key.includes(":") ? key : `${name}:${key}`, value]);
  pulumi.runtime.setAllConfig(Object.fromEntries(qualified));
}

let runs = 0;

/** Runs an example's program once more; its exports are the stack's outputs. */
export async function runExample(name: string): Promise<Record<string, unknown>> {
  runs += 1;
  // Modules are kept by their address; another query is another run.
  return { ...(await import(/* @vite-ignore */ `${folder}/${name}/index.ts?run=${runs}`)) };
}
