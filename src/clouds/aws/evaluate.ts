import type { Decision } from "../../core/decision";
import { show } from "../../core/show";
import { parseSubjectClaim } from "../../core/subject";
import type { Token } from "../../core/token";
import { tokenAudiences } from "../../core/token";
import { evaluatePolicy } from "../../core/trust-policy/evaluate";
import { evaluateFederation } from "../../core/trust-policy/exchange";
import type { KeyValue, PolicyRequest } from "../../core/trust-policy/request";
import { AWS_DIALECT, awsDialectOf, readAwsFederation } from "./document";
import type { AwsTrust } from "./trust";

/** The audience of tokens for EKS Pod Identity, and the service principal that assumes the role. */
export const POD_IDENTITY_SERVICE = "pods.eks.amazonaws.com";

/** What STS answers to this token: to the pod that holds it, or to EKS Pod Identity where the token is meant for that. */
export function awsEvaluate(trust: AwsTrust, token: Token): Decision {
  const exchange = awsEvaluateWebIdentity(trust, token);
  const isForService = token.aud !== undefined && tokenAudiences(token).join() === POD_IDENTITY_SERVICE;
  if (exchange.decision === "allow" || !isForService) return exchange;
  const service = awsEvaluatePodIdentity(trust, token);
  return {
    decision: service.decision === "deny" ? exchange.decision : service.decision,
    trace: [...exchange.trace, ...service.trace],
  };
}

/** What STS answers to `AssumeRoleWithWebIdentity` with this token. */
export function awsEvaluateWebIdentity(trust: AwsTrust, token: Token): Decision {
  return evaluateFederation(readAwsFederation(trust), token, awsDialectOf(trust));
}

/** Whether EKS may assume the role for the pod of this token, which it has verified itself. */
export function awsEvaluatePodIdentity(trust: AwsTrust, token: Token): Decision {
  const { passed, trace } = evaluatePolicy(readAwsFederation(trust).document, podIdentityRequest(token), AWS_DIALECT);
  return {
    decision: passed === "unknown" ? "unknown" : passed ? "allow" : "deny",
    trace: [
      {
        step: "EKS Pod Identity",
        passed,
        detail: `as an association of the role with ${show(token.sub)} asks, where there is one and it sends session tags`,
      },
      ...trace,
    ],
  };
}

/** EKS reads the token, then assumes the role itself with session tags from the token's claims (EKS user guide, 2024-12). */
function podIdentityRequest(token: Token): PolicyRequest {
  const tags = sessionTags(token);
  return {
    actions: ["sts:AssumeRole", "sts:TagSession"],
    isPrincipal: (principal) =>
      AWS_DIALECT.standsFor(principal) === "anyone"
        ? "unknown"
        : principal.kind === "Service" && principal.value === POD_IDENTITY_SERVICE,
    valueOf: ({ key, operator }): KeyValue => {
      const [, tag] = /^aws:requesttag\/(.+)$/i.exec(key) ?? [];
      if (tag !== undefined) return tags.get(tag.toLowerCase()) ?? "absent";
      return AWS_DIALECT.claimOf({ key, operator }, "") === "request" ? "unknown" : "absent";
    },
  };
}

function sessionTags(token: Token): Map<string, KeyValue> {
  const subject = typeof token.sub === "string" ? parseSubjectClaim(token.sub) : undefined;
  const claims = token["kubernetes.io"] as { pod?: { name?: string; uid?: string } } | undefined;
  const known = (value: string | undefined): KeyValue => (typeof value === "string" ? [value] : "unknown");
  return new Map<string, KeyValue>([
    ["kubernetes-namespace", known(subject?.namespace)],
    ["kubernetes-service-account", known(subject?.serviceAccount)],
    ["kubernetes-pod-name", known(claims?.pod?.name)],
    ["kubernetes-pod-uid", known(claims?.pod?.uid)],
    ["eks-cluster-arn", "unknown"],
    ["eks-cluster-name", "unknown"],
  ]);
}
