import type { ServiceAccountPatch } from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import { failLate } from "../component/fail-late";
import { assertNoIssues } from "../component/validation-error";
import { explainedIssue, issue } from "../core/issue";
import { show } from "../core/show";
import type { Wiring } from "../core/wiring";
import type { WorkloadKubernetesArgs } from "./args";
import { ServiceAccountOwnership } from "./args";
import type { ClaimedObject } from "./claims";
import { claimNamespace, claimServiceAccount, writtenFields } from "./claims";
import { warnAfterCreation } from "./existing-objects";
import { kubernetesCore } from "./sdk";

export interface KubernetesObjects {
  /** The namespace, which waits for the object where it is created here. */
  namespace: pulumi.Input<string>;
  serviceAccountName: pulumi.Input<string>;
  /** The ConfigMap with the wiring's files; absent where there are none. */
  configMapName?: pulumi.Input<string>;
}

type Hooks = pulumi.ResourceHookBinding | undefined;

/** Whether a workload writes objects of its own, whatever its wiring needs. */
export function writesObjects({ serviceAccount, createNamespace }: WorkloadKubernetesArgs = {}): boolean {
  return serviceAccount !== ServiceAccountOwnership.External || createNamespace === true;
}

/**
 * Creates or patches the objects of one ServiceAccount, with the wirings of all clouds merged. `within` is its namespace where that
 * waits for something.
 */
export function createKubernetesObjects(
  owner: pulumi.ComponentResource,
  name: string,
  subject: { namespace: string; serviceAccount: string },
  wiring: Wiring<pulumi.Input<string>>,
  args: WorkloadKubernetesArgs,
  within: pulumi.Input<string> = subject.namespace,
): KubernetesObjects {
  const { serviceAccount: ownership = ServiceAccountOwnership.Create } = args;
  const annotations = { ...args.annotations, ...wiring.serviceAccountAnnotations };
  const hasFiles = wiring.files.length > 0;
  if (!writesObjects(args) && !hasFiles) return { namespace: within, serviceAccountName: subject.serviceAccount };

  const claimed = {
    namespace: args.createNamespace ? claimNamespace(owner, name, subject.namespace) : UNCLAIMED,
    serviceAccount:
      ownership === ServiceAccountOwnership.External
        ? UNCLAIMED
        : claimServiceAccount(owner, name, subject, ownership, writtenFields(args, annotations)),
  };
  assertNoIssues(name, [...claimed.namespace.issues, ...claimed.serviceAccount.issues], owner);

  const namespace = args.createNamespace
    ? createNamespace(owner, name, subject.namespace, wiring.namespaceLabels, {
        retainOnDelete: args.deleteNamespace !== true,
        ...withHooks(claimed.namespace.hooks),
      })
    : within;
  const metadata = {
    name: subject.serviceAccount,
    namespace,
    annotations,
    ...(args.labels === undefined ? {} : { labels: args.labels }),
  };
  const fields = {
    metadata,
    ...(args.automountServiceAccountToken === undefined
      ? {}
      : { automountServiceAccountToken: args.automountServiceAccountToken }),
  };
  const accountName = `${name}-service-account`;
  const account =
    ownership === ServiceAccountOwnership.External
      ? undefined
      : new (kubernetesCore()[WRITTEN[ownership].type])(
          accountName,
          fields,
          accountOptions(owner, accountName, ownership, claimed.serviceAccount.hooks),
        );
  if (ownership === ServiceAccountOwnership.Patch) reportLeftovers(owner, account, wiring, args.keep ?? []);
  const serviceAccountName = account?.metadata.name ?? subject.serviceAccount;
  if (!hasFiles) return { namespace, serviceAccountName };
  const data = Object.fromEntries(wiring.files.map(({ key, content }) => [key, content]));
  const { ConfigMap } = kubernetesCore();
  const configMap = new ConfigMap(`${name}-files`, { metadata: { namespace }, data }, { parent: owner });
  return { namespace, serviceAccountName, configMapName: configMap.metadata.name };
}

/**
 * How the ServiceAccount is written, by who owns it. Each takes over what the other has deployed under its name: without the alias
 * the engine would patch the object and then delete it, or delete what it had just taken over.
 */
const WRITTEN = {
  [ServiceAccountOwnership.Create]: {
    type: "ServiceAccount",
    other: "ServiceAccountPatch",
    warning: {
      existed: true,
      text: 'existed before and belongs to this program now, which deletes it with the workload; set kubernetes.serviceAccount to "patch" to leave it to its owner. If this program has it under the name of another workload, that one goes at the end of this update and deletes it: give this workload the other one as an alias',
    },
  },
  [ServiceAccountOwnership.Patch]: {
    type: "ServiceAccountPatch",
    other: "ServiceAccount",
    warning: {
      existed: false,
      text: 'did not exist: the patch made it, and nobody deletes it; set kubernetes.serviceAccount to "create", or let the workload depend on what makes it',
    },
  },
} as const;

function accountOptions(
  parent: pulumi.Resource,
  logicalName: string,
  ownership: keyof typeof WRITTEN,
  hooks: Hooks,
): pulumi.CustomResourceOptions {
  const { other, warning } = WRITTEN[ownership];
  return {
    parent,
    aliases: [{ type: `kubernetes:core/v1:${other}` }],
    ...withHooks(hooks, warnAfterCreation(parent, "ServiceAccount", logicalName, warning)),
  };
}

/** A namespace holds more than this program's objects, so it outlives the program unless that is asked for. */
function createNamespace(
  parent: pulumi.Resource,
  name: string,
  namespace: string,
  labels: Record<string, string>,
  options: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const { Namespace } = kubernetesCore();
  const fields = { metadata: { name: namespace, labels } };
  return new Namespace(`${name}-namespace`, fields, { parent, ...options }).metadata.name;
}

const UNCLAIMED: ClaimedObject = { issues: [], hooks: undefined };

function withHooks(...bindings: Hooks[]): { hooks?: pulumi.ResourceHookBinding } {
  const hooks = Object.assign({}, ...bindings);
  return Object.keys(hooks).length === 0 ? {} : { hooks };
}

/** A patched ServiceAccount keeps what others wrote on it; what would make its pods something else is seen once it is patched. */
function reportLeftovers(
  owner: pulumi.Resource,
  account: ServiceAccountPatch | undefined,
  { excludedAnnotations }: Wiring<unknown>,
  keep: readonly string[],
): void {
  account?.metadata.apply((metadata) => {
    const found = excludedAnnotations.filter((key) => metadata?.annotations?.[key] && !keep.includes(key));
    for (const key of found) {
      const { namespace, name } = metadata ?? {};
      const fault = issue(
        "annotation-leftover",
        `kubernetes.annotations["${key}"]`,
        `Cannot leave annotation ${show(key)} on the ServiceAccount, whose pods become something else by it: run kubectl annotate serviceaccount ${name} -n ${namespace} ${key}- or keep it on purpose with kubernetes.keep: [${show(key)}]`,
      );
      failLate(owner, explainedIssue(fault));
    }
  });
}
