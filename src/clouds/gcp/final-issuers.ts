import * as pulumi from "@pulumi/pulumi";
import { settled } from "../../component/settled-value";
import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import { show } from "../../core/show";
import type { GcpAccess } from "./args";
import type { GcpTrustedIssuer } from "./mechanisms/mechanism";
import { checkGcpOtherMember } from "./others";
import type { GcpIssuerGroup, GcpPrincipalPlan } from "./read-issuers";
import { gcpNotRegistered } from "./read-issuers";
import type { GcpBeside, GcpBoundRole } from "./trusted-issuer";
import {
  checkGcpIssuer,
  checkGcpMember,
  checkGcpOtherPool,
  checkGcpTrust,
  gcpMemberOf,
  gcpNamed,
} from "./trusted-issuer";

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
  /** Faults of another member as it is about to be stored; `undefined` while an issuer is not known. */
  checkOther(member: unknown): Issue[] | undefined;
  /** Faults of everybody together, with what the service account has already; `undefined` while an issuer is not known. */
  checkAll(granted: GcpBoundRole, beside: GcpBeside): Issue[] | undefined;
}

export function gcpFinalIssuers(
  groups: readonly GcpIssuerGroup[],
  access: GcpAccess,
  projectNumber: pulumi.Input<string> | undefined,
): GcpFinalIssuers {
  const issuers = groups.map(({ issuer, kind, subjects }) =>
    settled(
      pulumi.all([issuer.url, issuer.entry, projectNumber]).apply(([url, entry, number]): GcpFinalIssuer => {
        const registration = { ...(number === undefined ? {} : { projectNumber: number }), ...entry };
        return {
          issuer: url,
          kind,
          registration,
          subjects: gcpNamed(subjects),
          registered: entry !== undefined && entry !== null,
        };
      }),
    ),
  );
  const faultsOf = (own: GcpFinalIssuer) =>
    own.registered ? checkGcpIssuer(own, access) : [gcpNotRegistered("subjects", own.kind, own.issuer)];
  const plansOf = new Map<string, Set<GcpPrincipalPlan>>();
  const allKnown = () => {
    const known = issuers.map(({ value }) => value());
    return known.every((each) => each !== undefined) ? known : undefined;
  };

  return {
    issuers: issuers.map(({ output }) => output),
    member: (plan) =>
      issuers[plan.group]!.output.apply((own) => {
        if (faultsOf(own).length > 0) return "";
        const member = gcpMemberOf(own, access, plan.named);
        // Here and not in a hook, for what is deployed already runs none.
        plansOf.set(member, (plansOf.get(member) ?? new Set()).add(plan));
        return member;
      }),
    checkOther: (member) => {
      const faults = checkGcpOtherMember(member, "others.members");
      const known = allKnown();
      return faults.length > 0 ? faults : known && checkGcpOtherPool(String(member), known);
    },
    checkAll: (granted, beside) => {
      const known = allKnown();
      if (known === undefined) return undefined;
      const faults = known.flatMap(faultsOf);
      return faults.length > 0 ? faults : checkGcpTrust(known, access, [granted], beside);
    },
    check: (plan, member, granted) => {
      const own = issuers[plan.group]?.value();
      if (own === undefined) return undefined;
      const faults = [...faultsOf(own), ...grantedTwice(String(member), plansOf, plan)];
      if (faults.length > 0) return faults;
      const others = issuers
        .map(({ value }) => value())
        .filter((other) => other !== undefined)
        .filter((other) => faultsOf(other).length === 0);
      return checkGcpMember(own, others, plan.named, { ...granted, members: [String(member)] });
    },
  };
}

/** Two resources for one member: the first one taken away would take the grant away from both. */
function grantedTwice(
  member: string,
  plansOf: ReadonlyMap<string, ReadonlySet<GcpPrincipalPlan>>,
  plan: GcpPrincipalPlan,
): Issue[] {
  const isAlone = [...(plansOf.get(member) ?? [])].every((other) => other === plan);
  if (isAlone) return [];
  const fix =
    "Write gkeWorkloadPool as plain text, so that it is granted once, or leave out the subject of the new cluster, which is let in already";
  const why = `GKE clusters of one project share their identities, and ${show(member)} would be granted twice`;
  return [issue("gcp-principal-twice", "subjects", `${fix}: ${why}`)];
}
