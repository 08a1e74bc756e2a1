import type * as pulumi from "@pulumi/pulumi";
import type { PolicyOthers } from "../core/trust-policy/others";
import { NO_OTHERS } from "../core/trust-policy/others";
import type { Placeholders } from "./placeholders";
import { placeholderIssuer } from "./placeholders";

/** Others of a trust policy as a program names them. */
interface PolicyOthersArgs {
  subjects?: { issuer: pulumi.Input<string>; subject: pulumi.Input<string> }[];
  principals?: {
    principal: pulumi.Input<string>;
    conditions?: Record<string, Record<string, pulumi.Input<string>[]>>;
  }[];
}

/** Everybody that a program names, with nothing left out that could be inherited. */
export function allOthers<Subject extends object, Principal extends { conditions?: object }>(
  others: { subjects?: Subject[]; principals?: Principal[] } | undefined,
): { subjects: Subject[]; principals: (Principal & { conditions: NonNullable<Principal["conditions"]> })[] } {
  const { subjects = [], principals = [] } = others ?? NO_OTHERS;
  return {
    subjects: subjects as Subject[],
    principals: (principals as Principal[]).map((principal) => ({
      ...principal,
      conditions: principal.conditions ?? {},
    })),
  };
}

/** The others with a placeholder for each value that is not known yet; `placeholderPrincipal` makes the name of a principal out of a word. */
export function symbolicOthers(
  { subjects = [], principals = [] }: PolicyOthersArgs,
  placeholders: Placeholders,
  placeholderPrincipal: (word: string) => string,
): Required<PolicyOthers> {
  const text = (value: pulumi.Input<string>) => placeholders.of(value, (word) => word);
  return {
    subjects: subjects.map(({ issuer, subject }) => ({
      issuer: placeholders.of(issuer, placeholderIssuer),
      subject: text(subject),
    })),
    principals: principals.map(({ principal, conditions = {} }) => ({
      principal: placeholders.of(principal, placeholderPrincipal),
      conditions: mapValues(conditions, (keys) => mapValues(keys, (values) => values.map(text))),
    })),
  };
}

function mapValues<From, To>(record: Record<string, From>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

/** How many others a program names. */
export function countOthers({ subjects = [], principals = [] }: PolicyOthersArgs = NO_OTHERS): number {
  return subjects.length + principals.length;
}
