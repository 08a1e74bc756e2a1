import * as pulumi from "@pulumi/pulumi";
import { derivedName } from "../../../component/derived-name";
import type { IssuerReading } from "../../../component/issuers";
import { groupByIssuer, readIssuer } from "../../../component/issuers";
import { claimPhysicalName } from "../../../component/physical-names";
import { Placeholders, placeholderIssuer } from "../../../component/placeholders";
import { wiringsByIssuer } from "../../../component/pod-wirings";
import { proofHooks, provedUnderMocks } from "../../../component/proof-hook";
import { settled } from "../../../component/settled-value";
import { textGrantResources } from "../../../component/text-grant-resources";
import type { Issue } from "../../../core/issue";
import type { WholeNamespaces } from "../../../core/whole-namespaces";
import { subjectsClaim } from "../../../core/whole-namespaces";
import { huaweiAccountWords } from "../account-words";
import type {
  HuaweiIdentity,
  HuaweiOthers,
  HuaweiRegistration,
  HuaweiSubject,
  HuaweiWorkloadIdentityArgs,
} from "../args";
import { HuaweiAgencyPolicyAttachmentResource, HuaweiTrustAgencyResource } from "../dynamic-provider";
import { huaweiAgencyPolicies } from "../grants";
import { huaweiStackOwner } from "../stack-owner";
import { huaweiUserName, renderHuaweiTrustPolicy } from "../trust";
import { huaweiTrustAgencyWiring } from "../wiring";
import type { HuaweiAgencyIssuer, HuaweiAgencyOthers } from "./agency-proof";
import { huaweiAgencyFaults } from "./agency-proof";
import type { HuaweiCreated } from "./created-identity";
import { huaweiPodSettings } from "./created-identity";
import { registrationsByUrl } from "./other-subjects";
import { huaweiNotRegistered } from "./rule-proof";

const AGENCY_NAME_MAX_LENGTH = 64;

/** The first look: the trust policy, with a placeholder for each value that is not known yet. */
export function checkAgencyIdentity({ subjects, others = {} }: HuaweiWorkloadIdentityArgs): Issue[] {
  const placeholders = new Placeholders();
  const groups = groupByIssuer<HuaweiRegistration, HuaweiSubject>(subjects, "huawei");
  const missing = groups.find(({ issuer: { literal, entry } }) => literal && entry === undefined);
  if (missing !== undefined) return [huaweiNotRegistered(missing.issuer.url)];
  const issuers = groups.map(
    ({ issuer, subjects: own }, index): HuaweiAgencyIssuer => ({
      issuer: placeholders.of(issuer.url, placeholderIssuer),
      providerUrn: `iam::unknown:oidcProvider:unknown-${index + 1}`,
      clientId: "unknown-client",
      subjects: own,
    }),
  );
  const known = registrationsByUrl(subjects);
  const unregistered = (others.subjects ?? []).flatMap(({ issuer, registration }, index) =>
    registration === undefined && !known.has(issuer)
      ? [huaweiNotRegistered(issuer, `others.subjects[${index}].registration`)]
      : [],
  );
  if (unregistered.length > 0) return unregistered;
  const urns = new Map(issuers.map(({ issuer, providerUrn }) => [issuer, providerUrn]));
  const ofOthers: HuaweiAgencyOthers = {
    subjects: (others.subjects ?? []).map(({ issuer, subject }) => {
      const providerUrn = urns.get(issuer) ?? `iam::unknown:oidcProvider:unknown-${urns.size + 1}`;
      urns.set(issuer, providerUrn);
      return { issuer, subject, providerUrn, clientId: "unknown-client" };
    }),
    principals: (others.principals ?? []).map(({ principal, conditions = {} }) => ({
      principal: placeholders.of(principal, (word) => `iam::${word}:root`),
      conditions: mapLeaves(conditions, (value) => placeholders.of(value, (word) => word)),
    })),
  };
  return huaweiAgencyFaults(renderHuaweiTrustPolicy(issuers, "unknown-client", ofOthers), issuers, ofOthers);
}

type Conditions<Value> = Record<string, Record<string, Value[]>>;

function mapLeaves<From, To>(conditions: Conditions<From>, map: (value: From) => To): Conditions<To> {
  return Object.fromEntries(
    Object.entries(conditions).map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, values.map(map)])),
    ]),
  );
}

