import type { Decision, TraceStep } from "../../core/decision";
import { show } from "../../core/show";
import { parseSubjectClaim } from "../../core/subject";
import type { Token } from "../../core/token";
import { tokenAudiences } from "../../core/token";
import { gcpAudiences } from "./audience";
import type { GcpBoundMember } from "./bindings";
import { boundMemberLabel, gcpBoundMembers } from "./bindings";
import { compileCel, GCP_CONDITION_MAX_LENGTH, GCP_MAPPING_MAX_LENGTH, runCel } from "./cel/run";
import { gcpProviderDoubts } from "./doubts";
import type { GcpMember } from "./members";
import type { GcpPool } from "./pool";
import { gcpPoolOf, isGkeClusterOf, isInUse } from "./pool";
import { GCP_MAPPED_MAX_BYTES, GCP_SUBJECT_MAX_BYTES, hasTooMuchCel, isSub, TOO_MUCH_CEL } from "./principals";
import type { GcpProvider, GcpTrust } from "./trust";
import { gcpManagedSubject } from "./trust";

/** Longest time between `iat` and `exp` in seconds, exclusive (STS API, `subjectToken`, read 2026-08). */
const GCP_TOKEN_MAX_LIFETIME = 48 * 3600;

type Passed = TraceStep["passed"];

/** Notes a check and hands its result on. */
type Check = (step: string, passed: Passed, detail: string) => Passed;

/** Who has what, and what of that could not be read. */
interface Granted {
  readonly grants: readonly GcpBoundMember[];
  readonly unseen: readonly string[];
}

/** What a provider made of a token: the values of its mapping. */
type Principal = ReadonlyMap<string, unknown>;

/** The value of an attribute that came out as something else than a text: what Google makes of it matters only where it is read. */
const NO_TEXT = Symbol("no text");

/**
 * What Google answers to a token: the caller may name any provider of the pool, and any binding on one of the principals will do.
 * Throws `WorkloadIdentityError` (`token-invalid`) where an expression meets claims that are no JSON.
 */
export function gcpEvaluate(trust: GcpTrust, token: Token): Decision {
  const trace: TraceStep[] = [];
  const check: Check = (step, passed, detail) => {
    trace.push({ step, passed, detail });
    return passed;
  };
  const pool = gcpPoolOf(trust);
  const grants = gcpBoundMembers(trust, pool);
  const { unseen = [] } = trust;
  const results: Passed[] = [];
  for (const provider of trust.providers) {
    const result = throughProvider(pool, provider, { grants, unseen }, token, check);
    if (result === true) return { decision: "allow", trace };
    results.push(result);
  }
  const isListed = trust.providers.some(({ issuer }) => issuer === token.iss);
  if (!isListed && isGkeClusterOf(pool, token.iss)) {
    results.push(check("cluster", "unknown", `${show(token.iss)} is not listed, and may be a cluster of the project`));
  }
  if (trace.length === 0) check("providers", false, "the pool has none");
  return { decision: results.includes("unknown") ? "unknown" : "deny", trace };
}

function throughProvider(pool: GcpPool, provider: GcpProvider, granted: Granted, token: Token, check: Check): Passed {
  const at: Check = (step, passed, detail) => check(`provider ${provider.name}: ${step}`, passed, detail);
  if (!at("issuer", token.iss === provider.issuer, expected(provider.issuer, token.iss))) return false;
  if (!isInUse(pool, provider)) return at("in use", false, IN_USE);
  const audience = checkAudience(gcpAudiences(pool, provider), tokenAudiences(token), at);
  if (audience === false || !checkLifetime(token, at)) return false;
  if (hasTooMuchCel(provider)) return at("document", "unknown", TOO_MUCH_CEL);
  const principal = pool.managed ? managedPrincipal(provider, token, at) : mapToken(provider, token, at);
  if (principal === false || principal === "unknown") return principal;
  const condition = pool.managed ? true : checkCondition(provider, token, principal, at);
  if (condition === false) return false;
  const result = all(audience, condition, checkGrants(granted, principal, token, check));
  if (result !== true || pool.managed) return result;
  const [doubt] = gcpProviderDoubts(provider);
  return doubt === undefined ? true : at("document", "unknown", doubt);
}

