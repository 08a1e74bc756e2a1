import type { Admission, ForeignAdmission } from "../../core/admission";
import { WorkloadIdentityError } from "../../core/errors";
import { readKeySet } from "../../core/key-set";
import type { Language } from "../../core/language/language";
import { literals, unknown } from "../../core/language/language";
import { unreachableIssuer } from "../../core/public-issuer";
import { gcpAudiences } from "./audience";
import type { GcpBoundMember } from "./bindings";
import { gcpBoundMembers, gcpOtherWaysIn } from "./bindings";
import { both, either, eitherOf } from "./cel/subject-sets";
import { gcpForeignToken } from "./foreign-token";
import type { GcpPool } from "./pool";
import { gcpPoolOf, isInUse } from "./pool";
import type { GcpPrincipals } from "./principals";
import { gcpForeignPrincipals, gcpPrincipals } from "./principals";
import type { GcpProvider, GcpTrust } from "./trust";

/**
 * Who a pool and its bindings admit: a token that any provider of the pool takes, and whose principal any binding names. Of the
 * pool for GKE, the listed clusters are taken for all clusters of the project.
 * Throws `WorkloadIdentityError` (`gcp-clusters-missing`) where that pool comes without any.
 */
export function gcpAdmits(trust: GcpTrust): Admission {
  const pool = gcpPoolOf(trust);
  if (pool.managed && trust.providers.length === 0) {
    throw new WorkloadIdentityError(
      "gcp-clusters-missing",
      `Cannot say whom pool ${pool.id} admits: providers is empty, list the clusters of the project with their issuers`,
    );
  }
  const providers = trust.providers.map(
    (provider): TakingProvider => ({ provider, audiences: gcpAudiences(pool, provider) }),
  );
  const grants = gcpBoundMembers(trust, pool);
  const subjects: string[] = [];
  const others: GcpBoundMember[] = [];
  for (const grant of grants) {
    if (grant.member.kind === "subject" && grant.doubt === undefined) subjects.push(grant.member.value);
    else if (grant.member.kind !== "foreign" && grant.member.kind !== "nobody") others.push(grant);
  }

  const admittedBy = (principals: GcpPrincipals): Language => {
    const more = others.map(({ member, doubt }) => {
      const language = member.kind === "subject" ? principals.subjects([member.value]) : principals.member(member);
      return doubt === undefined ? language : both(language, unknown(doubt));
    });
    return eitherOf([principals.subjects(subjects), ...more]);
  };

  const takingOf = (issuer: string, audience: string) =>
    providers
      .filter(
        (each) => each.provider.issuer === issuer && each.audiences.includes(audience) && isInUse(pool, each.provider),
      )
      .map(({ provider }) => provider);
  const audiences = new Set(providers.flatMap((each) => each.audiences));
  return {
    issuers: [...new Set(trust.providers.map(({ issuer }) => issuer))],
    audiences: [...audiences].map((audience) => literals([audience])),
    subjects: (issuer, audience) =>
      eitherOf(takingOf(issuer, audience).map((provider) => admittedBy(gcpPrincipals(pool, provider, audience)))),
    foreign: (issuer, audience) => {
      const taking = takingOf(issuer, audience);
      const subjects = eitherOf(taking.map((provider) => admittedBy(gcpForeignPrincipals(pool, provider, audience))));
      return isDecided(subjects) ? { subjects } : withForeignToken({ ...trust, providers: taking }, audience, subjects);
    },
    sameAudiences: (audience) => {
      const spelling = providers.find((each) => takesOwnName(each.provider) && each.audiences.includes(audience));
      return spelling?.audiences ?? [];
    },
    keys: (issuer) => storedKeys(trust.providers, issuer),
    otherWaysIn: gcpOtherWaysIn(grants),
    doubts: [...(trust.unseen ?? []), ...trust.providers.flatMap((provider) => doubtOfKeys(pool, provider) ?? [])],
  };
}

function isDecided(language: Language): boolean {
  if (language.kind === "not") return isDecided(language.of);
  return language.kind === "and" || language.kind === "or" ? language.of.every(isDecided) : language.kind !== "unknown";
}

/** What is left open about a foreign issuer, with one token of it that does get in, where one can be found. */
function withForeignToken(trust: GcpTrust, audience: string, subjects: Language): ForeignAdmission {
  const found = gcpForeignToken(trust, audience);
  if (found === undefined) return { subjects };
  return { subjects: either(literals([found.subject]), subjects), claims: found.claims };
}

/** Why Google may not have the keys that tokens of a provider are signed with: it fetches them where none are uploaded. */
function doubtOfKeys(pool: GcpPool, provider: GcpProvider): string | undefined {
  if (pool.managed || provider.jwksJson !== undefined || !isInUse(pool, provider)) return undefined;
  const why = unreachableIssuer(provider.issuer);
  return why && `provider ${provider.name} has no jwksJson, and Google cannot fetch the keys of its issuer: ${why}`;
}

interface TakingProvider {
  readonly provider: GcpProvider;
  readonly audiences: readonly string[];
}

function takesOwnName({ allowedAudiences = [] }: GcpProvider): boolean {
  return allowedAudiences.length === 0;
}

/** The keys of all providers of an issuer together: a holder of any of them can sign. */
function storedKeys(providers: readonly GcpProvider[], issuer: string): object | undefined {
  const uploads = providers.filter((provider) => provider.issuer === issuer).map(({ jwksJson }) => jwksJson);
  const stored = uploads.filter((jwksJson) => jwksJson !== undefined).map(readKeySet);
  if (stored.length === 0) return undefined;
  // Without a list of keys the proof ends in `unknown`.
  return stored.some((read) => "malformed" in read)
    ? {}
    : { keys: stored.flatMap((read) => ("keys" in read ? read.keys : [])) };
}
