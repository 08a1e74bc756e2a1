import type * as pulumi from "@pulumi/pulumi";
import type { Wiring } from "../core/wiring";
import type { WorkloadKubernetesArgs } from "./args";
import { ServiceAccountOwnership } from "./args";
import { kubernetesCore } from "./sdk";

export interface KubernetesObjects {
  serviceAccountName: pulumi.Input<string>;
  /** The ConfigMap with the wiring's files; absent where there are none. */
  configMapName?: pulumi.Input<string>;
}

/** Creates or patches the objects of one ServiceAccount, with the wirings of all clouds merged. */
export function createKubernetesObjects(
  owner: pulumi.Resource,
  name: string,
  subject: { namespace: string; serviceAccount: string },
  wiring: Wiring<pulumi.Input<string>>,
  args: WorkloadKubernetesArgs,
): KubernetesObjects {
  const { serviceAccount: ownership = ServiceAccountOwnership.Create } = args;
  const annotations = { ...args.annotations, ...wiring.serviceAccountAnnotations };
  const namespaceLabels = wiring.namespaceLabels;
  const hasFiles = wiring.files.length > 0;
  const touches = ownership !== ServiceAccountOwnership.External || args.createNamespace || hasFiles;
  if (!touches) return { serviceAccountName: subject.serviceAccount };

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
  const serviceAccountName =
    ownership === ServiceAccountOwnership.Create
      ? new core.ServiceAccount(`${name}-service-account`, fields, parent).metadata.name
      : ownership === ServiceAccountOwnership.Patch
        ? new core.ServiceAccountPatch(`${name}-service-account`, fields, parent).metadata.name
        : subject.serviceAccount;
  if (!hasFiles) return { serviceAccountName };
  const data = Object.fromEntries(wiring.files.map(({ key, content }) => [key, content]));
  const configMap = new core.ConfigMap(`${name}-files`, { metadata: { namespace }, data }, parent);
  return { serviceAccountName, configMapName: configMap.metadata.name };
}
