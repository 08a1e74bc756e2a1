import type * as pulumi from "@pulumi/pulumi";
import type { CloudComponents, CloudIdentity } from "../clouds/component";
import { asChecked } from "../component/checked-arguments";
import { assertNoIssues, FederationError } from "../component/validation-error";
import type { Issue } from "../core/issue";
import { distinctIssues, joinPath } from "../core/issue";
import type { FederatedWorkloadArgs } from "./args";
import { identityName } from "./checks";

/** What every cloud's component gets beside the arguments for its cloud. */
type Shared = Omit<ConstructorParameters<CloudComponents["WorkloadIdentity"]>[1], "subjects"> & {
  subjects: readonly object[];
};

/**
 * The workload's identity on each cloud. Faults that only a component sees, with the entries of its issuers before it, are told for all
 * clouds at once and by the arguments of the workload.
 */
export function createIdentities(
  workload: pulumi.Resource,
  name: string,
  args: FederatedWorkloadArgs,
  clouds: readonly CloudComponents[],
  shared: Shared,
): { cloud: CloudComponents; created: CloudIdentity }[] {
  const faults: Issue[] = [];
  const identities: { cloud: CloudComponents; created: CloudIdentity }[] = [];
  for (const cloud of clouds) {
    const asked = (args as unknown as Record<string, object>)[cloud.name] as object;
    const own = asChecked({ ...asked, ...shared }) as never;
    try {
      const created = new cloud.WorkloadIdentity(identityName(name, cloud), own, { parent: workload });
      identities.push({ cloud, created });
    } catch (error) {
      if (!(error instanceof FederationError)) throw error;
      faults.push(...error.issues.map((fault) => ({ ...fault, path: workloadPath(fault.path, cloud.name) })));
    }
  }
  assertNoIssues(name, distinctIssues(faults), workload);
  return identities;
}

/** A component has the workload's own ServiceAccount as the first of its subjects. */
function workloadPath(path: string, cloud: string): string {
  if (path === "mountPath") return "kubernetes.mountPath";
  const [, index, rest = ""] = /^subjects\[(\d+)\]\.?(.*)$/.exec(path) ?? [];
  if (index === undefined) return joinPath(cloud, path);
  return index === "0" ? rest : joinPath(`subjects[${Number(index) - 1}]`, rest);
}
