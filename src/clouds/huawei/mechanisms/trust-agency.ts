import * as pulumi from "@pulumi/pulumi";
import { derivedName } from "../../../component/derived-name";
import type { IssuerReading } from "../../../component/issuers";
import { groupByIssuer } from "../../../component/issuers";
import { logicalNames } from "../../../component/logical-names";
import { wiringsByIssuer } from "../../../component/pod-wirings";
import { proofHooks, provedUnderMocks } from "../../../component/proof-hook";
import { settled } from "../../../component/settled-value";
import { Placeholders, placeholderIssuer } from "../../../component/symbolic";
import type { Issue } from "../../../core/issue";
import type { HuaweiIdentity, HuaweiRegistration, HuaweiSubject, HuaweiWorkloadIdentityArgs } from "../args";
import { HuaweiAgencyPolicyAttachmentResource, HuaweiTrustAgencyResource } from "../dynamic-provider";
import { huaweiStackOwner } from "../stack-owner";
import { huaweiUserName, renderHuaweiTrustPolicy } from "../trust";
import { huaweiTrustAgencyWiring } from "../wiring";
import type { HuaweiAgencyIssuer } from "./agency-proof";
import { huaweiAgencyFaults } from "./agency-proof";
import type { HuaweiCreated } from "./created-identity";
import { huaweiPodSettings } from "./created-identity";
import { huaweiNotRegistered } from "./rule-proof";

const AGENCY_NAME_MAX_LENGTH = 64;

/** The first look: the trust policy, with a placeholder for each value that is not known yet. */
export function checkAgencyIdentity({ subjects }: HuaweiWorkloadIdentityArgs): Issue[] {
  const placeholders = new Placeholders();
  const groups = groupByIssuer<HuaweiRegistration, HuaweiSubject>(subjects, "huawei");
  if (groups.some(({ issuer: { literal, entry } }) => literal && entry === undefined)) return [huaweiNotRegistered()];
  const issuers = groups.map(
    ({ issuer, subjects: own }, index): HuaweiAgencyIssuer => ({
      issuer: placeholders.of(issuer.url, placeholderIssuer),
      providerUrn: `iam::unknown:oidcProvider:unknown-${index + 1}`,
      clientId: "unknown-client",
      subjects: own,
    }),
  );
  return huaweiAgencyFaults(renderHuaweiTrustPolicy(issuers, "unknown-client"), issuers);
}

/** A trust agency with its policies; its trust policy names every ServiceAccount. */
export function createAgencyIdentity(
  parent: pulumi.Resource,
  name: string,
  args: HuaweiWorkloadIdentityArgs,
): HuaweiCreated {
  const { agencyPolicies = [], connection, description, maxSessionDuration, subjects } = args;
  const at = connection === undefined ? {} : { connection };
  const groups = groupByIssuer<HuaweiRegistration, HuaweiSubject>(subjects, "huawei");
  const issuers = settled(
    // Another order of subjects must be no update.
    pulumi
      .all(groups.map(agencyIssuer))
      .apply((known) => [...known].sort((one, other) => (one.issuer < other.issuer ? -1 : 1))),
  );
  const check = (document: unknown) => {
    const known = issuers.value();
    return known === undefined ? undefined : huaweiAgencyFaults(document, known);
  };
  const policy = issuers.output.apply((known) => renderHuaweiTrustPolicy(known, known[0]?.clientId ?? ""));
  const trustPolicy = provedUnderMocks(policy as pulumi.Output<object>, (document) => check(document) ?? []);
  const agency = new HuaweiTrustAgencyResource(
    `${name}-agency`,
    {
      name: args.agencyName ?? derivedName(`${name}-agency`, AGENCY_NAME_MAX_LENGTH),
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
  const named = logicalNames(name);
  for (const granted of agencyPolicies) {
    new HuaweiAgencyPolicyAttachmentResource(
      named("policy", granted),
      { agencyId: agency.id, policy: granted, ...at },
      { parent },
    );
  }

  const { agencyUrn } = agency;
  const first = pulumi.output(agencyIssuer(groups[0] as Group));
  const identity: pulumi.Output<HuaweiIdentity> = pulumi.output({
    agencyUrn,
    oidcProviderUrn: first.providerUrn,
    clientId: first.clientId,
    trust: trustPolicy.apply((document) => JSON.stringify(document)),
    proof: `proved: the whole trust policy admits exactly ${subjects.length} ServiceAccount(s), provided each OIDC provider accepts only this client id`,
  });
  return {
    identity,
    wirings: wiringsByIssuer(groups, (group) => {
      const { clientId, providerUrn } = pulumi.output(agencyIssuer(group));
      return huaweiTrustAgencyWiring<pulumi.Input<string>>({
        ...huaweiPodSettings(args, clientId),
        oidcProviderUrn: providerUrn,
        agencyUrn,
        sessionName: args.sessionName ?? huaweiUserName(subjects[0] as HuaweiSubject),
        ...(args.stsEndpoint === undefined ? {} : { stsEndpoint: args.stsEndpoint }),
      });
    }),
  };
}

type Group = { issuer: IssuerReading<HuaweiRegistration>; subjects: HuaweiSubject[] };

function agencyIssuer({ issuer: { url, entry }, subjects }: Group): pulumi.Output<HuaweiAgencyIssuer> {
  return pulumi.all([url, entry]).apply(([issuer, registration]) => ({
    issuer,
    providerUrn: registration?.oidcProviderUrn ?? "",
    clientId: registration?.clientId ?? "",
    subjects: subjects.map(({ namespace, serviceAccount }) => ({ namespace, serviceAccount })),
  }));
}
