import type { Finders } from "../../core/catalogue";
import type { AskedRows } from "../../core/finding";
import { foundBy } from "../../core/finding";
import { isInClusterIssuer } from "../../core/issuer-url";
import { SUBJECT_PREFIX, subjectClaim } from "../../core/subject";
import { kubernetesToken } from "../../core/token";
import type { Intent } from "../../core/trust-intent";
import { intendedAudiences } from "../../core/trust-intent";
import { gcpAudiences } from "./audience";
import type { GcpBoundMember } from "./bindings";
import { gcpBoundMembers } from "./bindings";
import type { GCP_FINDINGS } from "./catalogue";
import { compileCel, GCP_MAPPING_MAX_LENGTH, runCel } from "./cel/run";
import { gcpOthers } from "./others";
import type { GcpPool } from "./pool";
import { gcpPoolOf } from "./pool";
import { GCP_SUBJECT_MAX_BYTES, isSub } from "./principals";
import type { GcpProvider, GcpTrust } from "./trust";

/** What the finders look at. */
interface Shown {
  pool: GcpPool;
  providers: readonly GcpProvider[];
  /** Issuers of others that the intent names. */
  others: ReadonlySet<string>;
  /** Without the others that the intent names. */
  grants: readonly GcpBoundMember[];
  intent: Intent;
  /** The conditions of all providers, for finders of how they are written. */
  conditions: readonly string[];
  mappings: readonly string[];
}

