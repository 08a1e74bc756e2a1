import type { ControlPlaneFlags, Flag } from "./flags";

/**
 * `/etc/rancher/k3s/config.yaml` or `/etc/rancher/rke2/config.yaml`. Keys belong below the distribution's own folder for them, which the
 * API server of RKE2 sees too: `/var/lib/rancher/<k3s|rke2>/server/tls`.
 */
export function rancher({ apiServer, controllerManager }: ControlPlaneFlags): string {
  const section = (name: string, flags: readonly Flag[]) => [
    `${name}:`,
    ...flags.map(([flag, value]) => `- ${JSON.stringify(`${flag}=${value}`)}`),
  ];
  return lines(
    ...section("kube-apiserver-arg", apiServer),
    ...section("kube-controller-manager-arg", controllerManager),
  );
}

/**
 * `KubeServiceAccountConfig` of Talos from 1.14 on. The private key is a machine secret, so its place is left to the reader;
 * `publicKeys` are the PEM of the keys that do not sign.
 */
export function talos(issuers: readonly [string, ...string[]], publicKeys: readonly string[]): string {
  const [issuer, ...accepted] = issuers;
  return lines(
    "apiVersion: v1alpha1",
    "kind: KubeServiceAccountConfig",
    "issuer:",
    "  # privateKey: the PEM of sa.key; never keep it in a repository or in a Pulumi state.",
    `  issuerURL: ${JSON.stringify(issuer)}`,
    ...(accepted.length + publicKeys.length === 0 ? [] : ["accepted:"]),
    ...list("  ", "publicKeys", publicKeys),
    ...list("  ", "issuers", accepted),
  );
}

/** The part of a kOps cluster's spec that names the issuers; kOps makes and rotates the keys itself. */
export function kops(issuers: readonly [string, ...string[]], jwksUri: string): string {
  const [issuer, ...accepted] = issuers;
  return lines(
    "spec:",
    "  kubeAPIServer:",
    `    serviceAccountIssuer: ${JSON.stringify(issuer)}`,
    `    serviceAccountJWKSURI: ${JSON.stringify(jwksUri)}`,
    ...list("    ", "additionalServiceAccountIssuers", accepted),
  );
}

function list(indent: string, name: string, values: readonly string[]): string[] {
  if (values.length === 0) return [];
  return [`${indent}${name}:`, ...values.map((value) => `${indent}- ${JSON.stringify(value)}`)];
}

function lines(...all: string[]): string {
  return `${all.join("\n")}\n`;
}
