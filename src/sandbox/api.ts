import type { runtime } from "@pulumi/pulumi";
import type { DeployedResource } from "../clouds/cloud";
import type { StackOutputs } from "../clouds/simulated/stack-reference";
import type { Wiring } from "../core/wiring";
import type { ClusterOptions } from "./cluster/cluster";
import type { SandboxIssuer, SandboxTokenRequest } from "./issuer";
import type { SandboxLogEntry } from "./log";
import type { SandboxPod } from "./pod";
import type { PodSelector } from "./pod-plan";
import type { SandboxSnapshot, SandboxState } from "./state";

/** What a sandbox is told of the world around the programs that are deployed to it. */
export interface SandboxOptions {
  /** Clusters that no deployed resource names, for pools that a vendor manages itself. None by default. */
  issuers?: string[];
  /** What is deployed already, as `state.snapshot()` returned it. Nothing by default. */
  snapshot?: SandboxSnapshot;
  /**
   * Resources that the program names and does not make, for example the registration of its cluster's issuer: each with the outputs that the
   * vendor returns. None by default.
   */
  deployed?: DeployedResource[];
  /**
   * The private keys of the program's clusters in PEM, which sign the tokens of pods: of several the one that an issuer publishes. Needed
   * for issuers whose key set the program publishes; a made-up key for each cluster by default.
   */
  signingKeys?: string[];
  /**
   * A cluster of yours: Kubernetes objects go there by the provider that you have installed, pods are read from it, and it signs their tokens.
   * By default clusters are simulated.
   */
  kubernetes?: ClusterOptions;
  /** Called with every decision and warning as it happens. */
  onLog?: (entry: SandboxLogEntry) => void;
  /** Seconds since the epoch, for tests of expiry. The clock of the machine by default. */
  now?: () => number;
}

/** Which pod to run as, and where its wiring comes from. */
export interface SandboxPodOptions extends PodSelector {
  /** The `iss` of the pod's cluster. By default the only one whose token a deployed trust takes for this ServiceAccount. */
  issuer?: string;
  /** The wiring, where the pod is not deployed on the sandbox. By default that of the deployed workload. */
  wiring?: Wiring;
  /** Where that wiring is mounted. `/var/run/secrets/workload-identity` by default. */
  mountPath?: string;
}

/** All clouds and their clusters' issuers on loopback, over one state. */
export interface Sandbox {
  /** The address, for example `http://127.0.0.1:4321`; it answers HTTP, HTTPS, and as a proxy for the vendors' hosts. */
  readonly url: string;
  /** Certificate of the authority that signs for the vendors' hosts, in PEM. */
  readonly caCertificate: string;
  readonly state: SandboxState;
  /** The cluster of yours that it stands beside; absent where clusters are simulated. */
  readonly cluster?: { readonly context: string; readonly server: string; readonly issuer: string };
  /** The latest decisions and warnings, oldest first. */
  readonly log: readonly SandboxLogEntry[];
  /** What a cluster publishes and signs with. */
  issuer(url: string): Promise<SandboxIssuer>;
  /** Takes the key set of a real cluster for its issuer; that cluster then signs the tokens. */
  trustIssuer(url: string, jwks: object): void;
  /** A token as the API server of that issuer signs it. */
  mint(request: SandboxTokenRequest): Promise<string>;
  /**
   * Mocks for `pulumi.runtime.setMocks`: the program's resources are deployed onto this sandbox, with no engine and no CLI. `stacks` are the outputs of
   * the stacks that the program refers to, by the names that it calls them by; none by default.
   */
  mocks(options?: { stacks?: StackOutputs }): runtime.Mocks;
  /** Variables under which `pulumi` deploys an unchanged program onto this sandbox. */
  environment(): Promise<Record<string, string>>;
  /** A place where a command runs as a pod of this ServiceAccount would. */
  pod(options: SandboxPodOptions): Promise<SandboxPod>;
  /** How another process of this user reaches this sandbox. */
  readonly control: SandboxControl;
  /** Ends everything; no port, file or timer is left. */
  close(): Promise<void>;
}

/** How another process of the same user reaches a sandbox. */
export interface SandboxControl {
  url: string;
  /** Proves that the caller could read it from the user's own files. */
  secret: string;
}
