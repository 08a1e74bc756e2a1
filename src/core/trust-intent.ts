import type { Issue } from "./issue";
import { issue, joinPath } from "./issue";
import type { IntendedSubjects } from "./language/compare";
import { ownCopy } from "./own-copy";
import { isRecord, own } from "./record";
import { show } from "./show";
import type { Subject } from "./subject";
import { isNamespaceName, isServiceAccountName, subjectClaim } from "./subject";
import type { TrustedSubject } from "./whole-namespaces";
import { allWhole, isNamespacePrefix } from "./whole-namespaces";

/** The set of ServiceAccounts that shall become one identity, and the audience of their tokens. */
export interface Intent<Others extends object = object> {
  subjects: Subject[];
  /** The audience, or any one of several. */
  audience: string | string[];
  /** The cluster's key set, where the cloud stores keys instead of fetching them. */
  jwks?: object;
  /** Whole namespaces, on purpose: every ServiceAccount in them, today's and tomorrow's. */
  namespaces?: { issuer: string; namespace: string }[];
  /** The same for every namespace whose name begins so. */
  namespacePrefixes?: { issuer: string; prefix: string }[];
  /** Who else shall become the identity on purpose, by cloud: named ones are no alarm, all others are. None by default. */
  others?: Others;
}

/** The intent of a component: the ServiceAccounts of each issuer and its whole namespaces, with one audience. */
export function intentOf(
  issuers: readonly {
    issuer: string;
    subjects: readonly TrustedSubject[];
  }[],
  audience: string,
): Intent {
  return {
    subjects: issuers.flatMap(({ issuer, subjects }) =>
      subjects.map(({ namespace, serviceAccount }) => ({ issuer, namespace, serviceAccount })),
    ),
    namespaces: issuers.flatMap(({ issuer, subjects }) =>
      allWhole(subjects).names.map((namespace) => ({ issuer, namespace })),
    ),
    namespacePrefixes: issuers.flatMap(({ issuer, subjects }) =>
      allWhole(subjects).prefixes.map((prefix) => ({ issuer, prefix })),
    ),
    audience,
  };
}

/** An intent as it was written down, each part read once: what its objects inherit names nobody. */
export function ownIntent(intent: Intent): Intent {
  if (!isRecord(intent)) return intent;
  const part = (name: string) => own(intent, name);
  const entries = (list: unknown) => (Array.isArray(list) ? list.map(ownEntry) : list);
  return {
    subjects: entries(part("subjects")),
    audience: ownCopy(part("audience")),
    jwks: ownCopy(part("jwks")),
    namespaces: entries(part("namespaces")),
    namespacePrefixes: entries(part("namespacePrefixes")),
    others: ownCopy(part("others")),
  } as unknown as Intent;
}

function ownEntry(entry: unknown): unknown {
  if (!isRecord(entry)) return entry;
  return {
    issuer: own(entry, "issuer"),
    namespace: own(entry, "namespace"),
    serviceAccount: own(entry, "serviceAccount"),
    prefix: own(entry, "prefix"),
  };
}

export function intendedAudiences(intent: Intent): string[] {
  return typeof intent.audience === "string" ? [intent.audience] : intent.audience;
}

/** An intent as the proof uses it, by issuer; `issues` are the faults that leave nothing to be proved. */
export interface ReadIntent {
  issues: Issue[];
  subjects: ReadonlyMap<string, IntendedSubjects>;
}

interface Collected {
  subjects: Set<string>;
  namespaces: Set<string>;
  prefixes: Set<string>;
}

/**
 * Checks an intent and sorts it by issuer in one pass. The issuer may be any string: it may stand for a URL that is not known yet.
 * `namesOthers` says whether others are named beside ServiceAccounts, so that an intent without any still names somebody.
 */
