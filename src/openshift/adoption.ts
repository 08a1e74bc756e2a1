import type { Adoption } from "../clouds/openshift-cloud";
import { openShiftCloud } from "../clouds/openshift-clouds";
import { checkAnyIssuerUrl } from "../core/issuer-url";
import type { OpenShiftPlan } from "./plan";

/** What ccoctl made for the identities of a plan, out of JSON documents that the vendor's command line printed. */
export function adoptionOf(
  { cloud, cluster, identities }: OpenShiftPlan,
  issuer: string,
  documents: readonly unknown[],
): Adoption {
  const issues = checkAnyIssuerUrl(issuer, "issuer");
  if (issues.length > 0) return { objects: [], changes: [], issues };
  return openShiftCloud(cloud).adopt({ cluster, issuer, documents }, identities);
}

/** The command lines that print those documents. */
export function adoptionInventory({ cloud }: Pick<OpenShiftPlan, "cloud">): readonly string[] {
  return openShiftCloud(cloud).inventory;
}
