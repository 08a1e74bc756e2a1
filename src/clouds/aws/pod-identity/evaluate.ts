import type { Decision } from "../../../core/decision";
import { Work } from "../../../core/language/work";
import { show } from "../../../core/show";
import { parseSubjectClaim, subjectClaim } from "../../../core/subject";
import type { Token } from "../../../core/token";
import type { PolicyCondition, PolicyDocument, PolicyPrincipal } from "../../../core/trust-policy/document";
import { evaluatePolicy } from "../../../core/trust-policy/evaluate";
import type { KeyValue, PolicyRequest } from "../../../core/trust-policy/request";
import type { Ternary } from "../../../core/trust-policy/ternary";
import { allOf, anyOf } from "../../../core/trust-policy/ternary";
import { AWS_DIALECT, EKS_CLUSTER_ARN, readAwsFederation } from "../document";
import { AWS_PRINCIPALS } from "../others";
import type { AwsPodIdentityAssociation, AwsTrust } from "../trust";

/** The audience of tokens for EKS Pod Identity, and the service principal that assumes the role. */
export const POD_IDENTITY_SERVICE = "pods.eks.amazonaws.com";

/** The session tags that EKS sends (EKS user guide, 2024-12). */
export const POD_IDENTITY_TAGS = [
  "eks-cluster-arn",
  "eks-cluster-name",
  "kubernetes-namespace",
  "kubernetes-service-account",
  "kubernetes-pod-name",
  "kubernetes-pod-uid",
];

/** Whether the pod of this token, which EKS has verified itself, becomes the role by one of the role's associations. */
export function awsEvaluatePodIdentity(trust: AwsTrust, token: Token, work = Work.for(trust)): Decision {
  const { document } = readAwsFederation(trust);
  const ways = waysOf(trust, token);
  const decided = ways.map((way) => decide(document, way, work));
  const passed = anyOf(decided.map(({ answer }) => answer));
  const missing = {
    step: "association",
    passed: false,
    detail: `none of the role's associations is of ${show(token.sub)} in this cluster`,
  };
  return {
    decision: passed === "unknown" ? "unknown" : passed ? "allow" : "deny",
    trace: ways.length === 0 ? [missing] : decided.flatMap(({ trace }) => trace),
  };
}

/** Whether EKS gets the role for a pod of this association; that the token is of its cluster is taken as good. */
export function associationAnswer(document: PolicyDocument, association: AwsPodIdentityAssociation): Ternary {
  const request = requestBy(association, { iss: "", sub: subjectClaim(association), aud: POD_IDENTITY_SERVICE });
  return decide(document, { request, isOfCluster: true, detail: "" }, Work.forSize(document.size)).answer;
}

function decide(document: PolicyDocument, { request, isOfCluster, detail }: PodIdentityWay, work: Work) {
  const { passed, trace } = evaluatePolicy(withArnsCompared(document), request, AWS_DIALECT, work);
  const answer = allOf([isOfCluster, passed]);
  return { answer, trace: [{ step: "EKS Pod Identity", passed: answer, detail }, ...trace] };
}

/** A way by which EKS asks for the role. */
interface PodIdentityWay {
  request: PolicyRequest;
  /** Whether the token is known to be of the association's cluster. */
  isOfCluster: Ternary;
  detail: string;
}

function waysOf({ podIdentityAssociations, roleArn }: AwsTrust, token: Token): PodIdentityWay[] {
  if (podIdentityAssociations === undefined) {
    // EKS takes roles of the cluster's account alone.
    const account = roleArn?.split(":")[4];
    const values = new Map<string, KeyValue>([
      ["aws:sourcearn", "unknown"],
      ["aws:sourceaccount", account === undefined ? "unknown" : [account]],
      ...sessionTags(token, undefined),
    ]);
    const detail = `as an association of the role with ${show(token.sub)} asks, where there is one and it sends session tags`;
    return [{ request: requestOf(isService, true, values), isOfCluster: true, detail }];
  }
  const subject = parseSubjectClaim(token.sub);
  return podIdentityAssociations
    .filter(
      ({ namespace, serviceAccount, issuer = token.iss }) =>
        namespace === subject?.namespace && serviceAccount === subject.serviceAccount && issuer === token.iss,
    )
    .map((association) => ({
      request: requestBy(association, token),
      isOfCluster: association.issuer === undefined ? "unknown" : true,
      detail: `as the association of ${show(token.sub)} in ${association.clusterArn} asks`,
    }));
}

