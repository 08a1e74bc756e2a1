import type { Decision } from "../../core/decision";
import { evaluatePolicy } from "../../core/policy/evaluate";
import { evaluateFederation } from "../../core/policy/exchange";
import type { KeyValue, PolicyRequest } from "../../core/policy/request";
import { parseSubjectClaim, show } from "../../core/subject";
import type { Token } from "../../core/token";
import { tokenAudiences } from "../../core/token";
import { AWS_DIALECT, readAwsFederation } from "./policy";
import type { AwsTrust } from "./trust";

const POD_IDENTITY_SERVICE = "pods.eks.amazonaws.com";

/** What STS answers to this token: to the pod that holds it, or to EKS Pod Identity where the token is meant for that. */
export function awsEvaluate(trust: AwsTrust, token: Token): Decision {
  const federation = readAwsFederation(trust);
  const exchange = evaluateFederation(federation, token, AWS_DIALECT);
  const isForService = token.aud !== undefined && tokenAudiences(token).join() === POD_IDENTITY_SERVICE;
  if (exchange.decision === "allow" || !isForService) return exchange;
  const { passed, trace } = evaluatePolicy(federation.document, podIdentityRequest(token), AWS_DIALECT);
  const decision = passed === true ? "allow" : passed === "unknown" ? "unknown" : exchange.decision;
  return {
    decision,
    trace: [
      ...exchange.trace,
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
