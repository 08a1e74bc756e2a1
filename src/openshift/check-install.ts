import type { OpenShiftCloud } from "../clouds/openshift-cloud";
import { OPENSHIFT_AUDIENCE } from "../clouds/openshift-cloud";
import { openShiftClouds } from "../clouds/openshift-clouds";
import { WorkloadIdentityError } from "../core/errors";
import type { Issue } from "../core/issue";
import type { OpenShiftCheck } from "./check";
import { error, ok, warning } from "./check";
import type { ClusterObject } from "./cluster-objects";
import { clusterObjects, dig, textsOf } from "./cluster-objects";
import { readCredentialsRequests } from "./read-requests";
import type { OpenShiftRequest } from "./request";

/** What an install shall be like. */
export interface ExpectedInstall {
  /** The issuer that the cluster's identities trust; any where it is left out. */
  issuer?: string;
  /** The requests that the cluster's operators have identities for; those of the cluster itself where they are left out. */
  requests?: readonly OpenShiftRequest[];
}

/** The objects that are looked at, as one command prints them. */
export const INSTALL_OBJECTS: readonly string[] = [
  "oc get cloudcredential,authentication.config,infrastructure -o json",
  "oc get secret -A -o json",
  "oc get pod -A -o json",
  "oc get credentialsrequest -A -o json",
];

/**
 * Looks at the objects of a cluster, as `oc get -o json` prints them: does it do without stored keys? Nothing that a Secret holds is told.
 * Throws `WorkloadIdentityError` (`openshift-objects-invalid`) where a text cannot be read.
 */
export function checkOpenShiftInstall(
  texts: string | readonly string[],
  expected: ExpectedInstall = {},
): OpenShiftCheck[] {
  const issues: Issue[] = [];
  const objects = clusterObjects([texts].flat(), issues);
  if (issues.length > 0) {
    throw new WorkloadIdentityError("openshift-objects-invalid", "Cannot read these objects:", issues);
  }
  const cloud = cloudOf(objects);
  const { issuer, requests = readCredentialsRequests(texts).requests } = expected;
  return [
    ...(cloud === undefined ? [unknownPlatform(platformOf(objects))] : []),
    ...(requests.length === 0 ? [missing("requests", "CredentialsRequests", INSTALL_OBJECTS[3]!)] : []),
    checkCredentialsMode(objects),
    checkIssuer(objects, issuer),
    ...checkRootSecret(objects, cloud),
    ...checkSecrets(objects, cloud, requests),
    ...checkTokens(objects, requests),
  ];
}

/** Whether the operators of a cluster take Secrets from outside. Without that the cluster itself would write over them. */
function checkCredentialsMode(objects: readonly ClusterObject[]): OpenShiftCheck {
  const [settings] = objects.filter(({ kind, name }) => kind === "CloudCredential" && name === "cluster");
  if (settings === undefined) return missing("credentials-mode", "CloudCredential", INSTALL_OBJECTS[0]!);
  const mode = dig(settings.value, "spec", "credentialsMode") || "Default";
  if (mode === "Manual") return ok("credentials-mode", "the cluster is in manual mode");
  return error(
    "credentials-mode",
    `the cluster is in mode ${String(mode)}, in which it makes stored keys and writes over Secrets from outside`,
    "apply nothing yet: move the cluster to manual mode as docs/openshift.md has it",
  );
}

function checkIssuer(objects: readonly ClusterObject[], expected: string | undefined): OpenShiftCheck {
  const [settings] = objects.filter(({ kind, name }) => kind === "Authentication" && name === "cluster");
  if (settings === undefined) return missing("issuer", "Authentication", INSTALL_OBJECTS[0]!);
  const issuer = dig(settings.value, "spec", "serviceAccountIssuer") || "";
  if (issuer === "") {
    return error(
      "issuer",
      "tokens name the issuer of the cluster itself, which no cloud can reach",
      "set spec.serviceAccountIssuer of the Authentication to the issuer that is registered",
    );
  }
  if (expected === undefined || issuer === expected) return ok("issuer", `tokens name the issuer ${String(issuer)}`);
  return error(
    "issuer",
    `tokens name the issuer ${String(issuer)}, and the identities trust ${expected}`,
    "set spec.serviceAccountIssuer of the Authentication to the same text, to the last slash",
  );
}