export function readIntent(intent: unknown, namesOthers = false): ReadIntent {
  const collected = new Map<string, Collected>();
  const of = collector(collected);
  if (!isRecord(intent)) {
    return {
      issues: [issue("intent-invalid", "", `Cannot use intent ${show(intent)}: expected an object`)],
      subjects: collected,
    };
  }
  const { subjects, audience, jwks, namespaces = [], namespacePrefixes = [] } = intent;
  const issues = checkAudiences(audience);
  if (jwks !== undefined && !(isRecord(jwks) && Array.isArray(jwks.keys))) {
    issues.push(issue("intent-jwks-invalid", "jwks", `Cannot use jwks ${show(jwks)}: expected a JSON Web Key Set`));
  }
  issues.push(
    ...readEntries(subjects, "subjects", ({ issuer, namespace, serviceAccount }) => {
      const fault = issuerFault(issuer) ?? namespaceFault(namespace) ?? serviceAccountFault(serviceAccount);
      if (fault !== undefined) return fault;
      const claim = subjectClaim({ namespace: namespace as string, serviceAccount: serviceAccount as string });
      return addOnce(of(issuer as string).subjects, claim);
    }),
    ...readEntries(namespaces, "namespaces", ({ issuer, namespace }) => {
      const fault = issuerFault(issuer) ?? namespaceFault(namespace);
      return fault ?? addOnce(of(issuer as string).namespaces, namespace as string);
    }),
    ...readEntries(namespacePrefixes, "namespacePrefixes", ({ issuer, prefix }) => {
      const fault = issuerFault(issuer) ?? prefixFault(prefix);
      return fault ?? addOnce(of(issuer as string).prefixes, prefix as string);
    }),
  );
  if (isEmpty(subjects) && isEmpty(namespaces) && isEmpty(namespacePrefixes) && !namesOthers) {
    const message = "Cannot prove an intent that names nobody: expected at least one subject or namespace";
    issues.push(issue("intent-empty", "subjects", message));
  }
  return { issues, subjects: collected };
}

interface Fault {
  code: string;
  path: string;
  message: string;
}

function readEntries(
  entries: unknown,
  path: string,
  read: (entry: Record<string, unknown>) => Fault | undefined,
): Issue[] {
  if (!Array.isArray(entries)) {
    return [issue("intent-invalid", path, `Cannot use ${path} ${show(entries)}: expected a list`)];
  }
  const issues: Issue[] = [];
  for (let i = 0; i < entries.length; i++) {
    const entry: unknown = entries[i];
    const fault = isRecord(entry) ? read(entry) : invalid("", `Cannot use entry ${show(entry)}: expected an object`);
    if (fault !== undefined) issues.push(issue(fault.code, joinPath(`${path}[${i}]`, fault.path), fault.message));
  }
  return issues;
}

/** Finds the place of an issuer; subjects of one issuer mostly stand side by side, and comparing two URLs is cheaper than hashing one. */
function collector(collected: Map<string, Collected>): (issuer: string) => Collected {
  let last: { issuer: string; entry: Collected } | undefined;
  return (issuer) => {
    if (last?.issuer === issuer) return last.entry;
    const entry = collected.get(issuer) ?? { subjects: new Set(), namespaces: new Set(), prefixes: new Set() };
    collected.set(issuer, entry);
    last = { issuer, entry };
    return entry;
  };
}

function addOnce(set: Set<string>, value: string): Fault | undefined {
  if (set.size < set.add(value).size) return undefined;
  return { code: "intent-subject-duplicate", path: "", message: `Cannot use ${show(value)} twice: remove one` };
}

function issuerFault(issuer: unknown): Fault | undefined {
  if (typeof issuer === "string" && issuer !== "") return undefined;
  return invalid("issuer", `Cannot use issuer ${show(issuer)}: expected the "iss" of the cluster's tokens`);
}

function namespaceFault(namespace: unknown): Fault | undefined {
  if (typeof namespace === "string" && isNamespaceName(namespace)) return undefined;
  return invalid("namespace", `Cannot use namespace ${show(namespace)}: expected a DNS-1123 label`);
}

function prefixFault(prefix: unknown): Fault | undefined {
  if (typeof prefix === "string" && prefix !== "" && isNamespacePrefix(prefix)) return undefined;
  return invalid("prefix", `Cannot use prefix ${show(prefix)}: expected the beginning of a DNS-1123 label`);
}

function serviceAccountFault(name: unknown): Fault | undefined {
  if (typeof name === "string" && isServiceAccountName(name)) return undefined;
  return invalid("serviceAccount", `Cannot use ServiceAccount ${show(name)}: expected a DNS-1123 subdomain`);
}

function invalid(path: string, message: string): Fault {
  return { code: "intent-subject-invalid", path, message };
}

function checkAudiences(audience: unknown): Issue[] {
  const audiences: unknown[] = Array.isArray(audience) ? audience : [audience];
  if (audiences.length === 0) {
    const message = "Cannot use an empty list of audiences: expected at least one";
    return [issue("intent-audience-invalid", "audience", message)];
  }
  const issues: Issue[] = [];
  const seen = new Set<unknown>();
  for (const [i, value] of audiences.entries()) {
    const path = Array.isArray(audience) ? `audience[${i}]` : "audience";
    if (typeof value !== "string" || value === "") {
      const message = `Cannot use audience ${show(value)}: expected a non-empty string`;
      issues.push(issue("intent-audience-invalid", path, message));
    } else if (seen.size === seen.add(value).size) {
      issues.push(issue("intent-audience-duplicate", path, `Cannot use audience ${show(value)} twice: remove one`));
    }
  }
  return issues;
}

function isEmpty(list: unknown): boolean {
  return Array.isArray(list) && list.length === 0;
}
