import type { TraceStep } from "../../../../core/decision";
import { readKeySet } from "../../../../core/key-set";
import { show } from "../../../../core/show";
import type { Token } from "../../../../core/token";
import { tokenAudiences } from "../../../../core/token";
import type { DeployedResource } from "../../../deployed";
import type { ExchangeContext, ExchangeSession, VerifiedToken } from "../../../simulated/exchange";
import { gcpFleetMembersOf, gcpProvidersOf } from "../../deployed";
import { gcpEvaluate, gcpSubjectOf } from "../../evaluate";
import { gcpPoolOf, isGkeClusterOf } from "../../pool";
import { GCP_SUBJECT_MAX_BYTES } from "../../principals";
import type { GcpProvider, GcpTrust } from "../../trust";

/** Longest lifetime of a federated token in seconds; one whose own token ends sooner ends with it. */
const FEDERATED_TOKEN_LIFETIME = 3600;

/** What a principal's access token stands for. Every service account decides by the same token and provider anew. */
export interface GcpFederatedSession extends ExchangeSession {
  readonly pool: string;
  readonly provider: GcpProvider;
  readonly token: Token;
}

/** The Security Token Service's refusal: always HTTP 400. */
export interface StsRefusal {
  error: string;
  description: string;
}

export type GcpFederation = { accessToken: string; session: GcpFederatedSession } | { refusal: StsRefusal };

/** What `audience` of an exchange names: a provider, or a cluster of the pool that Google manages for GKE or a fleet. */
interface Target {
  pool: string;
  provider: GcpProvider;
}

/** STS API, `subjectToken`, read 2026-08. */
const SIGNATURE_ALGORITHMS = ["RS256", "ES256"] as const;

const PROVIDER =
  /^\/\/iam\.googleapis\.com\/(projects\/[^/]+\/locations\/global\/workloadIdentityPools\/[^/]+)\/providers\/[^/]+$/;
const CLUSTER = /^identitynamespace:(.+?\.svc\.id\.goog):(https:\/\/.+)$/;

/** Makes a principal of a pool out of a token: all that a provider decides, no matter what is granted to the principal. */
export async function federate(audience: string, jwt: string, context: ExchangeContext): Promise<GcpFederation> {
  const judgement = await judge(audience, jwt, context);
  const { subject = "", trace } = judgement;
  const log = { call: "sts.token", target: audience, subject, trace };
  if ("refusal" in judgement) {
    context.explain({ ...log, allowed: false, code: judgement.refusal.error });
    return judgement;
  }
  context.explain({ ...log, allowed: true });
  const accessToken = context.fake("gcp-federated-token");
  context.remember(accessToken, judgement.session);
  return { accessToken, session: judgement.session };
}

type Judgement = { subject?: string; trace: TraceStep[] } & (
  | { session: GcpFederatedSession }
  | { refusal: StsRefusal }
);

async function judge(audience: string, jwt: string, context: ExchangeContext): Promise<Judgement> {
  const target = targetOf(audience, context.resources);
  if ("refusal" in target) {
    const detail = `no provider of that name is deployed here: ${show(audience)}`;
    return { refusal: target.refusal, trace: [{ step: "provider", passed: false, detail }] };
  }
  const { pool, provider } = target;
  const verified = await context.verify(jwt, SIGNATURE_ALGORITHMS, provider.jwksJson);
  const token = verified.valid ? verified.token : verified.claims;
  if (token === undefined) {
    const detail = verified.valid ? "" : verified.detail;
    return {
      refusal: invalidGrant("Unable to parse the ID Token."),
      trace: [{ step: "token", passed: false, detail }],
    };
  }
  const { decision, trace } = gcpEvaluate(everyoneThrough(target), token);
  const fault = faultOfKey(provider, token, verified);
  if (fault !== undefined) trace.push(fault.step);
  const failed = trace.find(({ passed }) => passed !== true);
  const isForeign = token.iss !== provider.issuer;
  if (fault !== undefined && !isForeign) return { refusal: fault.refusal, subject: token.sub, trace };
  if (failed !== undefined || decision !== "allow") {
    return { refusal: refusalOf(failed?.step ?? "", target, token), subject: token.sub, trace };
  }
  const session: GcpFederatedSession = {
    identity: `principal://iam.googleapis.com/${pool}/subject/${gcpSubjectOf(gcpPoolOf({ pool }), provider, token)}`,
    subject: token.sub,
    expires: Math.min(Number(token.exp), context.now() + FEDERATED_TOKEN_LIFETIME),
    pool,
    provider,
    token,
  };
  return { session, subject: token.sub, trace };
}