function checkRootSecret(objects: readonly ClusterObject[], cloud: OpenShiftCloud | undefined): OpenShiftCheck[] {
  const secrets = objects.filter(({ kind }) => kind === "Secret");
  if (secrets.length === 0) return [missing("root-secret", "Secrets", INSTALL_OBJECTS[1]!)];
  const names = (cloud === undefined ? openShiftClouds : [cloud]).map(({ rootSecret }) => rootSecret);
  const found = secrets.filter(({ namespace, name }) => namespace === "kube-system" && names.includes(name));
  if (found.length === 0) return [ok("root-secret", "there is no stored key of the whole cloud account")];
  return found.map(({ name }) =>
    error(
      "root-secret",
      `Secret kube-system/${name} holds a stored key of the whole cloud account`,
      `once every operator works with its identity: oc delete secret -n kube-system ${name}, and revoke the key at the cloud`,
    ),
  );
}

function checkSecrets(
  objects: readonly ClusterObject[],
  cloud: OpenShiftCloud | undefined,
  requests: readonly OpenShiftRequest[],
): OpenShiftCheck[] {
  const secrets = objects.filter(({ kind }) => kind === "Secret");
  if (secrets.length === 0 || cloud === undefined) return [];
  return requests
    .filter((request) => request.cloud === cloud.name)
    .map(({ name, secret }) => {
      const at = `${secret.namespace}/${secret.name}`;
      const found = secrets.find((each) => each.namespace === secret.namespace && each.name === secret.name);
      if (found === undefined) {
        return warning(
          "operator-secret",
          `Secret ${at} of ${name} is not there`,
          "apply it, unless its operator is not installed",
        );
      }
      const key = cloud.storedKey(textsOf(found.value, cloud.secretField));
      return key === undefined
        ? ok("operator-secret", `Secret ${at} of ${name} holds no stored key`)
        : error(
            "operator-secret",
            `Secret ${at} of ${name} holds a stored key (${key})`,
            "replace it by the Secret of its identity",
          );
    });
}

/** Pods of operators have a token for their identity, and not one for the API server alone. */
function checkTokens(objects: readonly ClusterObject[], requests: readonly OpenShiftRequest[]): OpenShiftCheck[] {
  const pods = objects.filter(({ kind }) => kind === "Pod");
  if (pods.length === 0 && requests.length > 0) return [missing("token-audience", "Pods", INSTALL_OBJECTS[2]!)];
  return requests.flatMap(({ name, secret, serviceAccounts }) => {
    const running = pods.filter(
      ({ namespace, value }) =>
        namespace === secret.namespace && serviceAccounts.includes(String(dig(value, "spec", "serviceAccountName"))),
    );
    const without = running.filter(({ value }) => !audiencesOf(value).includes(OPENSHIFT_AUDIENCE));
    if (running.length === 0) return [];
    if (without.length === 0) return [ok("token-audience", `pods of ${name} have tokens for "${OPENSHIFT_AUDIENCE}"`)];
    const names = without.map((pod) => `${pod.namespace}/${pod.name}`).join(", ");
    return [
      warning(
        "token-audience",
        `pods of ${name} have no token for "${OPENSHIFT_AUDIENCE}": ${names}`,
        "if they use the cloud, have their operator start them anew; else nothing",
      ),
    ];
  });
}

function audiencesOf(pod: unknown): unknown[] {
  return list(dig(pod, "spec", "volumes"))
    .flatMap((volume) => list(dig(volume, "projected", "sources")))
    .map((source) => dig(source, "serviceAccountToken", "audience"));
}

/** The cloud that the cluster itself says it is on. */
function cloudOf(objects: readonly ClusterObject[]): OpenShiftCloud | undefined {
  const platform = platformOf(objects).toLowerCase();
  return openShiftClouds.find(({ name }) => name === platform);
}

/** What the cluster calls its platform, by the older field where it has that alone; empty where it is not said. */
function platformOf(objects: readonly ClusterObject[]): string {
  const [found] = objects.filter(({ kind }) => kind === "Infrastructure");
  const status = dig(found?.value, "status");
  return String(dig(status, "platformStatus", "type") ?? dig(status, "platform") ?? "");
}

/** Secrets are looked at where their form is known. */
function unknownPlatform(platform: string): OpenShiftCheck {
  if (platform === "") return missing("platform", "Infrastructure", INSTALL_OBJECTS[0]!);
  const known = openShiftClouds.map(({ name }) => name).join(", ");
  return warning(
    "platform",
    `the cluster is on ${platform}, and the Secrets of operators are looked at on ${known} alone`,
    "look at its Secrets by hand",
  );
}

function missing(code: string, what: string, command: string): OpenShiftCheck {
  return warning(code, `no ${what} among the objects`, `add what this prints: ${command}`);
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
