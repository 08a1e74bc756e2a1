import type { Language } from "../../core/language/language";
import { ALL, glob, literals, NONE, unknown } from "../../core/language/language";
import { SUBJECT_PREFIX, subjectClaim } from "../../core/subject";
import { evaluateSymbolic } from "./cel/interpret";
import { whereEquals, whereTrue } from "./cel/logic";
import { compileCel, GCP_CONDITION_MAX_LENGTH, GCP_MAPPING_MAX_LENGTH } from "./cel/run";
import { both, either, eitherOf } from "./cel/subject-sets";
import { ANY_SUB, NAMESPACE_TEXT, SERVICE_ACCOUNT_TEXT, SUB_TEXT } from "./cel/subject-text";
import { subjectsWithin } from "./cel/subjects-where";
import type { Symbolic, SymbolicScope } from "./cel/symbolic";
import { textOf, whereDefined } from "./cel/symbolic";
import type { GcpMember } from "./members";
import type { GcpPool } from "./pool";
import type { GcpProvider } from "./trust";

/** Longest `google.subject` in bytes (WorkloadIdentityPoolProvider API, `attributeMapping`, read 2026-08). */
export const GCP_SUBJECT_MAX_BYTES = 127;

/** Which `sub` claims a provider turns into which principals, for tokens of its issuer with one audience. */
export interface GcpPrincipals {
  /** The tokens whose `google.subject` is one of these. */
  subjects(values: readonly string[]): Language;
  /** The tokens that a member stands for. */
  member(member: GcpMember): Language;
}