/** A trust agency with its policies; its trust policy names every ServiceAccount. */
export function createAgencyIdentity(
  parent: pulumi.Resource,
  name: string,
  args: HuaweiWorkloadIdentityArgs,
): HuaweiCreated {
  const { connection, description, maxSessionDuration, subjects, others = {} } = args;
  const at = connection === undefined ? {} : { connection };
  const groups = groupByIssuer<HuaweiRegistration, HuaweiSubject>(subjects, "huawei");
  const { trustPolicy, check } = agencyTrust(groups, args);
  const chosenName = args.agencyName ?? derivedName(`${name}-agency`, AGENCY_NAME_MAX_LENGTH);
  const account = huaweiAccountWords(connection);
  claimPhysicalName(parent, name, { argument: "agencyName", what: "agency", value: chosenName, account });
  const agency = new HuaweiTrustAgencyResource(
    `${name}-agency`,
    {
      name: chosenName,
      trustPolicy,
      owner: huaweiStackOwner(args.owner),
      ...(maxSessionDuration === undefined ? {} : { maxSessionDuration }),
      ...(description === undefined ? {} : { description }),
      ...at,
    },
    {
      parent,
      ignoreChanges: args.agencyName === undefined ? ["name"] : [],
      hooks: proofHooks(`trust of agency ${name}`, ["trustPolicy"], ({ trustPolicy: document }) => check(document)),
    },
  );
  for (const grant of textGrantResources(parent, name, "policy", "policy", huaweiAgencyPolicies(args))) {
    new HuaweiAgencyPolicyAttachmentResource(
      grant.name,
      { agencyId: agency.id, policy: grant.text, ...at },
      grant.opts,
    );
  }

  const first = agencyIssuer(groups[0] as Group);
  const identity: pulumi.Output<HuaweiIdentity> = pulumi.output({
    agencyUrn: agency.agencyUrn,
    oidcProviderUrn: first.providerUrn,
    clientId: first.clientId,
    trust: trustPolicy.apply((document) => JSON.stringify(document)),
    proof: claim(subjects, (others.subjects?.length ?? 0) + (others.principals?.length ?? 0)),
  });
  return { identity, wirings: wiringsOf(groups, args, agency.agencyUrn) };
}

type Group = { issuer: IssuerReading<HuaweiRegistration>; subjects: HuaweiSubject[] };

/** The trust policy for everybody who is asked for, and the look at what is stored; `undefined` while it is not known who that is. */
function agencyTrust(
  groups: readonly Group[],
  { subjects, others = {} }: HuaweiWorkloadIdentityArgs,
): { trustPolicy: pulumi.Output<object>; check: (document: unknown) => Issue[] | undefined } {
  const trusted = settled(
    pulumi
      .all([pulumi.all(groups.map(agencyIssuer)), agencyOthers(subjects, others)])
      // Another order of subjects must be no update.
      .apply(([known, ofOthers]) => ({ issuers: [...known].sort((a, b) => (a.issuer < b.issuer ? -1 : 1)), ofOthers })),
  );
  const check = (document: unknown) => {
    const known = trusted.value();
    return known && huaweiAgencyFaults(document, known.issuers, known.ofOthers);
  };
  const policy = trusted.output.apply(({ issuers, ofOthers }): object =>
    renderHuaweiTrustPolicy(issuers, issuers[0]?.clientId ?? "", ofOthers),
  );
  return { trustPolicy: provedUnderMocks(policy, (document) => check(document) ?? []), check };
}

/** What the pods of each cluster need. */
function wiringsOf(
  groups: readonly Group[],
  args: HuaweiWorkloadIdentityArgs,
  agencyUrn: pulumi.Output<string>,
): HuaweiCreated["wirings"] {
  return wiringsByIssuer(groups, (group) => {
    const { clientId, providerUrn } = agencyIssuer(group);
    return huaweiTrustAgencyWiring<pulumi.Input<string>>({
      ...huaweiPodSettings(args, clientId),
      oidcProviderUrn: providerUrn,
      agencyUrn,
      sessionName: args.sessionName ?? huaweiUserName(args.subjects[0] as HuaweiSubject),
      ...(args.stsEndpoint === undefined ? {} : { stsEndpoint: args.stsEndpoint }),
    });
  });
}

function agencyIssuer({ issuer: { url, entry }, subjects }: Group): pulumi.Output<HuaweiAgencyIssuer> {
  return pulumi.all([url, entry]).apply(([issuer, registration]) => ({
    issuer,
    providerUrn: registration?.oidcProviderUrn ?? "",
    clientId: registration?.clientId ?? "",
    subjects,
  }));
}

function agencyOthers(
  subjects: readonly HuaweiSubject[],
  { subjects: others = [], principals = [] }: HuaweiOthers,
): pulumi.Output<HuaweiAgencyOthers> {
  const known = registrationsByUrl(subjects);
  const ofOthers = others.map(({ issuer, subject, registration }) => {
    const same = known.get(issuer);
    const entry =
      registration ?? (same === undefined ? undefined : readIssuer<HuaweiRegistration>(same, "huawei").entry);
    return pulumi.output(entry).apply((found) => {
      const { oidcProviderUrn = "", clientId = "" } = (found ?? {}) as Partial<pulumi.Unwrap<HuaweiRegistration>>;
      return { issuer, subject, providerUrn: oidcProviderUrn, clientId };
    });
  });
  return pulumi
    .all([pulumi.all(ofOthers), pulumi.output(principals)])
    .apply(([found, callers]) => ({ subjects: found, principals: callers as HuaweiAgencyOthers["principals"] }));
}

function claim(subjects: readonly WholeNamespaces[], others: number): string {
  const who = `exactly ${subjectsClaim(subjects)}${others === 0 ? "" : ` and ${others} other(s) that are named`}`;
  return `proved: the whole trust policy admits ${who}, provided each OIDC provider accepts only this client id`;
}