/** How to see each misconfiguration of the catalogue in a pool and its bindings. */
const FINDERS: Finders<typeof GCP_FINDINGS, "K2" | "K3", (shown: Shown) => boolean> = {
  G1: ({ grants }) => grants.some(({ member }) => member.kind === "all"),
  G2: ({ grants, providers, intent }) =>
    grants.some(({ member }) => isWide(member.kind) && !isUnmapped(member, providers)) &&
    (intent.namespaces ?? []).length === 0,
  G3: ({ providers, pool }) => !pool.managed && providers.some((provider) => !keepsSubjectsApart(provider)),
  G4: ({ providers, pool, others }) =>
    !pool.managed && providers.filter(({ issuer }) => !others.has(issuer)).length > 1,
  G5: ({ conditions }) => conditions.some((each) => /startsWith\((['"])system:serviceaccount:[^:'"]+\1\)/.test(each)),
  G6: ({ conditions }) => conditions.some((each) => /\.(contains|endsWith)\(/.test(each) || hasLooseMatch(each)),
  G7: ({ conditions }) =>
    conditions.some((each) => /(^|\|\|)\s*true\s*($|\|\|)|^\s*has\(assertion\.(sub|iss|aud)\)\s*$/.test(each)),
  G8: ({ providers, pool }) => !pool.managed && providers.some((each) => each.attributeCondition === undefined),
  G9: ({ providers, pool, intent }) => providers.some((each) => hasForeignAudience(gcpAudiences(pool, each), intent)),
  G10: ({ pool, providers, intent }) => !pool.managed && providers.some((each) => hasLongSubject(each, intent)),
  G11: ({ conditions, mappings }) => [...conditions, ...mappings].some(readsMissingClaim),
  G12: ({ conditions }) => conditions.some((each) => /assertion\.aud\s*[=!]=|[=!]=\s*assertion\.aud/.test(each)),
  G13: ({ grants }) => grants.some(({ tooHigh }) => tooHigh),
  G14: ({ pool, providers }) => pool.managed && providers.length > 1,
  G15: ({ grants, intent }) => grants.some((grant) => isUnintended(grant, intent)),
  G16: ({ grants, providers }) => grants.some(({ member }) => isUnmapped(member, providers)),
  G17: ({ grants, pool, providers }) =>
    grants.some(({ member }) => member.kind === "subject" && isOfOtherForm(member.value, pool, providers)),
  K2: ({ grants }) => grants.some(({ member }) => member.kind === "subject" && /(:|\/sa\/)default$/.test(member.value)),
  K3: ({ providers }) => providers.some(({ issuer }) => isInClusterIssuer(issuer)),
};

/** Identifiers of the known misconfigurations that the pool and its bindings show. */
export function gcpFindings(trust: GcpTrust, intent: Intent, asked?: AskedRows): string[] {
  const pool = gcpPoolOf(trust);
  const named = gcpOthers((intent.others as { gcp?: object } | undefined)?.gcp ?? {});
  // Who is named on purpose is no finding.
  const members = new Set(named.ways.map(({ key }) => key));
  const subjects = new Set(named.subjects.map(({ subject }) => subject));
  const providers = trust.providers;
  const shown: Shown = {
    pool,
    providers,
    others: new Set(named.subjects.map(({ issuer }) => issuer)),
    grants: gcpBoundMembers(trust, pool).filter(
      ({ name, member }) => !members.has(name) && !(member.kind === "subject" && subjects.has(member.value)),
    ),
    intent,
    conditions: providers.flatMap(({ attributeCondition }) => attributeCondition ?? []),
    mappings: providers.flatMap(({ attributeMapping = {} }) => Object.values(attributeMapping)),
  };
  return foundBy(FINDERS, (shows) => shows(shown), asked);
}

function isWide(kind: GcpBoundMember["member"]["kind"]): boolean {
  return kind === "attribute" || kind === "group" || kind === "namespace" || kind === "cluster";
}

/** Whether a member is for an attribute or group that no provider makes anything of. */
function isUnmapped(member: GcpBoundMember["member"], providers: readonly GcpProvider[]): boolean {
  const name = member.kind === "group" ? "google.groups" : member.kind === "attribute" ? member.name : undefined;
  return name !== undefined && !providers.some(({ attributeMapping = {} }) => Object.hasOwn(attributeMapping, name));
}

/** Whether a subject is written as pools of the other kind have them. */
function isOfOtherForm(subject: string, { managed }: GcpPool, providers: readonly GcpProvider[]): boolean {
  if (managed) return subject.startsWith(SUBJECT_PREFIX);
  const isPlain = providers.every(({ attributeMapping = {} }) => isSub(attributeMapping["google.subject"]));
  return isPlain && /^ns\/[^/]+\/sa\/[^/]+$/.test(subject);
}

/** ServiceAccounts that a mapping mixes up when it leaves out a part of the subject, or what stands between its parts. */
const PROBES = ["a:b", "a:c", "b:b", "a-b:c", "a:b-c", "ab:c", "a:bc"].map((names) => `${SUBJECT_PREFIX}${names}`);

function keepsSubjectsApart({ issuer, attributeMapping = {} }: GcpProvider): boolean {
  const source = attributeMapping["google.subject"];
  if (source === undefined || isSub(source)) return true;
  const program = compileCel(source, GCP_MAPPING_MAX_LENGTH);
  if ("unknown" in program) return true;
  const subjects = PROBES.flatMap((sub) => {
    const outcome = runCel(program.expr, { assertion: kubernetesToken(issuer, sub, "") });
    return "value" in outcome ? [outcome.value] : [];
  });
  return new Set(subjects).size === subjects.length;
}

function hasLooseMatch(condition: string): boolean {
  return [...condition.matchAll(/\.matches\((?:'([^']*)'|"([^"]*)")\)/g)].some(
    ([, single, expression = single ?? ""]) =>
      !expression.startsWith("^") || !expression.endsWith("$") || /\.\*|\.\+/.test(expression),
  );
}

function hasForeignAudience(audiences: readonly string[], intent: Intent): boolean {
  const bare = (audience: string) => audience.replace(/^https:(?=\/\/iam\.googleapis\.com\/)/, "");
  const intended = new Set(intendedAudiences(intent).map(bare));
  return audiences.some((audience) => !intended.has(bare(audience)));
}

function hasLongSubject({ attributeMapping = {} }: GcpProvider, intent: Intent): boolean {
  if (!isSub(attributeMapping["google.subject"])) return false;
  return (
    (intent.namespaces ?? []).length > 0 ||
    intent.subjects.some((subject) => Buffer.byteLength(subjectClaim(subject)) > GCP_SUBJECT_MAX_BYTES)
  );
}

/** Reads a claim that not every token of an API server carries, without asking for it first. */
function readsMissingClaim(source: string): boolean {
  const known = /^(iss|sub|aud|exp|iat|nbf|jti)$/;
  const read = [...source.matchAll(/(?<!has\()assertion(?:\.(\w+)|\[(['"])([^'"]+)\2\])/g)];
  const missing = read.some(
    ([, field, , key]) => !known.test(field ?? key ?? "") && (field ?? key) !== "kubernetes.io",
  );
  return missing || /(?<!has\(\S{0,80})(\.|\[['"])(pod|secret|node)\b/.test(source);
}

function isUnintended({ member }: GcpBoundMember, intent: Intent): boolean {
  if (member.kind === "foreign") return true;
  if (member.kind !== "subject") return false;
  return !intent.subjects.some(
    ({ namespace, serviceAccount }) =>
      member.value === subjectClaim({ namespace, serviceAccount }) ||
      member.value === `ns/${namespace}/sa/${serviceAccount}`,
  );
}
