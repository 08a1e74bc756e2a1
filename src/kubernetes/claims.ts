import * as pulumi from "@pulumi/pulumi";
import { newOneOf, programClaims } from "../component/claims";
import { proofHooks } from "../component/proof-hook";
import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { isLater } from "../core/known";
import { show } from "../core/show";
import type { WorkloadKubernetesArgs } from "./args";
import { ServiceAccountOwnership } from "./args";

/** What came of claiming an object of the cluster. */
export interface ClaimedObject {
  /** What is seen while the program runs. */
  readonly issues: Issue[];
  /** Refuses what is seen on final values only; absent where nothing runs hooks, and where all is plain. */
  readonly hooks: pulumi.ResourceHookBinding | undefined;
}

/** Fields that are written to an object, in words for faults such as `annotation "team"`. */
export type WrittenFields = Readonly<Record<string, pulumi.Input<string>>>;

/** What is written to a ServiceAccount, so that two workloads can be told what they write differently. */
export function writtenFields(
  { labels = {}, automountServiceAccountToken: automount }: WorkloadKubernetesArgs,
  annotations: Readonly<Record<string, pulumi.Input<string>>>,
): WrittenFields {
  const named = (kind: string, values: Readonly<Record<string, pulumi.Input<string>>>) =>
    Object.entries(values).map(([key, value]) => [`${kind} ${JSON.stringify(key)}`, value] as const);
  return Object.fromEntries([
    ...named("annotation", annotations),
    ...named("label", labels),
    ...(automount === undefined ? [] : [["automountServiceAccountToken", String(automount)] as const]),
  ]);
}

interface Writer {
  readonly patches: boolean;
  readonly fields: WrittenFields;
}

/** Claims the ServiceAccount of a workload: whoever creates it is its only owner, and several may patch it as long as they agree. */
export function claimServiceAccount(
  owner: pulumi.ComponentResource,
  name: string,
  { namespace, serviceAccount }: { namespace: string; serviceAccount: string },
  ownership: ServiceAccountOwnership,
  fields: WrittenFields,
): ClaimedObject {
  const claim = programClaims("ServiceAccount", owner, name, agree);
  const patches = ownership === ServiceAccountOwnership.Patch;
  const claimWith = (cluster: unknown, known: WrittenFields): Issue[] => {
    const ours: Writer = { patches, fields: known };
    const first = claim([cluster, namespace, serviceAccount], ours);
    if (first === undefined) return [];
    const field = patches && first.terms.patches ? differingField(first.terms, ours) : undefined;
    const [fix, why] =
      field === undefined
        ? ['Set kubernetes.serviceAccount to "external" in', "both write it"]
        : [
            `Leave ${field} out of`,
            `they set it to ${show(first.terms.fields[field])} and to ${show(known[field])}, and it has one value`,
          ];
    const message = `${fix} ${newOneOf(first.name, name)}, or ask for everything in the other: ServiceAccount ${show(`${namespace}/${serviceAccount}`)} is one object, and ${why}`;
    return [issue("service-account-written-twice", "serviceAccount", message)];
  };
  // Whoever creates it shares it with nobody, whatever is written.
  const compared = patches ? fields : {};
  return claimOnCluster(owner, `owner of ServiceAccount ${namespace}/${serviceAccount}`, compared, claimWith);
}

/** Claims a namespace that a workload creates: it has one owner. */
export function claimNamespace(owner: pulumi.ComponentResource, name: string, namespace: string): ClaimedObject {
  const claim = programClaims("Namespace", owner, name);
  return claimOnCluster(owner, `owner of namespace ${namespace}`, {}, (cluster) => {
    const first = claim([cluster, namespace], true);
    if (first === undefined) return [];
    const fix = `Leave createNamespace out of ${newOneOf(first.name, name)}, and let it depend on the other by dependsOn`;
    const message = `${fix}: both create namespace ${show(namespace)}`;
    return [issue("namespace-created-twice", "kubernetes.createNamespace", message)];
  });
}

/**
 * Claims at once what is plain, and again what is known later: fields that are Outputs, and the URN of the provider, which stands for
 * the cluster.
 */
function claimOnCluster(
  owner: pulumi.ComponentResource,
  hookName: string,
  fields: WrittenFields,
  claim: (cluster: unknown, fields: WrittenFields) => Issue[],
): ClaimedObject {
  const provider = owner.getProvider("kubernetes:core/v1:ServiceAccount");
  const cluster = provider ?? "default";
  const issues = claim(cluster, fields);
  const isLate = Object.values(fields).some(isLater);
  if (provider === undefined && !isLate) return { issues, hooks: undefined };
  let known = fields;
  const claimAgain = () => claim(cluster, known);
  provider?.urn.apply(claimAgain);
  if (isLate) {
    pulumi.all([provider?.urn, fields]).apply(([, settled]) => {
      known = settled;
      claimAgain();
    });
  }
  return { issues, hooks: proofHooks(hookName, [], claimAgain) };
}

function agree(theirs: Writer, ours: Writer): boolean {
  return theirs.patches && ours.patches && differingField(theirs, ours) === undefined;
}

/** A field that both write, differently as far as both are known. */
function differingField(theirs: Writer, ours: Writer): string | undefined {
  return Object.keys(ours.fields).find((field) => {
    const [one, other] = [theirs.fields[field], ours.fields[field]];
    return typeof one === "string" && typeof other === "string" && one !== other;
  });
}