/** What STS sees when EKS acts on an association: the first of two roles by the service itself, the second by the first (EKS user guide, 2026-11). */
function requestBy(association: AwsPodIdentityAssociation, token: Token): PolicyRequest {
  const { clusterArn, namespace, serviceAccount, disableSessionTags = false, sourceRoleArn } = association;
  const [, , region, account = "", cluster] = EKS_CLUSTER_ARN.exec(clusterArn) ?? [];
  const tags = disableSessionTags ? [] : sessionTags(token, { arn: clusterArn, name: cluster });
  if (sourceRoleArn === undefined) {
    const source: [string, KeyValue][] = [
      ["aws:sourcearn", [clusterArn]],
      ["aws:sourceaccount", [account]],
    ];
    return requestOf(isService, !disableSessionTags, new Map([...source, ...tags]));
  }
  const caller: [string, KeyValue][] = [
    ["aws:principalarn", [sourceRoleArn]],
    ["aws:principalaccount", [account]],
    ["sts:externalid", [[region, account, cluster, namespace, serviceAccount].join("/")]],
  ];
  return requestOf((principal) => isRole(principal, sourceRoleArn), !disableSessionTags, new Map([...caller, ...tags]));
}

function requestOf(
  isPrincipal: PolicyRequest["isPrincipal"],
  isTagged: boolean,
  values: ReadonlyMap<string, KeyValue>,
): PolicyRequest {
  return {
    actions: isTagged ? ["sts:AssumeRole", "sts:TagSession"] : ["sts:AssumeRole"],
    isPrincipal,
    valueOf: ({ key, operator }) => {
      const name = key.toLowerCase();
      const known = values.get(name);
      if (known !== undefined) return known;
      if (name.startsWith("aws:requesttag/")) return "absent";
      return AWS_DIALECT.claimOf({ key, operator }, "") === "request" ? "unknown" : "absent";
    },
  };
}

const isService: PolicyRequest["isPrincipal"] = (principal) =>
  AWS_DIALECT.standsFor(principal) === "anyone"
    ? "unknown"
    : principal.kind === "Service" && principal.value === POD_IDENTITY_SERVICE;

/** An account stands for each of its roles that may assume others. */
function isRole(principal: PolicyPrincipal, roleArn: string): Ternary {
  const role = { kind: "AWS", value: roleArn };
  if (AWS_DIALECT.standsFor(principal) === "anyone") return true;
  return (
    principal.kind === "AWS" && (principal.value === roleArn || AWS_PRINCIPALS.isWithin?.(role, principal) === true)
  );
}

function sessionTags(
  token: Token,
  cluster: { arn: string; name: string | undefined } | undefined,
): [string, KeyValue][] {
  const subject = parseSubjectClaim(token.sub);
  const { pod } = (token["kubernetes.io"] ?? {}) as { pod?: { name?: string; uid?: string } };
  const values = [cluster?.arn, cluster?.name, subject?.namespace, subject?.serviceAccount, pod?.name, pod?.uid];
  return POD_IDENTITY_TAGS.map((tag, index) => {
    const value = values[index];
    return [`aws:requesttag/${tag}`, typeof value === "string" ? [value] : "unknown"];
  });
}

function withArnsCompared(document: PolicyDocument): PolicyDocument {
  const statements = document.statements.map((statement) => ({
    ...statement,
    conditions: statement.conditions.map(arnCompared),
  }));
  return { ...document, statements };
}

/**
 * IAM compares the six parts of an ARN one by one, each with wildcards (IAM user guide, ARN condition operators). The ARNs here have no
 * further colon, so with a pattern of six parts no wildcard reaches into another part, and the whole compares the same.
 */
export function arnCompared(condition: PolicyCondition): PolicyCondition {
  const { test, operator, values } = condition;
  const isArn = test?.compare === "unmodelled" && /^(?:For(?:All|Any)Values:)?Arn/.test(operator);
  if (!isArn || values.some((value) => value.split(":").length !== 6)) return condition;
  return { ...condition, test: { ...test, compare: "like" } };
}