const IN_USE =
  "expected a provider of this pool, neither of them disabled; in a pool of GKE a cluster of its own project or fleet";

function all(...results: Passed[]): Passed {
  if (results.includes(false)) return false;
  return results.includes("unknown") ? "unknown" : true;
}

function checkAudience(allowed: readonly string[], seen: readonly string[], at: Check): Passed {
  const taken = seen.filter((audience) => allowed.includes(audience));
  const detail = expected(allowed.join(" or "), seen.join(", "));
  if (taken.length === 0) return at("audience", false, detail);
  if (taken.length === seen.length) return at("audience", true, detail);
  return at("audience", "unknown", `${detail}; how further audiences count is not documented`);
}

function checkLifetime({ iat, exp }: Token, at: Check): Passed {
  if (typeof iat !== "number" || typeof exp !== "number") return true;
  return at(
    "lifetime",
    exp - iat < GCP_TOKEN_MAX_LIFETIME,
    `expected less than ${GCP_TOKEN_MAX_LIFETIME} s, seen ${exp - iat} s`,
  );
}

function managedPrincipal(provider: GcpProvider, token: Token, at: Check): Principal | false | "unknown" {
  if (provider.attributeMapping !== undefined || provider.attributeCondition !== undefined) {
    at("google.subject", "unknown", "a mapping or condition on a pool that Google manages");
    return "unknown";
  }
  const names = parseSubjectClaim(token.sub);
  if (!at("sub", names !== undefined, expected("a ServiceAccount", token.sub)) || names === undefined) return false;
  const subject = gcpManagedSubject(names);
  at("google.subject", true, show(subject));
  return new Map([
    ["google.subject", subject],
    ["namespace", names.namespace],
    ["kubernetes.cluster", token.iss],
    ["uid", uidOf(token) ?? provider.uids?.[`${names.namespace}/${names.serviceAccount}`]],
  ]);
}

/** The UID of the ServiceAccount, which every API server puts into its tokens. */
function uidOf({ "kubernetes.io": kubernetes }: Token): string | undefined {
  const { serviceaccount } = (kubernetes ?? {}) as { serviceaccount?: { uid?: unknown } };
  return typeof serviceaccount?.uid === "string" ? serviceaccount.uid : undefined;
}

function mapToken(provider: GcpProvider, token: Token, at: Check): Principal | false | "unknown" {
  const principal = new Map<string, unknown>();
  let open = false;
  for (const [name, source] of Object.entries(provider.attributeMapping ?? {})) {
    const value = isSub(source) ? { value: token.sub } : run(source, GCP_MAPPING_MAX_LENGTH, { assertion: token });
    if ("unknown" in value) {
      at(name, "unknown", value.unknown);
      open = true;
    } else if ("error" in value) {
      at(name, false, `${source}: ${value.error}`);
      return false;
    } else if (isMappable(name, value.value)) principal.set(name, value.value);
    else if (name.startsWith("attribute.")) principal.set(name, NO_TEXT);
    else {
      at(name, "unknown", `${source} is no text`);
      open = true;
    }
  }
  const bytes = [...principal.values()].flat().reduce((sum: number, value) => sum + bytesIn(value), 0);
  const detail = `expected at most ${GCP_MAPPED_MAX_BYTES} bytes, seen ${bytes}`;
  if (bytes > GCP_MAPPED_MAX_BYTES) {
    at("mapping", false, detail);
    return false;
  }
  const subject = principal.get("google.subject");
  if (typeof subject === "string") {
    const bytes = Buffer.byteLength(subject);
    const detail = `${show(subject)}, expected at most ${GCP_SUBJECT_MAX_BYTES} bytes, seen ${bytes}`;
    if (!at("google.subject", bytes <= GCP_SUBJECT_MAX_BYTES, detail)) return false;
  } else if (!open) {
    at("google.subject", false, "the mapping has none");
    return false;
  }
  return open ? "unknown" : principal;
}

function bytesIn(value: unknown): number {
  return typeof value === "string" ? Buffer.byteLength(value) : 0;
}

