import type { ControlPlaneFlags, Flag } from "./flags";

/** `ClusterConfiguration` of kubeadm's format v1beta3, whose map of arguments holds each flag once; `undefined` for flags that stand twice. */
export function kubeadmV1beta3(flags: ControlPlaneFlags): string | undefined {
  if (hasRepeated(flags.apiServer)) return undefined;
  return configuration("v1beta3", flags, (flag) => [`    ${flag[0]}: ${quoted(flag[1])}`]);
}

/** `ClusterConfiguration` of kubeadm's format v1beta4 (kubeadm from 1.31), whose list of arguments may hold a flag several times. */
export function kubeadmV1beta4(flags: ControlPlaneFlags): string {
  return configuration("v1beta4", flags, (flag) => listed(flag, "  "));
}

/**
 * `KubeadmControlPlane` of Cluster API v1beta1, whose map of arguments holds each flag once; `undefined` for flags that stand twice. It
 * is the part that has to do with tokens, and takes both keys from a Secret `<cluster>-sa` as Cluster API does.
 */
export function clusterApiV1beta1(flags: ControlPlaneFlags): string | undefined {
  if (hasRepeated(flags.apiServer)) return undefined;
  return kubeadmControlPlane("v1beta1", flags, ([name, value]) => [`          ${name}: ${quoted(value)}`]);
}

/** The same of Cluster API v1beta2 (from 1.11), whose list of arguments may hold a flag several times. */
export function clusterApiV1beta2(flags: ControlPlaneFlags): string {
  return kubeadmControlPlane("v1beta2", flags, (flag) => listed(flag, "        "));
}

function kubeadmControlPlane(version: string, flags: ControlPlaneFlags, argument: (flag: Flag) => string[]): string {
  return lines(
    `apiVersion: controlplane.cluster.x-k8s.io/${version}`,
    "kind: KubeadmControlPlane",
    "spec:",
    "  kubeadmConfigSpec:",
    "    clusterConfiguration:",
    "      apiServer:",
    "        extraArgs:",
    ...flags.apiServer.flatMap(argument),
    "      controllerManager:",
    "        extraArgs:",
    ...flags.controllerManager.flatMap(argument),
  );
}

/**
 * A kind cluster that signs with `sa.key` of the folder that `kind` is started in. Both formats of kubeadm are patched: kind 0.32 takes
 * v1beta4 for Kubernetes from 1.36 on, and a patch of the other format does nothing.
 */
export function kind(flags: ControlPlaneFlags, mounts: readonly { hostPath: string; containerPath: string }[]): string {
  const patches = [kubeadmV1beta4(flags), kubeadmV1beta3(flags)].flatMap((patch) =>
    patch === undefined ? [] : [patch],
  );
  return lines(
    "kind: Cluster",
    "apiVersion: kind.x-k8s.io/v1alpha4",
    "nodes:",
    "- role: control-plane",
    "  extraMounts:",
    ...mounts.flatMap(({ hostPath, containerPath }) => [
      `  - hostPath: ${quoted(hostPath)}`,
      `    containerPath: ${quoted(containerPath)}`,
    ]),
    "  kubeadmConfigPatches:",
    ...patches.flatMap((patch) => [
      "  - |",
      ...patch
        .trimEnd()
        .split("\n")
        .map((line) => `    ${line}`),
    ]),
    "- role: worker",
  );
}

function configuration(version: string, flags: ControlPlaneFlags, argument: (flag: Flag) => string[]): string {
  return lines(
    `apiVersion: kubeadm.k8s.io/${version}`,
    "kind: ClusterConfiguration",
    "apiServer:",
    "  extraArgs:",
    ...flags.apiServer.flatMap(argument),
    "controllerManager:",
    "  extraArgs:",
    ...flags.controllerManager.flatMap(argument),
  );
}

function listed([name, value]: Flag, indent: string): string[] {
  return [`${indent}- name: ${name}`, `${indent}  value: ${quoted(value)}`];
}

function hasRepeated(flags: readonly Flag[]): boolean {
  return new Set(flags.map(([name]) => name)).size < flags.length;
}

/** JSON strings are YAML too, whatever is in them. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

function lines(...all: string[]): string {
  return `${all.join("\n")}\n`;
}
