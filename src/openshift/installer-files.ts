import { isDeepStrictEqual } from "node:util";
import { parse, stringify } from "yaml";
import type { OpenShiftCloud, PlannedIdentity } from "../clouds/openshift-cloud";
import { isRecord, own } from "../core/record";
import { show } from "../core/show";
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
export function secretFileName({ namespace, name }: { namespace: string; name: string }): string {
  return `${namespace}-${name}-credentials.yaml`;
}

/** What `install-config.yaml` has to say so that a cluster takes up the identities, as YAML. */
export function installConfigSnippet<Place extends object>(
  cloud: Pick<OpenShiftCloud<never, never, Place>, "name" | "platform">,
  place: Place,
): string {
  const platform = cloud.platform?.(place) ?? {};
  return stringify({
    credentialsMode: "Manual",
    ...(Object.keys(platform).length === 0 ? {} : { platform: { [cloud.name]: platform } }),
  });
}

/** One thing that was looked at. */
export interface OpenShiftCheck {
  /** Stable identifier, for example `root-secret`. */
  readonly code: string;
  readonly result: "ok" | "warning" | "error";
  /** What was found. */
  readonly message: string;
  /** What to do about it; empty where nothing is. */
  readonly fix: string;
}

/** Compares an `install-config.yaml` with what it has to say: everything in the snippet, and no other cloud. */
export function checkInstallConfig(text: string, snippet = "credentialsMode: Manual\n"): OpenShiftCheck[] {
  const config = parsedObject(text);
  if (config === undefined) {
    return [
      {
        code: "install-config-unreadable",
        result: "error",
        message: "the file is no YAML object",
        fix: "give an install-config.yaml",
      },
    ];
  }
  return expectations(parsedObject(snippet) ?? {}).map(({ path, value }) => {
    const found = path.reduce<unknown>((at, key) => (isRecord(at) ? own(at, key) : undefined), config);
    const name = path.join(".");
    return isDeepStrictEqual(found, value)
      ? { code: "install-config", result: "ok", message: `${name} is ${show(value)}`, fix: "" }
      : {
          code: "install-config",
          result: "error",
          message: `${name} is ${show(found)}`,
          fix: `write ${name}: ${String(value)}`,
        };
  });
}

function expectations(value: unknown, path: string[] = []): { path: string[]; value: unknown }[] {
  if (!isRecord(value)) return [{ path, value }];
  return Object.entries(value).flatMap(([key, member]) => expectations(member, [...path, key]));
}

function parsedObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
