import { clouds } from "../clouds/registry";
import { WorkloadIdentityError } from "../core/errors";
import { subjectClaim } from "../core/subject";
import { kubernetesToken } from "../core/token";
import type { PodPlan } from "./container-plan";
import type { SandboxState } from "./state";

/** What API servers call themselves unless told otherwise; the cluster where nothing deployed names one. */
const DEFAULT_ISSUER = "https://kubernetes.default.svc.cluster.local";

/**
 * The cluster of a pod: the only one that deployed trusts name, or of several the only one whose tokens for this ServiceAccount a trust
 * takes. Throws `WorkloadIdentityError` (`sandbox-issuer-ambiguous`) where that leaves several or none.
 */
export function issuerOfPod(
  state: SandboxState,
  pod: { namespace: string; serviceAccount: string },
  plan: PodPlan,
): string {
  const { issuers } = state;
  if (issuers.length <= 1) return issuers[0] ?? DEFAULT_ISSUER;
  const tokensOf = (issuer: string) =>
    plan.tokens.map(({ audience = issuer }) => kubernetesToken(issuer, subjectClaim(pod), audience));
  const trusts = clouds.flatMap((cloud) => state.trusts(cloud.name).map(({ trust }) => ({ cloud, trust })));
  const taken = issuers.filter((issuer) =>
    tokensOf(issuer).some((token) =>
      trusts.some(({ cloud, trust }) => cloud.evaluate(trust, token).decision === "allow"),
    ),
  );
  if (taken.length === 1) return taken[0]!;
  throw new WorkloadIdentityError(
    "sandbox-issuer-ambiguous",
    `Cannot tell which cluster ${pod.namespace}/${pod.serviceAccount} runs on: name one of ${(taken.length > 0 ? taken : issuers).join(", ")} as the issuer`,
  );
}
