import type { DeployedResource } from "../clouds/cloud";
import { show } from "../core/show";
import { DEFAULT_MOUNT_PATH } from "../core/wiring";
import type { SandboxPodOptions } from "./api";
import type { RealCluster } from "./cluster/cluster";
import { runningPod } from "./cluster/cluster-objects";
import type { PodPlan } from "./container-plan";
import type { SandboxIssuers } from "./issuers";
import { boundTo } from "./pod";
import { issuerOfPod } from "./pod-issuer";
import type { BoundTo } from "./pod-plan";
import { planOfDeployed, planOfWiring } from "./pod-plan";
import type { SandboxState } from "./state";

/** A pod before it runs: what it sees, and where its tokens come from. */
export interface PlannedPod {
  readonly issuer: string;
  readonly plan: PodPlan;
  /** Objects of its cluster that are no resources of the sandbox. */
  readonly objects: readonly DeployedResource[];
  /** A token of its ServiceAccount; without an audience it has the API server's own. */
  token(audience?: string, expirationSeconds?: number): Promise<string>;
}

/** A pod that is deployed onto the sandbox; `number` tells the pods of one workload apart. */
export function podOfSandbox(
  { state, issuers }: { state: SandboxState; issuers: SandboxIssuers },
  asked: SandboxPodOptions,
  number: number,
): PlannedPod {
  const { namespace, serviceAccount } = asked;
  const issuer = asked.issuer ?? issuerOfPod(state, asked, planFor(asked, state.resources));
  const boundAs = (workload: string) => boundTo(issuer, workload, number);
  const plan = planFor(asked, state.resources, issuer, boundAs);
  const bound = boundAs(plan.workload ?? serviceAccount);
  return {
    issuer,
    plan,
    objects: [],
    token: (audience = issuer, expirationSeconds) =>
      issuers.mint({ issuer, namespace, serviceAccount, ...bound, audience, ...lasting(expirationSeconds) }),
  };
}

/** A pod of a real cluster, which says what it has mounted and signs its tokens. */
export async function podOfCluster(
  { state, cluster }: { state: SandboxState; cluster: RealCluster },
  asked: SandboxPodOptions,
): Promise<PlannedPod> {
  const { namespace, serviceAccount } = asked;
  const { issuer } = cluster;
  const objects = await cluster.podObjects(asked);
  const boundAs = (workload = "") => {
    const pod = runningPod(objects, asked, workload);
    return pod === undefined ? {} : { pod };
  };
  const plan = planFor(asked, [...state.resources, ...objects], issuer, boundAs);
  const bound = boundAs(plan.workload);
  const notes = [...plan.notes];
  if (!state.issuers.includes(issuer)) notes.push(untrusted(issuer, state.issuers));
  if (!("pod" in bound)) notes.push("no pod of it runs on the cluster, so its tokens are bound to none");
  return {
    issuer,
    plan: { ...plan, notes },
    objects,
    token: (audience, expirationSeconds) =>
      cluster.token({
        namespace,
        serviceAccount,
        ...bound,
        ...(audience === undefined ? {} : { audience }),
        ...lasting(expirationSeconds),
      }),
  };
}

function planFor(
  asked: SandboxPodOptions,
  resources: readonly DeployedResource[],
  issuer?: string,
  boundTo?: BoundTo,
): PodPlan {
  return asked.wiring === undefined
    ? planOfDeployed(resources, asked, issuer, boundTo)
    : planOfWiring(asked.wiring, asked.mountPath ?? DEFAULT_MOUNT_PATH);
}

function lasting(expirationSeconds: number | undefined): { expirationSeconds?: number } {
  return expirationSeconds === undefined ? {} : { expirationSeconds };
}

function untrusted(issuer: string, known: readonly string[]): string {
  return `the cluster signs tokens as ${show(issuer)}, and the deployed trusts name ${known.join(", ") || "no issuer"}: give the program this issuer, or the cluster that one (--service-account-issuer)`;
}