function targetOf(audience: string, resources: readonly DeployedResource[]): Target | { refusal: StsRefusal } {
  const [, workloadPool, issuer] = CLUSTER.exec(audience) ?? [];
  if (workloadPool !== undefined && issuer !== undefined) {
    if (isGkeClusterOf(gcpPoolOf({ pool: workloadPool }), issuer)) {
      return { pool: workloadPool, provider: { name: issuer, issuer } };
    }
    const member = gcpFleetMembersOf(workloadPool, resources).find(({ name }) => name === issuer);
    return member === undefined ? { refusal: INVALID_TARGET } : { pool: workloadPool, provider: member };
  }
  const [, pool] = PROVIDER.exec(audience) ?? [];
  if (pool === undefined) return { refusal: INVALID_AUDIENCE };
  const name = audience.replace("//iam.googleapis.com/", "");
  const provider = gcpProvidersOf(pool, resources).find((each) => each.name === name);
  return provider === undefined ? { refusal: INVALID_TARGET } : { pool, provider };
}

/** Who comes through the provider is a member of the whole pool: a binding of that is what the exchange decides. */
function everyoneThrough({ pool, provider }: Target): GcpTrust {
  const { id, managed } = gcpPoolOf({ pool });
  const name = managed ? `projects/-/locations/global/workloadIdentityPools/${id}` : pool;
  const members = [`principalSet://iam.googleapis.com/${name}/*`];
  return { cloud: "gcp", pool, providers: [provider], bindings: [{ role: "sts.token", members }] };
}

function faultOfKey(
  { jwksJson }: GcpProvider,
  { iat }: Token,
  verified: VerifiedToken,
): { refusal: StsRefusal; step: TraceStep } | undefined {
  const fault = (step: string, detail: string, description: string) => ({
    refusal: invalidGrant(description),
    step: { step, passed: false, detail },
  });
  if (verified.valid) return undefined;
  const { keyId, reason, detail } = verified;
  if (jwksJson !== undefined && keyId !== undefined && !hasKey(jwksJson, keyId)) {
    const missing = `the uploaded key set has no key ${show(keyId)}`;
    return fault("jwksJson", missing, "Error connecting to the given credential's issuer.");
  }
  const description = {
    malformed: "Unable to parse the ID Token.",
    "unknown-issuer": "Error connecting to the given credential's issuer.",
    "bad-signature": "Unable to verify the ID Token signature.",
    expired: `ID Token issued at ${iat} is stale to sign-in.`,
    "not-yet-valid": `ID Token issued at ${iat} is stale to sign-in.`,
  }[reason];
  return fault(reason, detail, description);
}

function hasKey(jwksJson: string, keyId: string): boolean {
  const read = readKeySet(jwksJson);
  return "keys" in read && read.keys.some(({ kid }) => kid === keyId);
}

/** The texts are those that the service answered with when asked (2026-09). */
function refusalOf(step: string, { provider, pool }: Target, token: Token): StsRefusal {
  const failed = step.slice(step.lastIndexOf(": ") + 2);
  if (failed === "issuer") {
    return invalidGrant(
      `The issuer in ID Token ${token.iss} does not match the expected one in config: ${provider.issuer}.`,
    );
  }
  if (failed === "audience") {
    const audiences = tokenAudiences(token).join(", ");
    return invalidGrant(`The audience in ID Token [${audiences}] does not match the expected audience.`);
  }
  if (failed === "lifetime") return invalidGrant(`ID Token issued at ${token.iat} is stale to sign-in.`);
  if (failed === "condition") {
    return unauthorizedClient("The given credential is rejected by the attribute condition.");
  }
  const subject = gcpSubjectOf(gcpPoolOf({ pool }), provider, token);
  if (failed === "google.subject" && subject !== undefined) {
    return {
      error: "invalid_request",
      description: `The size of mapped attribute google.subject exceeds the ${GCP_SUBJECT_MAX_BYTES} bytes limit. Either modify your attribute mapping or the incoming assertion to produce a mapped attribute that is less than ${GCP_SUBJECT_MAX_BYTES} bytes.`,
    };
  }
  return unauthorizedClient(`Could not obtain a value for ${failed} from the given credential.`);
}

const INVALID_AUDIENCE: StsRefusal = {
  error: "invalid_request",
  description:
    'Invalid value for "audience". This value should be the full resource name of the Identity Provider. See https://cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token for the list of possible formats.',
};
const INVALID_TARGET: StsRefusal = {
  error: "invalid_target",
  description:
    'The target service indicated by the "audience" parameters is invalid. This might either be because the pool or provider is disabled or deleted or because it doesn\'t exist.',
};

function invalidGrant(description: string): StsRefusal {
  return { error: "invalid_grant", description };
}

function unauthorizedClient(description: string): StsRefusal {
  return { error: "unauthorized_client", description };
}
