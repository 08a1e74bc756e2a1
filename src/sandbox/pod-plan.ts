import type { DeployedResource } from "../clouds/cloud";
import type { WebhookInjection } from "../clouds/simulated/webhook";
import { WorkloadIdentityError } from "../core/errors";
import type { DefaultVariables, Wiring } from "../core/wiring";
import { injectionsFor, metadataOf } from "./admission";
import type { PodPlan } from "./container-plan";
import { planOfContainer } from "./container-plan";
import { records, textsOf } from "./fields";
import type { SandboxTokenRequest } from "./issuer";
import { podsOf, runsAs, serviceAccountOf } from "./workload-pods";

/** The pods of one ServiceAccount. */
export interface PodSelector {
  namespace: string;
  serviceAccount: string;
  /** Name of the Deployment or other workload, where several use the ServiceAccount. The first by default. */
  workload?: string;
  /** Name of the container. The first by default. */
  container?: string;
}

/** The plan of a wiring as components output it. */
export function planOfWiring(wiring: Wiring, mountPath: string): PodPlan {
  const at = (path: string) => `${mountPath}/${path}`;
  return {
    env: Object.assign({}, ...wiring.defaults.map(variablesOf), wiring.env),
    tokens: wiring.tokens.map((token) => ({ ...token, path: at(token.path) })),
    files: wiring.files.map(({ path, content }) => ({ path: at(path), content })),
    mounts: [mountPath],
    notes: [],
  };
}

function variablesOf({ names, value }: DefaultVariables): Record<string, string> {
  return value === "" ? {} : Object.fromEntries(names.map((name) => [name, value]));
}

/** What a pod knows of itself once it runs. */
export type BoundTo = (workload: string) => Pick<SandboxTokenRequest, "pod" | "node">;

/**
 * The plan of a deployed pod, with what the vendors' webhooks inject on the cluster of this issuer.
 * Throws `WorkloadIdentityError` (`sandbox-pod-missing`) where nothing deployed runs as this ServiceAccount.
 */
export function planOfDeployed(
  resources: readonly DeployedResource[],
  selector: PodSelector,
  issuer?: string,
  boundTo: BoundTo = () => ({}),
): PodPlan {
  const pods = resources.flatMap(podsOf);
  const own = pods.filter((pod) => runsAs(pod, selector));
  const pod = own.find(({ workload }) => selector.workload === undefined || workload === selector.workload);
  if (pod === undefined)
    throw missing(
      resources,
      selector,
      own.map(({ workload }) => workload),
    );
  // A sidecar stands among the init containers.
  const containers = [...records(pod.spec.containers), ...records(pod.spec.initContainers)];
  const container = containers.find(({ name }) => selector.container === undefined || name === selector.container);
  if (container === undefined) {
    throw new WorkloadIdentityError(
      "sandbox-container-missing",
      `Cannot run as container "${selector.container}": ${pod.workload} has ${list(containers.map(({ name }) => String(name)))}`,
    );
  }
  const plan = planOfContainer(resources, { ...pod, ...boundTo(pod.workload) }, container);
  const injections = injectionsFor({
    ...metadataOf(resources, selector),
    namespace: selector.namespace,
    serviceAccount: selector.serviceAccount,
    container: String(container.name),
    podLabels: textsOf(pod.metadata.labels),
    podAnnotations: textsOf(pod.metadata.annotations),
    env: plan.env,
    ...(issuer === undefined ? {} : { issuer }),
    resources,
  });
  for (const injection of injections) inject(plan, injection);
  return plan;
}

/** What the container has already is kept, but for what a webhook overrides. */
function inject(plan: PodPlan, { env, overridingEnv, tokens, files, mounts, notes }: WebhookInjection): void {
  const paths = [...plan.tokens, ...plan.files].map(({ path }) => path);
  plan.env = { ...env, ...plan.env, ...overridingEnv };
  plan.tokens.push(...tokens.filter(({ path }) => !paths.includes(path)));
  plan.files.push(...files.filter(({ path }) => !paths.includes(path)));
  plan.mounts.push(...mounts.filter((mount) => !plan.mounts.includes(mount)));
  plan.notes.push(...notes);
}

function missing(resources: readonly DeployedResource[], selector: PodSelector, workloads: string[]): Error {
  const { namespace, serviceAccount, workload } = selector;
  const there = resources.flatMap(podsOf).map((pod) => `${pod.namespace}/${serviceAccountOf(pod)} (${pod.workload})`);
  return new WorkloadIdentityError(
    "sandbox-pod-missing",
    workloads.length > 0
      ? `Cannot run as workload "${workload}" of ${namespace}/${serviceAccount}: it is used by ${list(workloads)}`
      : `Cannot run as ${namespace}/${serviceAccount}: no deployed workload uses that ServiceAccount; deployed are ${list(there)}`,
  );
}

function list(names: string[]): string {
  return names.length === 0 ? "none" : [...new Set(names)].join(", ");
}
