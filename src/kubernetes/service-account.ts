import type { ServiceAccountPatch } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { formatIssue, issue } from "../core/issue";
import { show } from "../core/show";
import type { Wiring } from "../core/wiring";
import type { WorkloadKubernetesArgs } from "./args";
import { ServiceAccountOwnership } from "./args";
import { kubernetesCore } from "./sdk";

export interface KubernetesObjects {
  /** The namespace, which waits for the object where it is created here. */
  namespace: pulumi.Input<string>;
  serviceAccountName: pulumi.Input<string>;
  /** The ConfigMap with the wiring's files; absent where there are none. */
  configMapName?: pulumi.Input<string>;
}

/** Creates or patches the objects of one ServiceAccount, with the wirings of all clouds merged. */
export function createKubernetesObjects(
  owner: pulumi.Resource,
  name: string,
  subject: { namespace: pulumi.Input<string>; serviceAccount: string },
  wiring: Wiring<pulumi.Input<string>>,
  args: WorkloadKubernetesArgs,
): KubernetesObjects {
  const { serviceAccount: ownership = ServiceAccountOwnership.Create } = args;
  const annotations = { ...args.annotations, ...wiring.serviceAccountAnnotations };
  const namespaceLabels = wiring.namespaceLabels;
  const hasFiles = wiring.files.length > 0;
  const touches = ownership !== ServiceAccountOwnership.External || args.createNamespace || hasFiles;
  if (!touches) return { namespace: subject.namespace, serviceAccountName: subject.serviceAccount };

  const core = kubernetesCore();
  const parent = { parent: owner };
  const namespace = args.createNamespace
    ? new core.Namespace(
        `${name}-namespace`,
        { metadata: { name: subject.namespace, labels: namespaceLabels } },
        parent,
      ).metadata.name
    : subject.namespace;
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
  const account =
    ownership === ServiceAccountOwnership.Create
      ? new core.ServiceAccount(`${name}-service-account`, fields, parent)
      : ownership === ServiceAccountOwnership.Patch
        ? new core.ServiceAccountPatch(`${name}-service-account`, fields, parent)
        : undefined;
  if (ownership === ServiceAccountOwnership.Patch) reportLeftovers(owner, account, wiring, args.keep ?? []);
  const serviceAccountName = account?.metadata.name ?? subject.serviceAccount;
  if (!hasFiles) return { namespace, serviceAccountName };
  const data = Object.fromEntries(wiring.files.map(({ key, content }) => [key, content]));
  const configMap = new core.ConfigMap(`${name}-files`, { metadata: { namespace }, data }, parent);
  return { namespace, serviceAccountName, configMapName: configMap.metadata.name };
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
      pulumi.log.error(formatIssue(fault), owner);
    }
  });
}
