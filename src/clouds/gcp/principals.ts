import type { Language } from "../../core/language/language";
import { ALL, literals, NONE, not, unknown } from "../../core/language/language";
import { CelSteps, evaluateSymbolic } from "./cel/interpret";
import { whereEquals, whereTrue } from "./cel/logic";
import { spend } from "./cel/meter";
import { readsClaim } from "./cel/reads-claim";
import { compileCel, GCP_CONDITION_MAX_LENGTH, GCP_MAPPING_MAX_LENGTH } from "./cel/run";
import { bytesOf } from "./cel/sizes";
import { both, either, eitherOf } from "./cel/subject-sets";
import type { SubjectText } from "./cel/subject-text";
import { ANY_SUB, SUB_TEXT } from "./cel/subject-text";
import { subjectsWithinBytes } from "./cel/subjects-where";
import type { Symbolic, SymbolicScope } from "./cel/symbolic";
import { typeOf, unknownOf, whereDefined } from "./cel/symbolic";
import { foreignClaims, serviceAccountClaims } from "./cel/token-claims";
import { managedPrincipals } from "./managed-principals";
import type { GcpPrincipals } from "./members";
import { otherMember } from "./members";
import type { GcpPool } from "./pool";
import type { GcpProvider } from "./trust";

/** Longest `google.subject` in bytes (WorkloadIdentityPoolProvider API, `attributeMapping`, read 2026-08). */
export const GCP_SUBJECT_MAX_BYTES = 127;

/** Bytes of everything that a provider maps together (the same). */
export const GCP_MAPPED_MAX_BYTES = 8192;

/** Characters of CEL in one provider that are read: real ones have some hundreds, and Google's own limits allow a hundred thousand. */
const CEL_MAX_LENGTH = 20_000;

/** Whether a provider has more expressions than are read. */
export function hasTooMuchCel(provider: GcpProvider): boolean {
  return lengthOfCel(provider) > CEL_MAX_LENGTH;
}

function lengthOfCel({ attributeMapping = {}, attributeCondition = "" }: GcpProvider): number {
  let length = attributeCondition.length;
  for (const source of Object.values(attributeMapping)) length += source.length;
  return length;
}

export const TOO_MUCH_CEL = `a mapping and condition of more than ${CEL_MAX_LENGTH} characters together`;

export function gcpPrincipals(pool: GcpPool, provider: GcpProvider, audience: string): GcpPrincipals {
  if (pool.managed) return managedPrincipals(provider);
  if (isPlainMapping(provider)) return plainPrincipals(SUB_TEXT);
  const single = mappedPrincipals(provider, serviceAccountClaims(provider.issuer, audience));
  if (!gcpReadsAudiences(provider)) return single;
  // An API server may be asked for several audiences in one token, of which only the one that is compared is known here.
  const several = mappedPrincipals(provider, serviceAccountClaims(provider.issuer, undefined));
  const open = (language: Language) => both(unknown("a token with further audiences"), language);
  return {
    subjects: (values) => either(single.subjects(values), open(several.subjects(values))),
    member: (member) => either(single.member(member), open(several.member(member))),
  };
}

function isPlainMapping({ attributeMapping = {}, attributeCondition }: GcpProvider): boolean {
  const [key, ...more] = Object.keys(attributeMapping);
  const isPlain = key === "google.subject" && more.length === 0 && attributeCondition === undefined;
  return isPlain && isSub(attributeMapping[key]);
}

