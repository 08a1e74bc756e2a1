import type { Admission, ForeignAdmission } from "../../core/admission";
import { WorkloadIdentityError } from "../../core/errors";
import { readKeySet } from "../../core/key-set";
import type { Language } from "../../core/language/language";
import { literals, NONE, unknown } from "../../core/language/language";
import { Undecided, Work } from "../../core/language/work";
import type { Token } from "../../core/token";
import { unreachableByClouds } from "../api-servers";
import { gcpAudiences } from "./audience";
import type { GcpBoundMember } from "./bindings";
import { gcpBoundMembers, gcpOtherWaysIn } from "./bindings";
import { metered } from "./cel/meter";
import { both, either, eitherOf } from "./cel/subject-sets";
import { gcpDoubts, gcpProviderDoubts } from "./doubts";
import { GcpTries, gcpForeignToken } from "./foreign-token";
import type { GcpPrincipals } from "./members";
import { gcpPoolOf, isGkeClusterOf, isInUse } from "./pool";
import { GCP_SUBJECT_MAX_BYTES, gcpForeignPrincipals, gcpPrincipals, gcpReadsAudiences } from "./principals";
import type { GcpProvider, GcpTrust } from "./trust";

/**
 * Who a pool and its bindings admit: a token that any provider of the pool takes, and whose principal any binding names. Of the
 * pool for GKE, the listed clusters are taken for all clusters of the project.
 * Throws `WorkloadIdentityError` (`gcp-clusters-missing`) where that pool comes without any.
 */
export function gcpAdmits(trust: GcpTrust, work = Work.for(trust)): Admission {
  const pool = gcpPoolOf(trust);
  if (pool.managed && trust.providers.length === 0) {
    throw new WorkloadIdentityError(
      "gcp-clusters-missing",
      `Cannot say whom pool ${pool.id} admits: providers is empty, list the clusters of the project with their issuers`,
    );
  }
  const providers = trust.providers.map(
    (provider): TakingProvider => ({
      provider,
      audiences: gcpAudiences(pool, provider),
      isInUse: isInUse(pool, provider),
      doubts: pool.managed ? [] : gcpProviderDoubts(provider),
    }),
  );
  const grants = gcpBoundMembers(trust, pool);
  const subjects: string[] = [];
  // A member of many bindings comes in once.
  const byMember = new Map<string, GcpBoundMember>();
  for (const grant of grants) {
    if (grant.member.kind === "subject" && grant.doubt === undefined) subjects.push(grant.member.value);
    else if (grant.member.kind !== "foreign" && grant.member.kind !== "nobody")
      byMember.set(JSON.stringify([grant.name, grant.doubt]), grant);
  }
  const others = [...byMember.values()];

  const admittedBy = ({ doubts: [notStored] }: TakingProvider, principals: GcpPrincipals): Language => {
    const more = others.map(({ member, doubt }) => {
      const language = member.kind === "subject" ? principals.subjects([member.value]) : principals.member(member);
      return doubt === undefined ? language : both(language, unknown(doubt));
    });
    const admitted = eitherOf([principals.subjects(subjects), ...more]);
    // Nobody is known to come in by what is not stored.
    return notStored === undefined ? admitted : both(admitted, unknown(notStored));
  };

  // A provider with several audiences mostly admits the same with each.
  let last: { taking: readonly TakingProvider[]; language: Language } | undefined;
  const clusterSubjects = (taking: readonly TakingProvider[], audience: string): Language => {
    if (taking.length === 0) return NONE;
    const isSame = taking.length === last?.taking.length && taking.every((each, i) => each === last?.taking[i]);
    if (last !== undefined && isSame && !taking.some(({ provider }) => gcpReadsAudiences(provider)))
      return last.language;
    const admitted = taking.map((each) => admittedBy(each, gcpPrincipals(pool, each.provider, audience)));
    last = { taking, language: bounded(eitherOf(admitted)) };
    return last.language;
  };
  const takingOf = (issuer: string, audience: string) =>
    providers.filter((each) => each.isInUse && each.provider.issuer === issuer && each.audiences.includes(audience));
  const mayBeCluster = (issuer: string) =>
    trust.providers.every((provider) => provider.issuer !== issuer) && isGkeClusterOf(pool, issuer);
  const tries = new GcpTries();
  return {
    issuers: trust.providers.map(({ issuer }) => issuer),
    audiences: providers.map(({ audiences }) => literals(audiences)),
    subjects: (issuer, audience) =>
      mayBeCluster(issuer) && audience === pool.id
        ? unknown(`whether ${issuer} is a cluster of the project; list it in providers`)
        : decided(work, () => clusterSubjects(takingOf(issuer, audience), audience)),
    foreign: (issuer, audience) => {
      const taking = takingOf(issuer, audience);
      const foreign = (each: TakingProvider) => admittedBy(each, gcpForeignPrincipals(pool, each.provider, audience));
      const subjects = bounded(decided(work, () => eitherOf(taking.map(foreign))));
      return isDecided(subjects)
        ? { subjects }
        : withForeignToken({ ...trust, providers: taking.map(({ provider }) => provider) }, audience, subjects, tries);
    },
    sameAudiences: (audience) => {
      const spelling = providers.find((each) => takesOwnName(each.provider) && each.audiences.includes(audience));
      return spelling?.audiences ?? [];
    },
    ...(pool.managed ? {} : { subjectMaxBytes: GCP_SUBJECT_MAX_BYTES }),
    ...(readsPods(trust.providers) ? { complete: inPod } : {}),
    keys: (issuer) => storedKeys(trust.providers, issuer),
    otherWaysIn: gcpOtherWaysIn(grants),
    doubts: [
      ...(trust.unseen ?? []),
      ...gcpDoubts(trust, pool, providers),
      ...(pool.managed ? [] : doubtsOfKeys(providers)),
    ],
  };
}

