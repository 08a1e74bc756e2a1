import type { NamedOthers } from "../admission";
import type { OtherSubject } from "../others";
import { parseOthers, readOtherSubjects } from "../others";
import type { Read } from "../shape";
import { readListOf, readObject, readOptional, readRecordOf, readText } from "../shape";
import type { PolicyCondition } from "./document";

/** A principal of a trust policy, as its statement names it, with all conditions of that statement. */
interface PolicyOtherPrincipal {
  /** An ARN or account for a principal of an account, else the name of a service. */
  principal: string;
  /** Operators, keys and values as the statement has them, in any order. A principal without conditions is unconditioned. */
  conditions?: Record<string, Record<string, string[]>>;
}

/** Who else may come in by a trust policy. */
export interface PolicyOthers {
  subjects?: OtherSubject[];
  principals?: PolicyOtherPrincipal[];
}

const readPolicyOthers: Read<PolicyOthers> = readObject<PolicyOthers>({
  subjects: readOptional(readOtherSubjects),
  principals: readOptional(
    readListOf(
      readObject<PolicyOtherPrincipal>({
        principal: readText,
        conditions: readOptional(readRecordOf(readRecordOf(readListOf(readText)))),
      }),
    ),
  ),
});

/** Reads `named`; `kindOf` says which key of `Principal` a principal stands under. */
export function policyOthers(named: unknown, kindOf: (principal: string) => string): NamedOthers {
  return parseOthers(readPolicyOthers, named, ({ subjects = [], principals = [] }) => ({
    subjects,
    ways: principals.map(({ principal, conditions = {} }) => {
      const who = `${kindOf(principal)} ${principal}`;
      const stated = Object.entries(conditions).flatMap(([operator, keys]) =>
        Object.entries(keys).map(([key, values]) => ({ operator, key, values })),
      );
      return { who, key: wayKey(who, stated) };
    }),
  }));
}

/** What two statements about one principal are compared by: who it is, and its conditions as a set. */
export function wayKey(
  who: string,
  conditions: readonly Pick<PolicyCondition, "operator" | "key" | "values">[],
): string {
  const stated = conditions.map(({ operator, key, values }) => JSON.stringify([operator, key, [...values].sort()]));
  return JSON.stringify([who, ...stated.sort()]);
}
