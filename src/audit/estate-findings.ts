import { keySet } from "../core/key-set";
import { show } from "../core/show";
import { parseSubjectClaim } from "../core/subject";
import { checkOpenShiftInstall } from "../openshift/check-install";
import type { ExaminedEstate } from "./examined";
import type { FoundInEstate } from "./findings";
import { dig } from "./kubernetes/objects";
import { namespaceOf } from "./kubernetes/pods";
import { podFindings } from "./pod-findings";
import { endingKeys, weakKeys } from "./signing-keys";
import type { IndexedSubject } from "./subjects";

/** Everything that no trust shows alone. */
export function* estateFindings(all: ExaminedEstate): Generator<FoundInEstate> {
  yield* namingFindings(all);
  yield* trustedFindings(all);
  yield* registrationFindings(all);
  yield* clusterFindings(all);
  const reached = reachedClouds(all);
  for (const subject of all.index.all) yield* podFindings(subject, all.naming, reached);
}

/** The clouds where a subject becomes an identity for certain, by its `id`. */
function reachedClouds({ examined }: ExaminedEstate): Map<string, Set<string>> {
  const reached = new Map<string, Set<string>>();
  for (const { identity, pairs } of examined) {
    for (const { subject, decision } of pairs) {
      if (decision !== "allow") continue;
      const clouds = reached.get(subject);
      if (clouds === undefined) reached.set(subject, new Set([identity.cloud]));
      else clouds.add(identity.cloud);
    }
  }
  return reached;
}

/** ServiceAccounts that name an identity which refuses them, or which nobody has. */
function* namingFindings({ naming, examined }: ExaminedEstate): Generator<FoundInEstate> {
  const hasIdentities = new Set(examined.map(({ identity }) => identity.cloud));
  // Several trusts can be known by one name: of a service account one for each pool, of an identity provider one for each group.
  const reachedBy = new Map<string, Set<string>>();
  for (const { identity, pairs } of examined) {
    for (const name of identity.knownAs) {
      const key = `${identity.cloud} ${name}`;
      const reached = reachedBy.get(key) ?? new Set();
      for (const { subject } of pairs) reached.add(subject);
      reachedBy.set(key, reached);
    }
  }
  for (const { identity } of examined) {
    for (const { name, subject, where } of naming.of(identity.cloud, identity.knownAs)) {
      // Without the issuer nothing is known of its tokens.
      const isReached = reachedBy.get(`${identity.cloud} ${name}`)?.has(subject.id) === true;
      if (isReached || subject.issuer === undefined) continue;
      const message = `${labelOf(subject)} names it by ${where}, and its trust lets ${subject.namespace}/${subject.serviceAccount} of ${show(subject.issuer)} in by nothing`;
      const about = identity.identity;
      yield { row: "E1", cloud: identity.cloud, about, message, identity: identity.id, subject: subject.id };
    }
  }
  for (const { cloud, name, where, subject } of naming.unmet) {
    // Where the inputs have no identity of a cloud at all, nobody has looked.
    if (!hasIdentities.has(cloud)) continue;
    const message = `${labelOf(subject)} names ${name} by ${where}, which is none of the identities among the inputs`;
    const place = subject.account?.source === undefined ? {} : { place: { file: subject.account.source } };
    yield { row: "E2", cloud, about: labelOf(subject), message, subject: subject.id, ...place };
  }
}

/** ServiceAccounts, namespaces and clusters that identities trust and that are not there. */
function* trustedFindings({ examined, index }: ExaminedEstate): Generator<FoundInEstate> {
  for (const { identity, issuers } of examined) {
    const base = { cloud: identity.cloud, about: identity.identity, identity: identity.id };
    for (const { issuer, listed } of issuers) {
      const names = [...listed].flatMap((claim) => {
        const name = parseSubjectClaim(claim);
        return name === undefined ? [] : [{ claim, ...name }];
      });
      const clusters = index.of(issuer)?.clusters ?? [];
      if (clusters.length === 0) {
        const [first] = names;
        if (first === undefined || !index.knowsIssuers) continue;
        yield {
          ...base,
          row: "E5",
          message: `it trusts ${first.claim} of ${show(issuer)}, and none of the clusters has that issuer`,
        };
        continue;
      }
      for (const { claim, namespace, serviceAccount } of names) {
        const subjects = index.named(issuer, claim, { namespace, serviceAccount });
        if (subjects.some(({ exists }) => exists !== false)) continue;
        const known = clusters.some((cluster) => index.hasNamespace(cluster, namespace) !== false);
        const where = `in cluster ${clusters.join(", ")}`;
        const [subject] = subjects;
        yield {
          ...base,
          row: known ? "E3" : "E4",
          message: known
            ? `it trusts ${namespace}/${serviceAccount}, and there is no such ServiceAccount ${where}`
            : `it trusts ${namespace}/${serviceAccount}, and there is no such namespace ${where}`,
          ...(subject === undefined ? {} : { subject: subject.id }),
        };
      }
    }
  }
}