/** What expressions let in, at the cost of a decision; not known where that is used up. */
function decided(work: Work, read: () => Language): Language {
  try {
    return metered(work, read);
  } catch (error) {
    if (!(error instanceof Undecided)) throw error;
    return unknown(error.message);
  }
}

/** What the patterns of one comparison may weigh together: comparing them takes steps for every way to begin one in another. */
const MAX_WEIGHT = 200;
/** A pattern that may begin anywhere. */
const SEARCH_WEIGHT = 6;

/** The language, where comparing it ends soon. */
function bounded(language: Language): Language {
  return weightOf(language) > MAX_WEIGHT ? unknown("too many patterns in conditions and members together") : language;
}

function weightOf(language: Language): number {
  if (language.kind === "not") return weightOf(language.of);
  if (language.kind === "and" || language.kind === "or") return language.of.reduce((sum, of) => sum + weightOf(of), 0);
  if (language.kind === "regex") return (SEARCH_WEIGHT * language.source.length) / 20;
  if (language.kind !== "glob") return 0;
  // The length of a subject is a pattern too, of single characters that tell nothing apart.
  const runs = language.parts.filter(
    (part, i) => part === "any-run" && typeof language.parts[i + 1] === "object",
  ).length;
  return 1 + (SEARCH_WEIGHT - 1) * runs;
}

function isDecided(language: Language): boolean {
  if (language.kind === "not") return isDecided(language.of);
  return language.kind === "and" || language.kind === "or" ? language.of.every(isDecided) : language.kind !== "unknown";
}

/** What is left open about a foreign issuer, with one token of it that does get in, where one can be found. */
function withForeignToken(trust: GcpTrust, audience: string, subjects: Language, tries: GcpTries): ForeignAdmission {
  const found = gcpForeignToken(trust, audience, tries);
  if (found === undefined) return { subjects };
  return { subjects: either(literals([found.subject]), subjects), claimsOf: () => found.claims };
}

/** Whether an expression may read what only a pod's token carries, or what `prove` leaves out of its tokens. */
function readsPods(providers: readonly GcpProvider[]): boolean {
  const reads = (source: string) => /pod|node|uid|nbf/.test(source);
  return providers.some(
    ({ attributeMapping = {}, attributeCondition = "" }) =>
      Object.values(attributeMapping).some(reads) || reads(attributeCondition),
  );
}

const UID = "00000000-0000-4000-8000-000000000000";

function inPod(token: Token): Token {
  const kubernetes = token["kubernetes.io"] as { serviceaccount?: object } | undefined;
  if (kubernetes === undefined) return token;
  const named = { name: "a", uid: UID };
  return {
    ...token,
    ...(token.iat === undefined ? {} : { nbf: token.iat }),
    "kubernetes.io": {
      ...kubernetes,
      serviceaccount: { ...kubernetes.serviceaccount, uid: UID },
      pod: named,
      node: named,
    },
  };
}

/** Why Google may not have the keys that tokens of providers are signed with: it fetches them where none are uploaded. */
function doubtsOfKeys(providers: readonly TakingProvider[]): string[] {
  const doubts: string[] = [];
  for (const { provider, isInUse } of providers) {
    if (provider.jwksJson !== undefined || !isInUse) continue;
    const why = unreachableByClouds(provider.issuer);
    if (why !== undefined)
      doubts.push(`provider ${provider.name} has no jwksJson, and Google cannot fetch the keys of its issuer: ${why}`);
  }
  return doubts;
}

interface TakingProvider {
  readonly provider: GcpProvider;
  readonly audiences: readonly string[];
  readonly isInUse: boolean;
  /** Why Google would not store it. */
  readonly doubts: readonly string[];
}

function takesOwnName({ allowedAudiences = [] }: GcpProvider): boolean {
  return allowedAudiences.length === 0;
}

/** The keys of all providers of an issuer together: a holder of any of them can sign. */
function storedKeys(providers: readonly GcpProvider[], issuer: string): object | undefined {
  const uploads = providers.filter((provider) => provider.jwksJson !== undefined && provider.issuer === issuer);
  if (uploads.length === 0) return undefined;
  const stored = uploads.map(({ jwksJson }) => readKeySet(jwksJson));
  // Without a list of keys the proof ends in `unknown`.
  return stored.some((read) => "malformed" in read)
    ? {}
    : { keys: stored.flatMap((read) => ("keys" in read ? read.keys : [])) };
}
