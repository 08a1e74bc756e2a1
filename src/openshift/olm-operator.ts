import type { OpenShiftPermission } from "../clouds/openshift-cloud";
import { openShiftCloud, openShiftClouds } from "../clouds/openshift-clouds";
import { WorkloadIdentityError } from "../core/errors";
import type { Issue } from "../core/issue";
import { isRecord, own } from "../core/record";
import { dig } from "./cluster-objects";
import type { OpenShiftRequest } from "./request";
import { sourceDocuments, withSource } from "./source-documents";
import { writeCredentialsRequest } from "./write-request";

/** An operator from OperatorHub, or any workload of a user's, that shall have an identity of its own. */
export interface OlmOperatorArgs {
  /** Name of the CredentialsRequest that stands for it. */
  name: string;
  /** The cloud, as in `OpenShiftPlanSettings`. */
  cloud: string;
  /** The namespace that it is installed in. */
  namespace: string;
  /** The ServiceAccounts of its pods. */
  serviceAccounts: string[];
  /** What it may do, for example `{ kind: "action", name: "s3:GetObject", resource: "arn:aws:s3:::backups/*" }`. */
  permissions: OpenShiftPermission[];
  /** The Secret that it reads; `<name>-cloud-credentials` where it is left out. */
  secretName?: string;
}

/**
 * A CredentialsRequest for an operator whose bundle brings none, as a manifest. Throws `WorkloadIdentityError`
 * (`openshift-requests-invalid`) where the cloud's requests cannot say a permission.
 */
export function olmCredentialsRequest(args: OlmOperatorArgs): string {
  const {
    name,
    cloud: cloudName,
    namespace,
    serviceAccounts,
    permissions,
    secretName = `${name}-cloud-credentials`,
  } = args;
  const cloud = openShiftCloud(cloudName);
  const apiVersion = "cloudcredential.openshift.io/v1";
  const issues: Issue[] = [];
  const empty = cloud.readSpec({ apiVersion, kind: cloud.providerKind }, "permissions", []);
  const request: OpenShiftRequest = {
    name,
    cloud: cloudName,
    source: name,
    annotations: {},
    secret: { namespace, name: secretName },
    serviceAccounts,
    spec: cloud.withPermissions(empty, permissions, "permissions", issues),
    document: {
      apiVersion,
      kind: "CredentialsRequest",
      metadata: { name, namespace: "openshift-cloud-credential-operator" },
      spec: {
        serviceAccountNames: serviceAccounts,
        secretRef: { name: secretName, namespace },
        providerSpec: { apiVersion, kind: cloud.providerKind },
      },
    },
  };
  if (issues.length > 0) {
    throw new WorkloadIdentityError(
      "openshift-requests-invalid",
      `Cannot write a CredentialsRequest of ${name}:`,
      issues,
    );
  }
  return writeCredentialsRequest(request);
}

/** Whether an operator takes short-lived credentials, as its bundle says. */
export interface OlmTokenAuth {
  /** The ClusterServiceVersion. */
  readonly name: string;
  /** The clouds that the bundle names as supported. */
  readonly supported: readonly string[];
  /** The clouds that the bundle names as not supported. */
  readonly unsupported: readonly string[];
  /** The ServiceAccounts of its Deployments; `default` for one that names none. */
  readonly serviceAccounts: readonly string[];
  /**
   * Further ServiceAccounts that the bundle gives rights in the cluster, such as those of operands. Whether their pods call the cloud's API
   * no bundle says.
   */
  readonly otherServiceAccounts: readonly string[];
}

/** Says whether it takes short-lived credentials (OpenShift, "Token authentication for Operators", 2026-08). */
const TOKEN_AUTH = "features.operators.openshift.io/token-auth-";

/**
 * Reads the ClusterServiceVersions in manifests, of a bundle, of `oc get packagemanifests -o json` or of a catalogue (`opm render -o yaml`).
 * Throws `WorkloadIdentityError` (`openshift-bundle-invalid`) where a text cannot be read.
 */
export function olmTokenAuth(texts: string | readonly string[]): OlmTokenAuth[] {
  const issues: Issue[] = [];
  const found = sourceDocuments([texts].flat(), issues).flatMap(({ value, source }) =>
    versionsIn(value, source, issues),
  );
  if (issues.length > 0)
    throw new WorkloadIdentityError("openshift-bundle-invalid", "Cannot read this bundle:", issues);
  return found.map(({ name, annotations, ...accounts }) => {
    const saying = (answer: string) =>
      openShiftClouds.map((cloud) => cloud.name).filter((cloud) => own(annotations, TOKEN_AUTH + cloud) === answer);
    return { name, supported: saying("true"), unsupported: saying("false"), ...accounts };
  });
}

interface Version extends Pick<OlmTokenAuth, "name" | "serviceAccounts" | "otherServiceAccounts"> {
  readonly annotations: Record<string, unknown>;
}

function versionsIn(value: Record<string, unknown>, source: string, issues: Issue[]): Version[] {
  if (value.schema === "olm.bundle") return versionsOfBundle(value, source, issues);
  if (value.kind === "ClusterServiceVersion") {
    const metadata = record(value.metadata);
    const install = record(dig(value, "spec", "install", "spec"));
    const accounts = list(install.deployments).map((deployment) => {
      const pod = record(dig(deployment, "spec", "template", "spec"));
      // Kubernetes reads the name of before 1.0 too.
      return pod.serviceAccountName || pod.serviceAccount || "default";
    });
    const withRights = ["permissions", "clusterPermissions"]
      .flatMap((field) => list(install[field]))
      .map(({ serviceAccountName }) => serviceAccountName);
    return [version(metadata.name, metadata.annotations, accounts, withRights)];
  }
  if (value.kind !== "PackageManifest") return [];
  return list(dig(value, "status", "channels")).map((channel) =>
    version(channel.currentCSV, dig(channel, "currentCSVDesc", "annotations")),
  );
}

/** An entry of a catalogue tells the annotations, or brings every object of the bundle, as catalogues before OpenShift 4.17 have to. */
function versionsOfBundle(bundle: Record<string, unknown>, source: string, issues: Issue[]): Version[] {
  return list(bundle.properties).flatMap(({ type, value }) => {
    if (type === "olm.csv.metadata") return [version(bundle.name, dig(value, "annotations"))];
    if (type !== "olm.bundle.object") return [];
    const text = Buffer.from(String(dig(value, "data") ?? ""), "base64").toString("utf8");
    return sourceDocuments([withSource(source, text)], issues).flatMap((object) =>
      versionsIn(object.value, object.source, issues),
    );
  });
}

function version(
  name: unknown,
  annotations: unknown,
  accounts: readonly unknown[] = [],
  withRights: readonly unknown[] = [],
): Version {
  const names = (values: readonly unknown[]) => [...new Set(values.filter((value) => typeof value === "string"))];
  const serviceAccounts = names(accounts);
  const otherServiceAccounts = names(withRights).filter((account) => !serviceAccounts.includes(account));
  return { name: String(name ?? ""), annotations: record(annotations), serviceAccounts, otherServiceAccounts };
}

function record(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

function list(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
