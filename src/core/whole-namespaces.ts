import type { Issue } from "./issue";
import { issue } from "./issue";
import { isLater } from "./known";
import { WRITE_PLAIN } from "./shape";
import { show } from "./show";
import { isNamespaceName, NAMESPACE_MAX_LENGTH, SUBJECT_PREFIX } from "./subject";

/** Kubernetes runs its own controllers there, with rights on everything. */
const SYSTEM_NAMESPACE = "kube-system";

/** What of a subject's cluster is trusted as a whole, on purpose: everybody who may make a ServiceAccount there becomes the identity. */
export interface WholeNamespaces {
  wholeNamespaces?: readonly string[];
  namespacePrefixes?: readonly string[];
}

/** A ServiceAccount that is trusted, and what of its cluster is trusted with it as a whole. */
export interface TrustedSubject extends WholeNamespaces {
  namespace: string;
  serviceAccount: string;
}

/** Faults of the namespaces that a subject's cluster trusts as a whole. */
export function checkWholeNamespaces({ wholeNamespaces = [], namespacePrefixes = [] }: WholeNamespaces): Issue[] {
  return [
    ...eachOnce(wholeNamespaces, "wholeNamespaces", (name) => {
      if (name === SYSTEM_NAMESPACE) return ["whole-namespace-of-system", OF_SYSTEM];
      if (isNamespaceName(name)) return undefined;
      const fix = /[*?]/.test(name)
        ? "a wildcard is no name; what names begin with goes into namespacePrefixes"
        : `expected a DNS-1123 label of at most ${NAMESPACE_MAX_LENGTH} characters (lowercase letters, digits, "-")`;
      return ["whole-namespace-invalid", fix];
    }),
    ...eachOnce(namespacePrefixes, "namespacePrefixes", (prefix) => {
      if (prefix === "")
        return ["namespace-prefix-empty", "every namespace begins with it; write what they begin with"];
      if (SYSTEM_NAMESPACE.startsWith(prefix)) return ["whole-namespace-of-system", OF_SYSTEM];
      if (isNamespacePrefix(prefix)) return undefined;
      return [
        "namespace-prefix-invalid",
        'expected the beginning of a namespace\'s name, without a wildcard (lowercase letters, digits, "-")',
      ];
    }),
  ];
}

const OF_SYSTEM = `${SYSTEM_NAMESPACE} is among it, where Kubernetes' own controllers run; name the ServiceAccounts there one by one`;

function eachOnce(
  names: readonly string[],
  field: keyof WholeNamespaces,
  faultOf: (name: string) => [code: string, why: string] | undefined,
): Issue[] {
  if (!Array.isArray(names)) {
    const why = `${isLater(names) ? `${WRITE_PLAIN}; ` : ""}expected a list of texts, known when the program runs`;
    return [issue("whole-namespace-invalid", field, `Cannot read ${field} ${show(names)}: ${why}`)];
  }
  const seen = new Set<unknown>();
  return names.flatMap((name: unknown, index) => {
    const path = `${field}[${index}]`;
    const fault = (code: string, why: string) => [issue(code, path, `Cannot trust ${show(name)} as a whole: ${why}`)];
    if (typeof name !== "string")
      return fault("whole-namespace-invalid", isLater(name) ? WRITE_PLAIN : "expected a text");
    if (seen.size === seen.add(name).size) return fault("whole-namespace-duplicate", "it is named twice; remove one");
    const [code, why] = faultOf(name) ?? [];
    return code === undefined || why === undefined ? [] : fault(code, why);
  });
}

/** Whether a namespace can begin so; a name has room for one more character behind what cannot end it. */
export function isNamespacePrefix(prefix: string): boolean {
  return isNamespaceName(namespaceBeginning(prefix));
}

/** A namespace that begins so, the shortest that there is. */
export function namespaceBeginning(prefix: string): string {
  return isNamespaceName(prefix) ? prefix : `${prefix}a`;
}

/** The fault of a cloud whose trusts cannot say one of the two; none where no subject asks for it. */
export function refuseWhole(
  subjects: readonly WholeNamespaces[],
  fields: readonly (keyof WholeNamespaces)[],
  why: string,
): Issue[] {
  return fields
    .filter((field) => subjects.some((subject) => (subject[field] ?? []).length > 0))
    .map((field) =>
      issue(
        "whole-namespaces-unsupported",
        "",
        `Cannot trust ${field} here: ${why}; name each ServiceAccount in subjects`,
      ),
    );
}

/** Everything that the subjects of one issuer trust as a whole, each once and sorted, so that their order in a program changes nothing. */
export function allWhole(subjects: readonly WholeNamespaces[]): { names: string[]; prefixes: string[] } {
  const sorted = (field: keyof WholeNamespaces) =>
    [...new Set(subjects.flatMap((subject) => subject[field] ?? []))].sort();
  return { names: sorted("wholeNamespaces"), prefixes: sorted("namespacePrefixes") };
}

/** The patterns of `sub` for all that, in policies whose `*` is any text. No name has a character that means more than itself. */
export function wholeClaims(subjects: readonly WholeNamespaces[]): string[] {
  const { names, prefixes } = allWhole(subjects);
  return [...names, ...prefixes.map((prefix) => `${prefix}*`)].map((namespace) => `${SUBJECT_PREFIX}${namespace}:*`);
}

/** Whom a proof says that a trust admits: so many ServiceAccounts, and whole namespaces in words that nobody can overlook. */
export function subjectsClaim(subjects: readonly WholeNamespaces[]): string {
  const { names, prefixes } = allWhole(subjects);
  const whole = [
    ...(names.length === 0 ? [] : [`in ${list("namespace", names)}`]),
    ...(prefixes.length === 0 ? [] : [`in every namespace that begins with ${prefixes.map(show).join(" or ")}`]),
  ];
  const named = `${subjects.length} ServiceAccount(s)`;
  return whole.length === 0
    ? named
    : `${named} and, on purpose, everybody ${whole.join(" and ")} (each ServiceAccount there, today's and tomorrow's)`;
}

function list(word: string, names: readonly string[]): string {
  return `${word}${names.length === 1 ? "" : "s"} ${names.map(show).join(", ")}`;
}
