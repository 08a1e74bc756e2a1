import * as pulumi from "@pulumi/pulumi";
import { provedUnderMocks } from "../../component/proof-hook";
import { settled } from "../../component/settled-value";
import type { Issue } from "../../core/issue";
import { listTextGrants } from "../../core/text-grants";
import { checkUnchanged } from "../../core/unchanged";
import type { GcpWorkloadIdentityArgs } from "./args";
import type { GcpFinalIssuers } from "./final-issuers";
import { gcpOtherMembers } from "./others";
import { checkGcpAccountPolicy, gcpStoredBindings } from "./policies";
import type { GcpPrincipalPlan } from "./read-issuers";
import type { GcpBoundRole } from "./trusted-issuer";

/** Somebody who becomes the identity: a ServiceAccount of the subjects, or another member on purpose. */
export interface GcpEntrant {
  /** For people. */
  title: string;
  /** Whether it is one of the subjects. */
  isSubject: boolean;
  member: pulumi.Output<string>;
  /** What its resources are named by, beside what they grant. */
  content: pulumi.Input<string>[];
  /** What they may have been named by before. */
  formerContents: pulumi.Input<string | undefined>[][];
  /** Faults of the member as it is about to be stored; `undefined` while that cannot be told. */
  check(member: unknown, on: GcpBoundRole): Issue[] | undefined;
}

/** Everybody who becomes the identity; `granted` is what they get where it is not known on what. */
export function gcpEntrants(
  args: GcpWorkloadIdentityArgs,
  plans: readonly GcpPrincipalPlan[],
  final: GcpFinalIssuers,
  granted: GcpBoundRole,
): GcpEntrant[] {
  const others = listTextGrants(gcpOtherMembers(args.others)).map((other) => ({
    ...other,
    named: settled(other.text),
  }));
  const stored = args.serviceAccountPolicy === undefined ? undefined : settled(args.serviceAccountPolicy);
  // What an existing service account admits already is known as a whole, so everybody is looked at together.
  const checkStored = (on: GcpBoundRole): Issue[] | undefined => {
    const [policy, members] = [stored?.value(), others.map(({ named }) => named.value())];
    if (policy === undefined || !members.every((member) => member !== undefined)) return undefined;
    const faults = checkGcpAccountPolicy(policy, "serviceAccountPolicy");
    return faults.length > 0 ? faults : final.checkAll(on, { others: members, stored: gcpStoredBindings(policy, on) });
  };
  const beside = stored === undefined ? [] : [stored.output, ...others.map(({ named }) => named.output)];

  const subjects = plans.map((plan): GcpEntrant => {
    const check = (member: unknown, on: GcpBoundRole) => {
      const own = final.check(plan, member, on);
      return stored === undefined || own === undefined || own.length > 0 ? own : checkStored(on);
    };
    const member = pulumi.all([final.member(plan), ...beside]).apply(([known]) => known as string);
    return {
      title: plan.content[0] as string,
      isSubject: true,
      member: provedUnderMocks(member, (known) => check(known, granted) ?? []),
      content: plan.content,
      formerContents: plan.formerContents,
      check,
    };
  });
  const more = others.map(({ text, key = text, named }): GcpEntrant => {
    // Whether it is another is seen once the pools of the subjects are known.
    const member = pulumi.all([named.output, pulumi.all(final.issuers)]).apply(([known]) => known);
    return {
      title: "another member",
      isSubject: false,
      member: provedUnderMocks(member, (known) => final.checkOther(known) ?? []),
      content: [typeof text === "string" ? text : key],
      formerContents: key === text ? [] : [[typeof text === "string" ? key : text]],
      check: (about) => {
        const faults = checkUnchanged({ member: about }, { member: named.value() });
        return faults.length > 0 ? faults : final.checkOther(about);
      },
    };
  });
  return [...subjects, ...more];
}
