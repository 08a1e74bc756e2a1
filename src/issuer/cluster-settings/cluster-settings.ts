import { below, DEFAULT_JWKS_PATH } from "../discovery-document";
import { kops, rancher, talos } from "./distributions";
import type { ClusterSettingsArgs } from "./flags";
import { controlPlaneFlags, flagLines, KUBEADM_KEYS } from "./flags";
import { clusterApiV1beta1, clusterApiV1beta2, kind, kubeadmV1beta3, kubeadmV1beta4 } from "./kubeadm";

/** What makes a cluster sign as its issuer, as text for each way of making clusters; empty where that way cannot say it. */
export interface ClusterSettings {
  /** Flags of kube-apiserver, one per line. */
  kubeApiServer: string;
  /** Flags of kube-controller-manager, one per line. */
  kubeControllerManager: string;
  /** `ClusterConfiguration` of kubeadm's v1beta3; empty with several issuers, which this format cannot say. */
  kubeadmV1beta3: string;
  /** `ClusterConfiguration` of kubeadm's v1beta4, for kubeadm from 1.31. */
  kubeadmV1beta4: string;
  /** A kind cluster whose keys lie in the folder that kind is started in, as `sa.key` and `sa.pub`. */
  kind: string;
  /** `config.yaml` of k3s. */
  k3s: string;
  /** `config.yaml` of RKE2. */
  rke2: string;
  /** A document of the machine configuration of Talos from 1.14. */
  talos: string;
  /** A part of the spec of a kOps cluster. */
  kops: string;
  /** A part of a `KubeadmControlPlane` of Cluster API's v1beta1; empty with several issuers, which this format cannot say. */
  clusterApi: string;
  /** A part of a `KubeadmControlPlane` of Cluster API's v1beta2, for Cluster API from 1.11. */
  clusterApiV1beta2: string;
}

/** The settings of a cluster; `otherPublicKeys` are the PEM of keys that verify and do not sign. */
export function clusterSettings(args: ClusterSettingsArgs, otherPublicKeys: readonly string[] = []): ClusterSettings {
  const { issuers, jwksPath = DEFAULT_JWKS_PATH } = args;
  const kubeadm = controlPlaneFlags(args);
  return {
    kubeApiServer: flagLines(kubeadm.apiServer),
    kubeControllerManager: flagLines(kubeadm.controllerManager),
    kubeadmV1beta3: kubeadmV1beta3(kubeadm) ?? "",
    kubeadmV1beta4: kubeadmV1beta4(kubeadm),
    kind: kind(
      controlPlaneFlags({ issuers, jwksPath }),
      ["sa.pub", "sa.key"].map((file) => ({ hostPath: file, containerPath: `${KUBEADM_KEYS}/${file}` })),
    ),
    k3s: rancher(controlPlaneFlags(keysOf(args, "/var/lib/rancher/k3s/server/tls"))),
    rke2: rancher(controlPlaneFlags(keysOf(args, "/var/lib/rancher/rke2/server/tls"))),
    talos: talos(issuers, otherPublicKeys),
    kops: kops(issuers, below(issuers[0], jwksPath)),
    clusterApi: clusterApiV1beta1(kubeadm) ?? "",
    clusterApiV1beta2: clusterApiV1beta2(kubeadm),
  };
}

function keysOf(args: ClusterSettingsArgs, folder: string): ClusterSettingsArgs {
  return { publicKeyFile: `${folder}/sa.pub`, privateKeyFile: `${folder}/sa.key`, ...args };
}
