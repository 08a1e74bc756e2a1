import * as pulumi from "@pulumi/pulumi";
import { settled } from "../../component/settled-value";
import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import { show } from "../../core/show";
import type { GcpAccess } from "./args";
import type { GcpIssuerGroup, GcpPrincipalPlan } from "./read-issuers";
import { gcpNotRegistered } from "./read-issuers";
import type { GcpBoundRole, GcpTrustedIssuer } from "./trusted-issuer";
import { checkGcpIssuer, checkGcpMember, gcpMemberOf } from "./trusted-issuer";

export interface GcpFinalIssuer extends GcpTrustedIssuer {
  /** Whether the issuer has an entry at all. */
  registered: boolean;
}

/** The issuers of an identity once their values are known. */
export interface GcpFinalIssuers {
  issuers: pulumi.Output<GcpFinalIssuer>[];
  /** The member of a principal; empty, which no policy takes, where its issuer has a fault. */
  member(plan: GcpPrincipalPlan): pulumi.Output<string>;
  /** Faults of a member as it is about to be stored; `undefined` while the issuer is not known. */
  check(plan: GcpPrincipalPlan, member: unknown, granted: GcpBoundRole): Issue[] | undefined;
}

export function gcpFinalIssuers(
  groups: readonly GcpIssuerGroup[],
  access: GcpAccess,
  projectNumber: pulumi.Input<string> | undefined,
): GcpFinalIssuers {
  const issuers = groups.map(({ issuer, gke, subjects }) =>
    settled(
      pulumi.all([issuer.url, issuer.entry, projectNumber]).apply(([url, entry, number]): GcpFinalIssuer => {
        const registration = { ...(number === undefined ? {} : { projectNumber: number }), ...entry };
        return { issuer: url, gke, registration, subjects, registered: entry !== undefined && entry !== null };
      }),
    ),
  );
  const faultsOf = (own: GcpFinalIssuer) =>
    own.registered ? checkGcpIssuer(own, access) : [gcpNotRegistered("subjects", own.gke)];
  const owners = new Map<string, GcpPrincipalPlan>();

  return {
    issuers: issuers.map(({ output }) => output),
    member: (plan) =>
      issuers[plan.group]!.output.apply((own) =>
        faultsOf(own).length > 0 ? "" : gcpMemberOf(own, access, plan.subject),
      ),
    check: (plan, member, granted) => {
      const own = issuers[plan.group]?.value();
      if (own === undefined) return undefined;
      const faults = [...faultsOf(own), ...claimMember(owners, String(member), plan)];
      if (faults.length > 0) return faults;
      const others = issuers
        .map(({ value }) => value())
        .filter((other) => other !== undefined)
        .filter((other) => faultsOf(other).length === 0);
      return checkGcpMember(own, others, plan.subject, { ...granted, members: [String(member)] });
    },
  };
}

/** Two resources for one member: the first one taken away would take the grant away from both. */
function claimMember(owners: Map<string, GcpPrincipalPlan>, member: string, plan: GcpPrincipalPlan): Issue[] {
  const owner = owners.get(member) ?? plan;
  owners.set(member, owner);
  if (owner === plan) return [];
  return [
    issue(
      "gcp-principal-twice",
      "subjects",
      `Cannot grant to ${show(member)} twice: GKE clusters of one project share their identities; name the ServiceAccount for one cluster, or write gkeWorkloadPool as a plain text so that it is granted once`,
    ),
  ];
}
