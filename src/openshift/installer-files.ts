import type { OpenShiftCloud, PlannedIdentity } from "../clouds/openshift-cloud";
import { authenticationManifest, authenticationText, operatorSecret, secretText } from "./manifests";

/** Where the installer looks for the private key that signs the tokens of ServiceAccounts. */
export const SIGNING_KEY_PATH = "tls/bound-service-account-signing-key.key";

/** An identity that is there, with what it is known by. */
export interface KnownIdentity<Spec extends object = object, Identity extends object = object> {
  readonly planned: PlannedIdentity<Spec>;
  readonly identity: Identity;
}

/** The files that go into the installer's folder before `create cluster`, by path: what ccoctl writes but the private key. */
export function installerFiles<Spec extends object, Identity extends object, Place extends object>(
  cloud: OpenShiftCloud<Spec, Identity, Place>,
  issuer: string,
  identities: readonly KnownIdentity<Spec, Identity>[],
  place: Place,
): Record<string, string> {
  const secrets = identities.map(({ planned: { request }, identity }): [string, string] => [
    secretFileName(request.secret),
    secretText(operatorSecret(cloud, request, identity, place)),
  ]);
  const files: [string, string][] = [
    ...secrets,
    ["cluster-authentication-02-config.yaml", authenticationText(authenticationManifest(issuer))],
    ...Object.entries(cloud.manifests?.(place) ?? {}),
  ];
  return Object.fromEntries(files.map(([name, content]) => [`manifests/${name}`, content]));
}

/** The file of a Secret, as ccoctl names it. */
function secretFileName({ namespace, name }: { namespace: string; name: string }): string {
  return `${namespace}-${name}-credentials.yaml`;
}