/** What the token is called in the pool, or `undefined` where no text comes out of the mapping; a name that is too long comes out too. */
export function gcpSubjectOf(pool: GcpPool, provider: GcpProvider, token: Token): string | undefined {
  if (pool.managed) {
    const names = parseSubjectClaim(token.sub);
    return names === undefined ? undefined : gcpManagedSubject(names);
  }
  const source = provider.attributeMapping?.["google.subject"];
  if (source === undefined || isSub(source)) return source === undefined ? undefined : token.sub;
  const outcome = run(source, GCP_MAPPING_MAX_LENGTH, { assertion: token });
  return "value" in outcome && typeof outcome.value === "string" ? outcome.value : undefined;
}

function isMappable(name: string, value: unknown): boolean {
  if (name !== "google.groups") return typeof value === "string";
  return Array.isArray(value) && value.every((group) => typeof group === "string");
}

function checkCondition({ attributeCondition }: GcpProvider, token: Token, principal: Principal, at: Check): Passed {
  if (attributeCondition === undefined || attributeCondition === "") return at("condition", true, "none");
  const unread = [...principal].find(([name, value]) => value === NO_TEXT && mentions(attributeCondition, name));
  if (unread !== undefined) return at("condition", "unknown", `it reads ${unread[0]}, which is no text`);
  const fields = (prefix: string) =>
    Object.fromEntries(
      [...principal]
        .filter(([name, value]) => name.startsWith(`${prefix}.`) && value !== NO_TEXT)
        .map(([name, value]) => [name.slice(prefix.length + 1), value]),
    );
  const outcome = run(attributeCondition, GCP_CONDITION_MAX_LENGTH, {
    assertion: token,
    google: fields("google"),
    attribute: fields("attribute"),
  });
  if ("unknown" in outcome) return at("condition", "unknown", outcome.unknown);
  const seen = "error" in outcome ? outcome.error : String(outcome.value);
  return at("condition", "value" in outcome && outcome.value === true, `${show(attributeCondition)}: ${seen}`);
}

function mentions(condition: string, attribute: string): boolean {
  return condition.includes("attribute") && condition.includes(attribute.slice("attribute.".length));
}

function run(source: string, maxLength: number, variables: Record<string, unknown>) {
  const program = compileCel(source, maxLength);
  return "unknown" in program ? program : runCel(program.expr, variables);
}

function checkGrants({ grants, unseen }: Granted, principal: Principal, token: Token, check: Check): Passed {
  let open = unseen.length > 0;
  for (const grant of grants) {
    const { member, doubt } = grant;
    const label = boundMemberLabel(grant);
    const fits = memberFits(member, principal);
    if (fits === false) check(label, false, seenBy(member, principal, token));
    else if (fits === "unknown" || doubt !== undefined) {
      check(label, "unknown", doubt ?? "the token or the trust does not say enough about this member");
      open = true;
    } else return check(label, true, seenBy(member, principal, token));
  }
  if (grants.length === 0) check("bindings", false, "none names a member");
  for (const grant of unseen) check("bindings", "unknown", grant);
  return open ? "unknown" : false;
}

function memberFits(member: GcpMember, principal: Principal): Passed {
  switch (member.kind) {
    case "subject":
      return principal.get("google.subject") === member.value;
    case "attribute":
      if (principal.get(member.name) === NO_TEXT) return "unknown";
      return principal.get(member.name) === member.value;
    case "group":
      return ((principal.get("google.groups") ?? []) as unknown[]).includes(member.value);
    case "namespace":
      return principal.get("namespace") === member.value;
    case "cluster":
      return principal.get("kubernetes.cluster") === member.value;
    case "uid":
      return principal.get("uid") === undefined ? "unknown" : principal.get("uid") === member.value;
    case "all":
      return true;
    case "unknown":
      return "unknown";
    case "foreign":
    case "nobody":
      return false;
  }
}

function seenBy(member: GcpMember, principal: Principal, token: Token): string {
  if (member.kind === "foreign") return "not a member of this pool";
  if (member.kind === "nobody") return "a deleted principal";
  const key = member.kind === "attribute" ? member.name : "google.subject";
  return `seen ${key} ${show(principal.get(key) ?? token.sub)}`;
}

function expected(what: string, seen: string): string {
  return `expected ${show(what)}, seen ${show(seen)}`;
}