/** Whether an expression may read `assertion.aud`, however it spells that. */
export function gcpReadsAudiences(provider: GcpProvider): boolean {
  if (isPlainMapping(provider)) return false;
  const { attributeMapping = {}, attributeCondition = "" } = provider;
  return [...Object.values(attributeMapping), attributeCondition].some((source) => {
    // Most need no reading to be told.
    if (!/aud|\[|\\/.test(source.replace(/\['(?!aud')[\w.]+'\]/g, ""))) return false;
    const program = compileCel(source, GCP_CONDITION_MAX_LENGTH);
    return "unknown" in program || readsClaim(program.expr, "aud");
  });
}

/** The same for tokens of an issuer that signs any `sub`, with any other claims. */
export function gcpForeignPrincipals(pool: GcpPool, provider: GcpProvider, audience: string): GcpPrincipals {
  if (pool.managed) return gcpPrincipals(pool, provider, audience);
  return isPlainMapping(provider) ? plainPrincipals([ANY_SUB]) : mappedPrincipals(provider, foreignClaims(provider));
}

/** Whether an expression is the token's `sub`, which needs no CEL to be understood. */
export function isSub(expression: string | undefined): boolean {
  return expression?.trim() === "assertion.sub";
}

function plainPrincipals(sub: SubjectText): GcpPrincipals {
  return {
    subjects: (values) => literals(values.every(fits) ? values : values.filter(fits)),
    member: (member) => (member.kind === "all" ? subjectsWithinBytes(sub, GCP_SUBJECT_MAX_BYTES) : otherMember(member)),
  };
}

function mappedPrincipals(provider: GcpProvider, assertion: Symbolic): GcpPrincipals {
  const { attributeMapping = {}, attributeCondition } = provider;
  if (hasTooMuchCel(provider)) {
    const language = unknown(TOO_MUCH_CEL);
    return { subjects: () => language, member: () => language };
  }
  const scope: SymbolicScope = new Map([["assertion", assertion]]);
  const steps = new CelSteps(lengthOfCel(provider));
  const values = new Map(
    Object.entries(attributeMapping).map(([name, source]) => [
      name,
      evaluate(source, GCP_MAPPING_MAX_LENGTH, scope, steps),
    ]),
  );
  const condition =
    attributeCondition === undefined || attributeCondition === ""
      ? ALL
      : whereTrue(evaluate(attributeCondition, GCP_CONDITION_MAX_LENGTH, conditionScope(assertion, values), steps));
  const subject = values.get("google.subject") ?? { kind: "error" };
  const passing = both(
    because(condition, "attributeCondition"),
    whereMappedFits([...values.values()]),
    ...[...values].map(([name, value]) => because(whereMapped(name, value), `the mapping of ${name}`)),
  );
  const admitted = both(passing, whereFitting(subject));
  return {
    subjects: (wanted) => {
      const each = [...new Set(wanted)].filter(fits).map((value) => whereEquals(subject, value));
      return both(because(eitherOf(each), "the mapping of google.subject"), passing);
    },
    member: (member) => {
      if (member.kind === "all") return admitted;
      if (member.kind === "attribute") {
        const value = values.get(member.name) ?? { kind: "error" };
        const where = whereEquals(attributeValue(member.name, value), member.value);
        return both(because(where, `the mapping of ${member.name}`), admitted);
      }
      if (member.kind !== "group") return otherMember(member);
      const groups = values.get("google.groups");
      if (groups?.kind !== "list") return groups === undefined ? NONE : unknown("google.groups that are no plain list");
      return both(either(...groups.items.map((group) => whereEquals(group, member.value))), admitted);
    },
  };
}

/** The same language, where what is unknown says which expression made it so, and what to write instead. */
function because(language: Language, expression: string): Language {
  if (language.kind === "unknown") {
    return unknown(`${expression} hangs on ${language.construct}; ${INSTEAD}`);
  }
  if (language.kind === "not") return not(because(language.of, expression));
  if (language.kind !== "and" && language.kind !== "or") return language;
  return { kind: language.kind, of: language.of.map((part) => because(part, expression)) };
}

const INSTEAD =
  "use assertion.sub, or the namespace and the serviceaccount.name in assertion['kubernetes.io'], and compare with fixed texts by == or in";

/** What a member or a condition sees of an attribute: what Google makes of one that is no text is not documented. */
function attributeValue(name: string, value: Symbolic): Symbolic {
  const isText = ["text", "error"].includes(value.kind) || typeOf(value) === "text" || name === "google.groups";
  if (isText || (value.kind === "unknown" && value.is === undefined)) return value;
  return unknownOf(`${name} that is a ${value.kind}`);
}

function fits(subject: string): boolean {
  // No character of UTF-16 has more than three bytes.
  return subject.length * 3 <= GCP_SUBJECT_MAX_BYTES || Buffer.byteLength(subject) <= GCP_SUBJECT_MAX_BYTES;
}

/** Steps that reading a character of CEL takes. */
const CHARACTER_COST = 1;

function evaluate(source: string, maxLength: number, scope: SymbolicScope, steps: CelSteps): Symbolic {
  spend(CHARACTER_COST * Math.min(source.length, maxLength));
  const program = compileCel(source, maxLength);
  if ("unknown" in program) return { kind: "unknown", construct: program.unknown };
  return evaluateSymbolic(program.expr, scope, steps);
}

/** The tokens for which a mapped value exists; one value that does not refuses the token, also where nothing reads it. */
function whereMapped(name: string, value: Symbolic): Language {
  if (name === "google.groups") {
    const isTexts = value.kind === "list" && value.items.every(({ kind }) => kind === "text");
    return isTexts
      ? both(...value.items.map(whereDefined))
      : value.kind === "error"
        ? NONE
        : unknown(`google.groups that is a ${value.kind}`);
  }
  const isFitting = value.kind === "unknown" && (value.maxBytes ?? Infinity) <= GCP_SUBJECT_MAX_BYTES;
  if (name !== "google.subject" || value.kind === "text" || isFitting) return whereDefined(value);
  if (value.kind === "error") return NONE;
  return unknown(value.kind === "unknown" ? value.construct : `${name} that is a ${value.kind}`);
}

/** The tokens whose subject is short enough. */
function whereFitting(subject: Symbolic): Language {
  if (subject.kind !== "text") return subject.kind === "error" ? NONE : ALL;
  return either(...subject.cases.map(({ when, text }) => both(when, subjectsWithinBytes(text, GCP_SUBJECT_MAX_BYTES))));
}

/** The tokens of which all mapped values fit together; an issuer that signs anything can keep its claims short. */
function whereMappedFits(values: readonly Symbolic[]): Language {
  const sizes = values.map((value) => bytesOf(value));
  if (sizes.reduce((sum, { least }) => sum + least, 0) > GCP_MAPPED_MAX_BYTES) return NONE;
  if (sizes.reduce((sum, { most }) => sum + most, 0) <= GCP_MAPPED_MAX_BYTES) return ALL;
  return unknown(`mapped values that may have more than ${GCP_MAPPED_MAX_BYTES} bytes together`);
}

/** A condition sees the token, and what the mapping made of it. */
function conditionScope(assertion: Symbolic, values: ReadonlyMap<string, Symbolic>): SymbolicScope {
  const fields = (prefix: string): Symbolic => ({
    kind: "record",
    name: prefix,
    fields: new Map(
      [...values]
        .filter(([name]) => name.startsWith(`${prefix}.`))
        .map(([name, value]) => [name.slice(prefix.length + 1), attributeValue(name, value)]),
    ),
  });
  return new Map([
    ["assertion", assertion],
    ["google", fields("google")],
    ["attribute", fields("attribute")],
  ]);
}
