import { below, DEFAULT_JWKS_PATH } from "../discovery-document";

/** What a cluster has to be told to sign as an issuer. */
export interface ClusterSettingsArgs {
  /** The issuers that the cluster accepts; the first one signs. */
  readonly issuers: readonly [string, ...string[]];
  /** Path of the key set below the issuer; `/openid/v1/jwks` by default. */
  readonly jwksPath?: string;
  /** File on the control plane with all public keys; one PEM file holds several. `/etc/kubernetes/pki/sa.pub` by default. */
  readonly publicKeyFile?: string;
  /** File on the control plane with the private key that signs. `/etc/kubernetes/pki/sa.key` by default. */
  readonly privateKeyFile?: string;
}

/** A flag and its value; a flag that is given several times stands several times. */
export type Flag = readonly [name: string, value: string];

/** The flags of the two programs of a control plane that have to do with tokens. */
export interface ControlPlaneFlags {
  readonly apiServer: readonly Flag[];
  readonly controllerManager: readonly Flag[];
}

/** Where kubeadm keeps the key pair of ServiceAccounts. */
export const KUBEADM_KEYS = "/etc/kubernetes/pki";

/** The flags that make a cluster sign as its issuer and publish what the issuer's host publishes. */
export function controlPlaneFlags(args: ClusterSettingsArgs): ControlPlaneFlags {
  const { issuers, jwksPath = DEFAULT_JWKS_PATH } = args;
  const { publicKeyFile = `${KUBEADM_KEYS}/sa.pub`, privateKeyFile = `${KUBEADM_KEYS}/sa.key` } = args;
  return {
    apiServer: [
      ...issuers.map((issuer): Flag => ["service-account-issuer", issuer]),
      // Otherwise the API server names its own address, which is not what the issuer's host publishes.
      ["service-account-jwks-uri", below(issuers[0], jwksPath)],
      ["service-account-key-file", publicKeyFile],
      ["service-account-signing-key-file", privateKeyFile],
    ],
    controllerManager: [["service-account-private-key-file", privateKeyFile]],
  };
}

/** Flags as a command line has them, one per line. */
export function flagLines(flags: readonly Flag[]): string {
  return flags.map(([name, value]) => `--${name}=${value}\n`).join("");
}
