import { WorkloadIdentityError } from "../core/errors";
import { inTurn } from "../core/in-turn";
import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { isRecord } from "../core/record";
import { sameData } from "../core/same-data";
import { shortHash } from "../core/short-hash";
import { show } from "../core/show";
import { EditRefusal, replaceStatements, storedStatements } from "../core/trust-policy/statement-edit";
import type { ManagedResource } from "./managed-resource";

/** Statements in the trust policy of a role that is managed elsewhere. */
export interface TrustStatementInputs {
  /** ARN of the role. */
  roleArn: string;
  /** The vendor's own statements, each with a `Sid` where the vendor knows one: they are told apart from others by it, else by all that they say. */
  statements: object[];
  /** Profile of the vendor's configuration file whose credentials change the role. The environment's by default. */
  profile?: string;
}

export interface TrustStatementOutputs extends TrustStatementInputs {
  /** The whole trust policy that the role has with them, as JSON. */
  policy: string;
}

/** Roles of one vendor as somebody with credentials reaches them; tests pass their own. */
export interface TrustStore {
  /** The role's trust policy as JSON; `undefined` where there is no such role. Throws for a role of that name in another account. */
  read(roleArn: string): Promise<string | undefined>;
  write(roleArn: string, policy: string): Promise<void>;
  sleep(milliseconds: number): Promise<void>;
  /** From 0 to 1, for jitter. */
  random(): number;
  /** Faults of a policy that the vendor would not store. */
  check(policy: string): Issue[];
}

const ATTEMPTS = 8;
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 4000;

/** Statements that are kept in a role's trust policy beside those of others. */
export const trustStatement: ManagedResource<TrustStore, TrustStatementInputs, TrustStatementOutputs> = {
  inputs: ["roleArn", "statements", "profile"],
  replaceOn: ["roleArn"],
  // In another role they stand beside those of the old one, until that is left.
  name: ["roleArn"],
  check: checkStatements,
  async create(store, inputs) {
    const id = trustStatementId(inputs);
    return { id, outputs: { ...inputs, policy: await edit(store, inputs, [], inputs.statements) } };
  },
  async read(store, _id, outputs) {
    const policy = await store.read(outputs.roleArn);
    if (policy === undefined) return undefined;
    const stored = storedStatements(policy, outputs.statements);
    if (stored.length === 0) return undefined;
    return { ...outputs, statements: sameData(stored, outputs.statements) ? outputs.statements : stored, policy };
  },
  async update(store, _id, olds, news) {
    return { ...news, policy: await edit(store, news, olds.statements, news.statements) };
  },
  async delete(store, _id, outputs) {
    if ((await store.read(outputs.roleArn)) === undefined) return;
    await edit(store, outputs, outputs.statements, []);
  },
};

/**
 * Reads, changes, writes and reads again until nothing is left to change: whoever wrote at the same time is found by that, and the
 * change is made anew on what they wrote. No vendor refuses a write that does not know of another.
 */
async function edit(
  store: TrustStore,
  { roleArn }: TrustStatementInputs,
  olds: readonly object[],
  news: readonly object[],
): Promise<string> {
  return inTurn(`trust policy of ${roleArn}`, async () => {
    let written: { before: string } | undefined;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const policy = await store.read(roleArn);
      if (policy === undefined) throw roleMissing(roleArn);
      const edited = replaceStatements(policy, olds, news);
      if ("refused" in edited) throw refusalOf(edited, roleArn);
      if (edited.policy === policy) return policy;
      // What was written may be answered late; to write again on it would undo what others wrote since.
      if (policy !== written?.before || attempt === ATTEMPTS / 2) {
        const faults = store.check(edited.policy);
        if (faults.length > 0) {
          throw new WorkloadIdentityError(
            "trust-policy-refused",
            `Cannot change the trust policy of ${show(roleArn)}:`,
            faults,
          );
        }
        await store.write(roleArn, edited.policy);
        written = { before: policy };
      }
      await store.sleep(Math.min(FIRST_PAUSE * 2 ** (attempt - 1), LONGEST_PAUSE) * (0.5 + store.random()));
    }
    throw new WorkloadIdentityError(
      "trust-policy-written-elsewhere",
      `Cannot be sure of the trust policy of ${show(roleArn)}: it says something else than was written, ${ATTEMPTS} times over; somebody else writes it again and again: find out who, let one of the two keep the role's other statements, then run the update again`,
    );
  });
}

/** Tells statements of one role apart, by what they said when they were first written. */
export function trustStatementId({ roleArn, statements }: TrustStatementInputs): string {
  return `${roleArn}#${shortHash(JSON.stringify(statements))}`;
}

function roleMissing(roleArn: string): WorkloadIdentityError {
  return new WorkloadIdentityError(
    "trust-policy-role-missing",
    `Cannot add a statement to ${show(roleArn)}: there is no such role; give the ARN of one that exists, or leave out externalRoleArn to create one`,
  );
}

function refusalOf(
  { refused, statement }: { refused: EditRefusal; statement?: unknown },
  roleArn: string,
): WorkloadIdentityError {
  const { Sid } = (statement ?? {}) as { Sid?: unknown };
  const why: Record<EditRefusal, string> = {
    unreadable: "it is not JSON with a list of statements, or names a member twice; mend it by hand first",
    taken: `it has a statement called ${show(Sid)} that this stack did not write; rename that one, or rename the workload`,
    "changed-elsewhere": `somebody has changed the statement ${show(Sid)}; look at it, then run: pulumi refresh`,
    last: "the statement is the last one, and a role without any is refused; give the role another one, delete the role, or forget the statement with: pulumi state delete",
  };
  return new WorkloadIdentityError(
    `trust-policy-${refused === EditRefusal.Last ? "empty" : refused}`,
    `Cannot change the trust policy of ${show(roleArn)}: ${why[refused]}`,
  );
}

function checkStatements({ roleArn, statements }: TrustStatementInputs): Issue[] {
  const fault = (path: string, why: string) => [issue("trust-statement-invalid", path, `Cannot use ${why}`)];
  return [
    ...(typeof roleArn === "string" && /^[^:]+(:[^:]*){3,}:role\/.+$/.test(roleArn)
      ? []
      : fault("roleArn", `role ${show(roleArn)}: expected the ARN of a role`)),
    ...(Array.isArray(statements) && statements.length > 0 && statements.every(isRecord)
      ? []
      : fault("statements", `statements ${show(statements)}: expected a list of at least one`)),
  ];
}

/** The fault of credentials that lead to another account: it may have a role of that name, which is not the one meant. */
export function roleElsewhere(roleArn: string, found: string | undefined): WorkloadIdentityError {
  return new WorkloadIdentityError(
    "trust-policy-role-elsewhere",
    `Cannot change the trust policy of ${show(roleArn)}: the credentials lead to ${show(found)}; give the profile of an identity in the role's own account`,
  );
}
