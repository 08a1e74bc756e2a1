import { randomUUID } from "node:crypto";
import { show } from "../../../../core/show";
import { parseSubjectClaim } from "../../../../core/subject";
import type { Token } from "../../../../core/token";
import { tokenAudiences } from "../../../../core/token";
import type { ExchangeContext, VerifiedToken } from "../../../simulated/exchange";
import { recordOf } from "../../../simulated/exchange-log";
import { awsAssociationOf, awsClusterOf } from "../../deployed";
import { awsEvaluatePodIdentity, POD_IDENTITY_SERVICE } from "../../pod-identity/evaluate";
import type { AwsTrust } from "../../trust";
import { AWS_SIGNATURE_ALGORITHMS, awsAccountOf, awsDeployedRole, openAwsRoleSession } from "./role-session";

const CALL = "GET /v1/credentials";
/** EKS publishes no figure; this is what STS grants by default. */
const SESSION_SECONDS = 3600;

/** A refusal of the agent, or of EKS Auth behind it, which has an error code. */
interface AgentFault {
  status: 400 | 404;
  code?: string;
  message: string;
}

const invalidToken = (message: string): AgentFault => ({ status: 400, code: "InvalidTokenException", message });

const NOT_ASSUMABLE: AgentFault = {
  status: 400,
  code: "AccessDeniedException",
  message: "Unauthorized Exception! EKS does not have permissions to assume the associated role.",
};

/**
 * The credentials that the EKS Pod Identity Agent of a node gets for a pod (eks-pod-identity-agent, 2026-05). A token leads to a role by
 * an association of its cluster, so cluster and association must be deployed too. EKS Auth's texts are not public, its codes are.
 */
export async function credentialsOfPodIdentity(request: Request, context: ExchangeContext): Promise<Response> {
  const jwt = request.headers.get("authorization") ?? "";
  const record = recordOf(CALL, context);
  const refuse = (fault: AgentFault, step: string, detail: string) => {
    record.step(step, false, detail);
    record.refused(fault.code ?? String(fault.status));
    return agentError(fault);
  };

  if (jwt === "") {
    const message = "Service account token cannot be empty";
    return refuse({ status: 400, message }, "token", "the request has no Authorization header");
  }
  const verified = await context.verify(jwt, AWS_SIGNATURE_ALGORITHMS);
  if (!verified.valid) return refuse(UNVERIFIED[verified.reason], "token", verified.detail);
  const { token } = verified;
  record.about({ subject: token.sub });
  if (!tokenAudiences(token).includes(POD_IDENTITY_SERVICE)) {
    const detail = `expected ${show(POD_IDENTITY_SERVICE)}, seen ${tokenAudiences(token).map(show)}`;
    return refuse(invalidToken("The token's audience is not that of EKS Pod Identity"), "audience", detail);
  }
  const cluster = awsClusterOf(token.iss, context.resources);
  if (cluster === undefined) {
    const detail = `no EKS cluster with issuer ${show(token.iss)} is deployed`;
    return refuse(invalidToken("The token's issuer is not that of the cluster"), "cluster", detail);
  }
  const association = awsAssociationOf(parseSubjectClaim(token.sub), cluster, context.resources);
  if (association === undefined) {
    const message = `No association found for ${token.sub} in cluster ${cluster.state.name}`;
    const fault: AgentFault = { status: 404, code: "ResourceNotFoundException", message };
    return refuse(fault, "association", "no Pod Identity association of this ServiceAccount is deployed");
  }
  // EKS assumes the role of the association, and with its session the target role, where there is one.
  for (const step of [association.roleArn, association.targetRoleArn]) {
    if (step === undefined) continue;
    const stepArn = String(step);
    record.about({ target: stepArn });
    const trust = context.trusts.find(({ identity }) => identity === stepArn)?.trust as AwsTrust | undefined;
    if (trust === undefined) return refuse(NOT_ASSUMABLE, "role", `${stepArn} is not deployed`);
    const { decision, trace } = awsEvaluatePodIdentity(trust, token);
    record.steps(trace);
    if (decision !== "allow") return refuse(NOT_ASSUMABLE, "decision", decision);
  }
  const roleArn = String(association.targetRoleArn ?? association.roleArn);
  const role = awsDeployedRole(context.resources, roleArn);
  if (role === undefined) return refuse(NOT_ASSUMABLE, "role", `${roleArn} is not deployed`);

  const name = sessionName(String(cluster.state.name), token);
  const { credentials } = openAwsRoleSession(role, { name, seconds: SESSION_SECONDS, subject: token.sub }, context);
  record.allowed();
  const { SessionToken: Token, ...rest } = credentials;
  return Response.json({ ...rest, Token, AccountId: awsAccountOf(roleArn).account });
}

/** The agent reads form and times itself; issuer and signature are EKS Auth's to judge. */
const UNVERIFIED: Record<Extract<VerifiedToken, { valid: false }>["reason"], AgentFault> = {
  malformed: { status: 400, message: "Service account token cannot be parsed: token is malformed" },
  expired: {
    status: 400,
    message: "Service account token failed basic claim validations: token has invalid claims: token is expired",
  },
  "not-yet-valid": {
    status: 400,
    message: "Service account token failed basic claim validations: token has invalid claims: token is not valid yet",
  },
  "unknown-issuer": invalidToken("The token's issuer is not that of the cluster"),
  "bad-signature": invalidToken("The token's signature is invalid"),
};

function agentError({ status, code, message }: AgentFault): Response {
  const text = code === undefined ? message : `[${randomUUID()}]: (${code}): ${message}, fault: client`;
  return new Response(`${text}\n`, { status, headers: { "content-type": "text/plain; charset=utf-8" } });
}

/** `eks-`, cluster, pod and a UUID (EKS API, AssumedRoleUser, 2026-05), cut to the 64 characters of a session name. */
function sessionName(clusterName: string, token: Token): string {
  const { pod } = (token["kubernetes.io"] ?? {}) as { pod?: { name?: string } };
  return `${`eks-${clusterName}-${pod?.name ?? ""}`.slice(0, 27)}-${randomUUID()}`;
}
