import type { DeployedResource } from "../clouds/cloud";
import type { AdmittedContainer, WebhookInjection } from "../clouds/simulated/webhook";
import { simulations } from "../clouds/simulations";
import { record, textsOf } from "./fields";

/** What the vendors' webhooks inject into a container. */
export function injectionsFor(container: AdmittedContainer): WebhookInjection[] {
  return simulations.flatMap(({ webhook }) => webhook?.(container) ?? []);
}

/** What a cluster knows of a pod's namespace and ServiceAccount, patches included. */
export function metadataOf(
  resources: readonly DeployedResource[],
  { namespace, serviceAccount }: { namespace: string; serviceAccount: string },
): Pick<AdmittedContainer, "namespaceLabels" | "serviceAccountAnnotations"> {
  const metadata = (kind: string) =>
    resources
      .filter(({ type }) => new RegExp(`^kubernetes:core/v1:${kind}(Patch)?$`).test(type))
      .map(({ state }) => record(state.metadata));
  const labels = metadata("Namespace").filter(({ name }) => name === namespace);
  const annotations = metadata("ServiceAccount").filter(
    ({ name, namespace: own = "default" }) => name === serviceAccount && own === namespace,
  );
  return {
    namespaceLabels: Object.assign({}, ...labels.map((each) => textsOf(each.labels))),
    serviceAccountAnnotations: Object.assign({}, ...annotations.map((each) => textsOf(each.annotations))),
  };
}
