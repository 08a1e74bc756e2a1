import type { CloudAudit, IdentityTrust } from "../clouds/audit";
import { audits } from "../clouds/audits";
import type { Cloud } from "../clouds/cloud";
import type { DeployedResource } from "../clouds/deployed";
import { clouds } from "../clouds/registry";
import { WorkloadIdentityError } from "../core/errors";
import { whileUnchanged } from "../core/reading";
import type { Subject } from "../core/subject";
import { admittedBy } from "./admitted";
import type { AuditInput, Estate, Unread } from "./estate";
import { estateFindings } from "./estate-findings";
import type { ExaminedIdentity } from "./examined";
import { collectFindings } from "./findings";
import type { Audit, AuditedIdentity, AuditedPair } from "./model";
import type { NamedBy, Naming } from "./naming";
import { namingOf } from "./naming";
import { pairsOf } from "./pairs";
import { actorsOf } from "./people";
import { peopleFindings } from "./people-findings";
import { withPlaces } from "./places";
import type { NamedCluster } from "./read-estate";
import { readEstate } from "./read-estate";
import { SubjectIndex } from "./subjects";
import { trustFindings } from "./trust-findings";

/** Told how far an audit is, after each identity. */
export type Progress = (done: number, all: number) => void;

/**
 * Who can become whom: reads all inputs, and joins identities with ServiceAccounts. What cannot be read is listed in the answer; nothing
 * throws. `clusters` are what the inputs do not say themselves; `now` is what the ends of certificates are compared with, the present by default.
 */
export function audit(
  inputs: readonly AuditInput[],
  clusters: readonly NamedCluster[] = [],
  progress?: Progress,
  now?: Date,
): Audit {
  const estate = readEstate(inputs, clusters);
  const answer = auditEstate(estate, progress, now);
  return { ...answer, findings: withPlaces(answer.findings, answer.identities, estate, inputs) };
}

/** The same over an estate that has been read already. */
export function auditEstate(estate: Estate, progress: Progress = () => {}, now = new Date()): Audit {
  const unread: Unread[] = [...estate.unread];
  const passedOver = new Map(estate.passedOver);
  const index = new SubjectIndex(estate.clusters);
  const naming = namingOf(index.all);
  const issuers = estate.clusters.flatMap(({ issuer }) => issuer ?? []);
  const found = audits.flatMap((each) => {
    const cloud = clouds.find(({ name }) => name === each.name)!;
    const identities = identitiesOf(each, estate.resources, issuers, unread);
    const uses = new Map<string, number>();
    for (const { knownAs } of identities) for (const name of knownAs) uses.set(name, (uses.get(name) ?? 0) + 1);
    const isShared = ({ knownAs }: IdentityTrust) => knownAs.some((name) => uses.get(name)! > 1);
    return identities.map((deployed) => ({ each, cloud, deployed, isShared: isShared(deployed) }));
  });
  const keys = new Map(
    estate.clusters.flatMap(({ issuer, jwks }) =>
      issuer === undefined || jwks === undefined ? [] : [[issuer, jwks] as const],
    ),
  );
  const examined: ExaminedIdentity[] = [];
  const undecided: string[] = [];
  const surroundings = { index, naming, keys };
  found.forEach((identity, done) => {
    progress(done, found.length);
    const one = examine(identity, surroundings);
    if (one === undefined) passedOver.set(OTHERS, (passedOver.get(OTHERS) ?? 0) + 1);
    else if ("why" in one) {
      unread.push(one);
      undecided.push(JSON.stringify(identity.deployed.trust));
    } else examined.push(one);
  });
  progress(found.length, found.length);
  const registrations = audits.flatMap((each) =>
    each.registrations(estate.resources).map((registration) => ({ cloud: each.name, ...registration })),
  );
  const subjects = index.all.map(({ account, ...subject }) => subject);
  const pairs = examined.flatMap((each) => each.pairs);
  const people = actorsOf(estate.clusters, subjects, pairs);
  const findings = collectFindings(examined, [
    ...estateFindings({ estate, index, naming, examined, undecided, now, registrations }),
    ...peopleFindings(people),
  ]);
  return {
    identities: examined.map(({ identity }) => identity),
    subjects,
    pairs,
    people,
    findings,
    clusters: estate.clusters,
    registrations: registrations.map(({ cloud, id, issuer }) => ({ cloud, id, issuer })),
    unread,
    passedOver,
  };
}

const OTHERS = "identities that take no tokens of an issuer";