/** Registrations that nobody uses, or whose cluster is gone. */
function* registrationFindings({
  registrations,
  examined,
  undecided,
  index,
  now,
}: ExaminedEstate): Generator<FoundInEstate> {
  const used = new Set(
    examined.flatMap(({ identity, issuers }) => issuers.map(({ issuer }) => `${identity.cloud} ${issuer}`)),
  );
  for (const { cloud, id, issuer, jwks } of registrations) {
    const isCluster = (index.of(issuer)?.clusters.length ?? 0) > 0;
    const mayBeUsed = undecided.some((trust) => trust.includes(issuer) || trust.includes(id));
    if (!mayBeUsed && !used.has(`${cloud} ${issuer}`)) {
      const isGone = !isCluster && index.knowsIssuers;
      const message = isGone
        ? `${show(issuer)} is registered, no identity uses it, and none of the clusters has that issuer`
        : `${show(issuer)} is registered, and no identity uses it`;
      yield { row: isGone ? "E7" : "E6", cloud, about: id, message };
    }
    yield* keyFindings(jwks, { cloud, about: id }, now);
  }
}

/** What clusters have in common that each should have alone, and what they store. */
function* clusterFindings({ estate: { clusters }, now }: ExaminedEstate): Generator<FoundInEstate> {
  const issuers = groupedBy(
    clusters.flatMap(({ name, issuer }) => (issuer === undefined ? [] : [[issuer, name] as const])),
  );
  for (const [issuer, names] of issuers) {
    const about = `clusters ${names.join(", ")}`;
    if (names.length > 1) yield { row: "E8", cloud: EVERY, about, message: `${about} have the issuer ${show(issuer)}` };
  }
  const keys = groupedBy(
    clusters.flatMap(({ name, jwks }) => {
      const read = jwks === undefined ? new Map<string, string>() : keySet(jwks);
      return "malformed" in read ? [] : [...read.keys()].map((thumbprint) => [thumbprint, name] as const);
    }),
  );
  for (const [thumbprint, names] of keys) {
    const about = `clusters ${names.join(", ")}`;
    if (names.length > 1) yield { row: "E9", cloud: EVERY, about, message: `${about} sign with the key ${thumbprint}` };
  }
  for (const { name, jwks, objects } of clusters) {
    const about = `cluster ${name}`;
    yield* keyFindings(jwks, { cloud: EVERY, about }, now);
    for (const { kind, namespace, name: secret, value, source } of objects) {
      if (kind !== "Secret" || dig(value, "type") !== "kubernetes.io/service-account-token") continue;
      const account = dig(value, "metadata", "annotations", "kubernetes.io/service-account.name");
      const message = `Secret ${namespaceOf(namespace)}/${secret} holds a token of ServiceAccount ${show(account)} without an end`;
      const place = { file: source };
      yield { row: "E12", cloud: EVERY, about: `${about}, Secret ${namespaceOf(namespace)}/${secret}`, message, place };
    }
    if (!objects.some(({ apiVersion }) => /^(config|operator|cloudcredential)\.openshift\.io\//.test(apiVersion)))
      continue;
    const text = JSON.stringify({ apiVersion: "v1", kind: "List", items: objects.map(({ value }) => value) });
    for (const { code, result, message, fix } of checkOpenShiftInstall(text)) {
      if (result === "error")
        yield { row: "E16", cloud: EVERY, about: `${about}, ${code}`, message, ...(fix === "" ? {} : { fix }) };
    }
  }
}

/** What is wrong with the keys that a cluster signs with, or that a vendor stores. */
function* keyFindings(
  jwks: object | string | undefined,
  base: { cloud: string; about: string },
  now: Date,
): Generator<FoundInEstate> {
  for (const message of weakKeys(jwks)) yield { ...base, row: "E13", message };
  for (const message of endingKeys(jwks, now)) yield { ...base, row: "E20", message };
}

const EVERY = "every";

function groupedBy(entries: readonly (readonly [string, string])[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [key, name] of entries) groups.set(key, [...new Set([...(groups.get(key) ?? []), name])]);
  return groups;
}

/** A ServiceAccount for people. */
function labelOf({ cluster, namespace, serviceAccount }: IndexedSubject): string {
  return `ServiceAccount ${namespace}/${serviceAccount}${cluster === undefined ? "" : ` in cluster ${cluster}`}`;
}
