import { parse } from "yaml";
import type { CredentialsRequest, OpenShiftCloud } from "../clouds/openshift-cloud";

/** A Secret as the API server takes it. */
export interface OpenShiftSecret {
  apiVersion: "v1";
  kind: "Secret";
  metadata: { name: string; namespace: string };
  type: "Opaque";
  data?: Record<string, string>;
  stringData?: Record<string, string>;
}

/** A manifest that names the issuer of a cluster's tokens. */
export interface OpenShiftAuthentication {
  apiVersion: "config.openshift.io/v1";
  kind: "Authentication";
  metadata: { name: "cluster" };
  spec: { serviceAccountIssuer: string };
}

/** The Secret by which an operator becomes its identity. It holds no secret: it is a Secret because operators look for one. */
export function operatorSecret<Spec extends object, Identity extends object, Place extends object>(
  cloud: OpenShiftCloud<Spec, Identity, Place>,
  request: CredentialsRequest<Spec>,
  identity: Identity,
  place: Place,
): OpenShiftSecret {
  const { namespace, name } = request.secret;
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace },
    type: "Opaque",
    [cloud.secretField ?? "stringData"]: cloud.secretData(request, identity, place),
  };
}

/** The same as text, byte for byte as ccoctl writes it (cloud-credential-operator b187feee), which ends without a line break. */
export function secretText({ data, stringData, metadata }: OpenShiftSecret): string {
  const texts = Object.entries(stringData ?? data ?? {}).map(([key, value]) => `  ${key}: ${scalar(value)}`);
  return [
    "apiVersion: v1",
    `${stringData === undefined ? "data" : "stringData"}:`,
    ...texts,
    "kind: Secret",
    "metadata:",
    `  name: ${scalar(metadata.name)}`,
    `  namespace: ${scalar(metadata.namespace)}`,
    "type: Opaque",
  ].join("\n");
}

/** The Authentication of a cluster whose tokens name this issuer. */
export function authenticationManifest(issuer: string): OpenShiftAuthentication {
  return {
    apiVersion: "config.openshift.io/v1",
    kind: "Authentication",
    metadata: { name: "cluster" },
    spec: { serviceAccountIssuer: issuer },
  };
}

/** The same as text, as ccoctl writes it. */
export function authenticationText({ apiVersion, kind, metadata, spec }: OpenShiftAuthentication): string {
  return [
    `apiVersion: ${apiVersion}`,
    `kind: ${kind}`,
    "metadata:",
    `  name: ${metadata.name}`,
    "spec:",
    `  serviceAccountIssuer: ${scalar(spec.serviceAccountIssuer)}`,
  ].join("\n");
}

/** Plain, as ccoctl writes it, where YAML reads it back as the same text. */
function scalar(text: string): string {
  if (text.includes("\n")) return `|-\n${text.replace(/^/gm, "    ")}`;
  return isPlain(text) ? text : JSON.stringify(text);
}

function isPlain(text: string): boolean {
  try {
    return parse(`key: ${text}`)?.key === text;
  } catch {
    return false;
  }
}