export function gcpPrincipals(pool: GcpPool, provider: GcpProvider, audience: string): GcpPrincipals {
  if (pool.managed) return managedPrincipals(provider);
  if (isPlainMapping(provider)) return plainPrincipals;
  const single = mappedPrincipals(provider, claims(provider.issuer, audience));
  if (!readsAudiences(provider)) return single;
  // An API server may be asked for several audiences in one token, of which only the one that is compared is known here.
  const several = mappedPrincipals(provider, claims(provider.issuer, undefined));
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
function readsAudiences({ attributeMapping = {}, attributeCondition = "" }: GcpProvider): boolean {
  return [...Object.values(attributeMapping), attributeCondition].some((source) =>
    /aud|\[|\\/.test(source.replace(/\['(?!aud')[\w.]+'\]/g, "")),
  );
}

/** The same for tokens of an issuer that signs any `sub`, with any other claims. */
export function gcpForeignPrincipals(pool: GcpPool, provider: GcpProvider, audience: string): GcpPrincipals {
  const isPlain = pool.managed || isPlainMapping(provider);
  return isPlain ? gcpPrincipals(pool, provider, audience) : mappedPrincipals(provider, foreignClaims(provider.issuer));
}

/** Whether an expression is the token's `sub`, which needs no CEL to be understood. */
export function isSub(expression: string | undefined): boolean {
  return expression?.trim() === "assertion.sub";
}

const plainPrincipals: GcpPrincipals = {
  subjects: (values) => literals(values.every(fits) ? values : values.filter(fits)),
  member: (member) => (member.kind === "all" ? subjectsWithin(SUB_TEXT, GCP_SUBJECT_MAX_BYTES) : otherMember(member)),
};

/** The clusters of a project: Google itself makes `ns/<namespace>/sa/<name>` of their tokens. */
function managedPrincipals({ issuer, attributeMapping, attributeCondition, uids = {} }: GcpProvider): GcpPrincipals {
  if (attributeMapping !== undefined || attributeCondition !== undefined) {
    const language = unknown("a mapping or condition on a pool that Google manages");
    return { subjects: () => language, member: () => language };
  }
  let claimsByUid: ReadonlyMap<string, readonly string[]> | undefined;
  return {
    subjects: (values) => {
      const claims = new Set<string>();
      for (const value of values) {
        const names = managedNames(value);
        if (names !== undefined) claims.add(subjectClaim(names));
      }
      return literals(claims);
    },
    member: (member) => {
      if (member.kind === "all") return ALL;
      if (member.kind === "uid") {
        claimsByUid ??= claimsOf(uids);
        const subjects = claimsByUid.get(member.value);
        return subjects === undefined ? unknown(unknownUid(member.value)) : literals(subjects);
      }
      if (member.kind === "cluster") return member.value === issuer ? ALL : NONE;
      if (member.kind !== "namespace") return otherMember(member);
      return glob([{ text: `${SUBJECT_PREFIX}${member.value}:` }, "any-run"]);
    },
  };
}

/** The `sub` of the ServiceAccounts with each UID. */
function claimsOf(uids: Readonly<Record<string, string>>): Map<string, string[]> {
  const claims = new Map<string, string[]>();
  for (const [name, uid] of Object.entries(uids)) {
    const [namespace = "", serviceAccount = ""] = name.split("/");
    claims.set(uid, [...(claims.get(uid) ?? []), subjectClaim({ namespace, serviceAccount })]);
  }
  return claims;
}

function unknownUid(uid: string): string {
  return `which ServiceAccount kubernetes.serviceaccount.uid/${uid} is; say it in uids of its cluster`;
}

/** The ServiceAccount behind `ns/<namespace>/sa/<name>`. */
function managedNames(subject: string): { namespace: string; serviceAccount: string } | undefined {
  const slash = subject.indexOf("/", "ns/".length);
  const last = subject.lastIndexOf("/");
  if (!subject.startsWith("ns/") || !subject.startsWith("/sa/", slash) || last !== slash + "/sa".length)
    return undefined;
  const namespace = subject.slice("ns/".length, slash);
  const serviceAccount = subject.slice(last + 1);
  return namespace === "" || serviceAccount === "" ? undefined : { namespace, serviceAccount };
}

function mappedPrincipals(
  { attributeMapping = {}, attributeCondition }: GcpProvider,
  assertion: Symbolic,
): GcpPrincipals {
  const scope: SymbolicScope = new Map([["assertion", assertion]]);
  const values = new Map(
    Object.entries(attributeMapping).map(([name, source]) => [name, evaluate(source, GCP_MAPPING_MAX_LENGTH, scope)]),
  );
  const condition =
    attributeCondition === undefined || attributeCondition === ""
      ? ALL
      : whereTrue(evaluate(attributeCondition, GCP_CONDITION_MAX_LENGTH, conditionScope(assertion, values)));
  const subject = values.get("google.subject") ?? { kind: "error" };
  const passing = both(condition, ...[...values].map(([name, value]) => whereMapped(name, value)));
  const admitted = both(passing, whereFitting(subject));
  return {
    subjects: (wanted) => {
      const each = [...new Set(wanted)].filter(fits).map((value) => whereEquals(subject, value));
      return both(eitherOf(each), passing);
    },
    member: (member) => {
      if (member.kind === "all") return admitted;
      if (member.kind === "attribute") {
        return both(whereEquals(values.get(member.name) ?? { kind: "error" }, member.value), admitted);
      }
      if (member.kind !== "group") return otherMember(member);
      const groups = values.get("google.groups");
      if (groups?.kind !== "list") return groups === undefined ? NONE : unknown("google.groups that are no plain list");
      return both(either(...groups.items.map((group) => whereEquals(group, member.value))), admitted);
    },
  };
}

/** Members that mean the same for every provider. */
function otherMember(member: GcpMember): Language {
  return member.kind === "unknown" ? unknown(member.construct) : NONE;
}

function fits(subject: string): boolean {
  // No character of UTF-16 has more than three bytes.
  return subject.length * 3 <= GCP_SUBJECT_MAX_BYTES || Buffer.byteLength(subject) <= GCP_SUBJECT_MAX_BYTES;
}

function evaluate(source: string, maxLength: number, scope: SymbolicScope): Symbolic {
  const program = compileCel(source, maxLength);
  if ("unknown" in program) return { kind: "unknown", construct: program.unknown };
  return evaluateSymbolic(program.expr, scope);
}

/** The tokens for which a mapped value exists; one value that does not refuses the token. */
function whereMapped(name: string, value: Symbolic): Language {
  if (value.kind === "error") return NONE;
  if (value.kind === "unknown") return unknown(value.construct);
  if (name === "google.groups") {
    const isTexts = value.kind === "list" && value.items.every(({ kind }) => kind === "text");
    return isTexts ? ALL : unknown(`google.groups that is a ${value.kind}`);
  }
  return value.kind === "text" ? whereDefined(value) : unknown(`${name} that is a ${value.kind}`);
}

/** The tokens whose subject is short enough. */
function whereFitting(subject: Symbolic): Language {
  if (subject.kind !== "text") return subject.kind === "error" ? NONE : ALL;
  return either(...subject.cases.map(({ when, text }) => both(when, subjectsWithin(text, GCP_SUBJECT_MAX_BYTES))));
}

/** What the token of any ServiceAccount says. Claims that only some tokens carry, or whose value is not known, are undefined. */
function claims(issuer: string, audience: string | undefined): Symbolic {
  const record = (name: string, fields: Record<string, Symbolic | undefined>): Symbolic => ({
    kind: "record",
    name,
    fields: new Map(Object.entries(fields)),
  });
  const kubernetes = "assertion['kubernetes.io']";
  return record("assertion", {
    iss: textOf([issuer]),
    sub: textOf(SUB_TEXT),
    aud:
      audience === undefined
        ? { kind: "unknown", construct: "assertion.aud of several audiences", isList: true }
        : { kind: "list", items: [textOf([audience])] },
    exp: undefined,
    iat: undefined,
    nbf: undefined,
    jti: undefined,
    "kubernetes.io": record(kubernetes, {
      namespace: textOf(NAMESPACE_TEXT),
      serviceaccount: record(`${kubernetes}.serviceaccount`, { name: textOf(SERVICE_ACCOUNT_TEXT), uid: undefined }),
      pod: undefined,
      node: undefined,
      secret: undefined,
      warnafter: undefined,
    }),
  });
}

/** What a token says whose issuer is no API server: nothing is known of it but the issuer. */
function foreignClaims(issuer: string): Symbolic {
  const fields = new Map([
    ["iss", textOf([issuer])],
    ["sub", textOf([ANY_SUB])],
  ]);
  return { kind: "record", name: "assertion", fields, open: true };
}

/** A condition sees the token, and what the mapping made of it. */
function conditionScope(assertion: Symbolic, values: ReadonlyMap<string, Symbolic>): SymbolicScope {
  const fields = (prefix: string): Symbolic => ({
    kind: "record",
    name: prefix,
    fields: new Map(
      [...values]
        .filter(([name]) => name.startsWith(`${prefix}.`))
        .map(([name, value]) => [name.slice(prefix.length + 1), value]),
    ),
  });
  return new Map([
    ["assertion", assertion],
    ["google", fields("google")],
    ["attribute", fields("attribute")],
  ]);
}