/** A resource that has not the form that its type has shall not keep the others from being read. */
function identitiesOf(
  each: CloudAudit,
  resources: readonly DeployedResource[],
  issuers: readonly string[],
  unread: Unread[],
): IdentityTrust[] {
  try {
    return each.identities(resources, issuers);
  } catch (error) {
    unread.push({ source: each.name, what: "the identities", why: (error as Error).message });
    return [];
  }
}

/** An identity with what belongs to its cloud. `isShared` says that others are known by its name as well, such as groups of one provider. */
interface FoundIdentity {
  readonly each: CloudAudit;
  readonly cloud: Cloud;
  readonly deployed: IdentityTrust;
  readonly isShared: boolean;
}

/** What identities are held against: ServiceAccounts, what these name, and the keys that clusters sign with, by issuer. */
interface Surroundings {
  readonly index: SubjectIndex;
  readonly naming: Naming;
  readonly keys: ReadonlyMap<string, object>;
}

/** What an identity is like, why that cannot be said, or nothing where it is none that takes tokens. */
function examine(found: FoundIdentity, surroundings: Surroundings): ExaminedIdentity | Unread | undefined {
  const { cloud, deployed } = found;
  const unread = (why: string): Unread => {
    // Whoever names it names one that is there.
    surroundings.naming.of(cloud.name, deployed.knownAs);
    return { source: cloud.name, what: deployed.identity, why };
  };
  try {
    const trust = cloud.parse(deployed.trust);
    if (deployed.lacks !== undefined) return unread(`${deployed.lacks}, so whom it lets in is not decided`);
    return whileUnchanged(trust, () => examineTrust(trust, found, surroundings));
  } catch (error) {
    if (!(error instanceof WorkloadIdentityError)) throw error;
    return unread(error.message.split("\n").join(" "));
  }
}

function examineTrust(
  trust: IdentityTrust["trust"],
  { each, cloud, deployed, isShared }: FoundIdentity,
  { index, naming, keys }: Surroundings,
): ExaminedIdentity | undefined {
  const { name, identity, knownAs, grants, associations = [] } = deployed;
  const id = `${cloud.name} ${identity}`;
  const { trust: whole, missing } = each.whole?.(trust) ?? { trust, missing: [] };
  const admitted = admittedBy(cloud, whole);
  const named = naming.of(cloud.name, knownAs);
  if (admitted.issuers.length === 0 && named.length === 0 && associations.length === 0) return undefined;
  const pairs = pairsOf(id, cloud, trust, associations, admitted, index);
  const wanted = isShared || named.length === 0 ? [] : wantedBy(named, associations, pairs);
  const shown = trustFindings(cloud, each, whole, admitted, wanted, keys);
  const account = each.account(identity);
  return {
    identity: {
      id,
      cloud: cloud.name,
      name,
      identity,
      ...(account === undefined ? {} : { account }),
      trust,
      grants,
      knownAs,
      verdict: verdictOf(cloud, trust, { missing, shown, pairs }),
    },
    missing,
    issuers: admitted.issuers.map(({ issuer, listed }) => ({ issuer, listed })),
    shown,
    pairs,
  };
}

/** How a trust stands as it is: what only a registration that no input has would let in is not decided. */
function verdictOf(
  cloud: Cloud,
  trust: IdentityTrust["trust"],
  { missing, pairs, shown: { proof } }: Pick<ExaminedIdentity, "missing" | "pairs" | "shown">,
): AuditedIdentity["verdict"] {
  if (proof === undefined) return pairs.some(({ decision }) => decision === "unknown") ? "unknown" : "nobody";
  if (missing.length === 0) return proof.verdict;
  const isCertain =
    proof.verdict === "over" &&
    (proof.otherWay !== undefined || cloud.evaluate(trust, proof.token).decision === "allow");
  return isCertain ? "over" : "unknown";
}

/** The ServiceAccounts that name an identity. Whom an association of the vendor leads to it needs no trust in tokens. */
function wantedBy(
  named: readonly NamedBy[],
  associations: NonNullable<IdentityTrust["associations"]>,
  pairs: readonly AuditedPair[],
): Subject[] {
  const reached = new Set(pairs.map(({ subject }) => subject));
  return named.flatMap(({ subject: { id, issuer, namespace, serviceAccount } }) =>
    issuer === undefined || associations.some((each) => each.issuer === issuer && reached.has(id))
      ? []
      : [{ issuer, namespace, serviceAccount }],
  );
}
