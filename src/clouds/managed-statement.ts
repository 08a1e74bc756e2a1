import * as pulumi from "@pulumi/pulumi";
import { newOneOf, programClaims } from "../component/claims";
import { allHooks, proofHooks, provedOnAnswer, unchangedHooks } from "../component/proof-hook";
import type { Settled } from "../component/settled-value";
import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { shortHash } from "../core/short-hash";
import { show } from "../core/show";
import { replaceStatements } from "../core/trust-policy/statement-edit";
import { MANAGED_STATEMENT_NOT_PROVED, managedStatementClaim } from "./role-claim";
import type { RoleTrust, WorkloadRole } from "./workload-role";
import { roleNameOf } from "./workload-role";

/** Statements in somebody else's role, as the resource for them answers. */
interface ManagedStatements extends pulumi.Resource {
  readonly roleArn: pulumi.Output<string>;
  readonly statements: pulumi.Output<object[]>;
  readonly policy: pulumi.Output<string>;
}

/** Letters and digits by which statements of one component of one stack are called, and those of no other. */
export function statementName(name: string): string {
  return `WorkloadIdentity${shortHash(`${pulumi.getProject()}/${pulumi.getStack()}/${name}`)}`;
}

/** The arguments without those who stand in somebody else's role already: what the program itself writes there. */
export function writtenByProgram<Args extends { others?: unknown; manageStatement?: boolean }>(args: Args): Args {
  if (args.manageStatement !== true) return args;
  const { others: _, ...written } = args;
  return written as Args;
}

/** The statements of a policy under names of their own. */
export function namedStatements(policy: string, name: string): object[] {
  const { Statement } = JSON.parse(policy) as { Statement: object[] };
  return Statement.map((statement, index) => ({ Sid: `${name}${index + 1}`, ...statement }));
}

/**
 * The statements, claimed in the role: two components that keep the same one there would each take it from both when they go. Faults are
 * told on the owner as soon as role and statements are known.
 */
export function claimedStatements(
  owner: pulumi.Resource,
  name: string,
  roleArn: pulumi.Input<string>,
  statements: pulumi.Output<object[]>,
): pulumi.Output<object[]> {
  const claim = programClaims("trust-statement", owner, name);
  const claimed = provedOnAnswer(name, owner, pulumi.all([statements, roleArn] as const), ([known, arn]) =>
    known.flatMap((statement) => {
      const { Sid } = statement as { Sid?: string };
      const first = claim([arn, Sid ?? JSON.stringify(statement)], true);
      return first === undefined ? [] : [keptTwice(arn, newOneOf(first.name, name), Sid)];
    }),
  );
  return claimed.apply(([known]) => known);
}

/** The looks at statements that are about to be kept: in another role they would let these ServiceAccounts become that one. */
export function statementHooks(
  what: string,
  roleArn: Settled<string>,
  check: (statements: unknown) => Issue[] | undefined,
): pulumi.ResourceHookBinding | undefined {
  return allHooks(
    unchangedHooks(`role of the ${what}`, { roleArn }),
    proofHooks(what, ["statements"], ({ statements }) => check(statements)),
  );
}

function keptTwice(roleArn: string, newOne: string, Sid: string | undefined): Issue {
  const [fix, what] =
    Sid === undefined
      ? [`Leave manageStatement out of ${newOne}`, "the same statement"]
      : [`Give another name to ${newOne}`, `the statement ${show(Sid)}, which is called by a component's name,`];
  const why = `both keep ${what} in ${show(roleArn)}, and taking either away would take it from both`;
  return issue("statement-kept-twice", "manageStatement", `${fix}: ${why}`);
}

/**
 * Somebody else's role with statements of ours, and what is proved about its whole trust policy. What others stand in the role shows
 * only in the vendor's answer, so faults are told on the resource.
 */
export function managedRole(name: string, resource: ManagedStatements, trust: RoleTrust): WorkloadRole {
  const isPreview = pulumi.runtime.isDryRun();
  const look = ([policy, statements, roleArn]: readonly [string, object[], string]) => {
    const edited = replaceStatements(policy, [], statements);
    // A preview of a change knows the policy from before it.
    const isOlder = isPreview && !("policy" in edited && edited.policy === policy);
    if (isOlder) return undefined;
    return [...trust.accounts(roleArn), ...(trust.shared(policy, { roleArn, path: "policy" }) ?? [])];
  };
  const answered = pulumi.all([resource.policy, resource.statements, resource.roleArn] as const);
  const proved = provedOnAnswer(name, resource, answered, look);
  return {
    arn: resource.roleArn,
    name: resource.roleArn.apply(roleNameOf),
    trustPolicy: proved.apply(([policy]) => policy),
    proof: proved.apply((known) =>
      look(known)?.length === 0 ? managedStatementClaim(trust.admittedBy(known[0])) : MANAGED_STATEMENT_NOT_PROVED,
    ),
  };
}
