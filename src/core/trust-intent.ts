import type { Issue } from "./issue";
import { issue } from "./issue";
import type { Subject } from "./subject";
import { isNamespaceName, isServiceAccountName, show } from "./subject";

/** The set of ServiceAccounts that shall become one identity, and the audience of their tokens. */
export interface Intent {
  subjects: Subject[];
  /** The audience, or any one of several. */
  audience: string | string[];
  /** The cluster's key set, where the cloud stores keys instead of fetching them. */
  jwks?: object;
  /** Whole namespaces, on purpose: every ServiceAccount in them, today's and tomorrow's. */
  namespaces?: { issuer: string; namespace: string }[];
}

export function intendedAudiences(intent: Intent): string[] {
  return typeof intent.audience === "string" ? [intent.audience] : intent.audience;
}

/** Faults of an intent that nothing can be proved about. The issuer may be any string: it may stand for a URL that is not known yet. */
export function checkIntent(intent: unknown): Issue[] {
  if (!isRecord(intent)) return [issue("intent-invalid", "", `Cannot use intent ${show(intent)}: expected an object`)];
  const { subjects, audience, jwks, namespaces = [] } = intent;
  const issues = [...checkAudiences(audience)];
  if (jwks !== undefined && !(isRecord(jwks) && Array.isArray(jwks.keys))) {
    issues.push(issue("intent-jwks-invalid", "jwks", `Cannot use jwks ${show(jwks)}: expected a JSON Web Key Set`));
  }
  issues.push(
    ...checkEntries(subjects, "subjects", ({ issuer, namespace, serviceAccount }) => {
      const fault = issuerFault(issuer) ?? namespaceFault(namespace);
      if (fault !== undefined) return fault;
      if (typeof serviceAccount === "string" && isServiceAccountName(serviceAccount)) return undefined;
      return ["serviceAccount", `Cannot use ServiceAccount ${show(serviceAccount)}: expected a DNS-1123 subdomain`];
    }),
    ...checkEntries(
      namespaces,
      "namespaces",
      ({ issuer, namespace }) => issuerFault(issuer) ?? namespaceFault(namespace),
    ),
  );
  if (isEmpty(subjects) && isEmpty(namespaces)) {
    issues.push(
      issue(
        "intent-empty",
        "subjects",
        "Cannot prove an intent that names nobody: expected at least one subject or namespace",
      ),
    );
  }
  return issues;
}

/** Where in an entry a fault is, and what it is. */
type Fault = [path: string, message: string];

function issuerFault(issuer: unknown): Fault | undefined {
  if (typeof issuer === "string" && issuer !== "") return undefined;
  return ["issuer", `Cannot use issuer ${show(issuer)}: expected the "iss" of the cluster's tokens`];
}

function namespaceFault(namespace: unknown): Fault | undefined {
  if (typeof namespace === "string" && isNamespaceName(namespace)) return undefined;
  return ["namespace", `Cannot use namespace ${show(namespace)}: expected a DNS-1123 label`];
}

function checkEntries(
  entries: unknown,
  path: string,
  faultOf: (entry: Record<string, unknown>) => Fault | undefined,
): Issue[] {
  if (!Array.isArray(entries))
    return [issue("intent-invalid", path, `Cannot use ${path} ${show(entries)}: expected a list`)];
  const seen = new Set<string>();
  const issues: Issue[] = [];
  entries.forEach((entry: unknown, i) => {
    const fault: Fault | undefined = isRecord(entry)
      ? faultOf(entry)
      : ["", `Cannot use entry ${show(entry)}: expected an object`];
    if (fault !== undefined) {
      issues.push(issue("intent-subject-invalid", `${path}[${i}]${fault[0] === "" ? "" : `.${fault[0]}`}`, fault[1]));
      return;
    }
    const { issuer, namespace, serviceAccount } = entry as Record<string, string | undefined>;
    if (seen.size === seen.add(`${namespace}:${serviceAccount ?? ""}:${issuer}`).size) {
      issues.push(issue("intent-subject-duplicate", `${path}[${i}]`, "Cannot use the same entry twice: remove one"));
    }
  });
  return issues;
}

function checkAudiences(audience: unknown): Issue[] {
  const audiences: unknown[] = Array.isArray(audience) ? audience : [audience];
  if (audiences.length === 0) {
    return [
      issue("intent-audience-invalid", "audience", "Cannot use an empty list of audiences: expected at least one"),
    ];
  }
  return audiences.flatMap((value, i) => {
    const path = Array.isArray(audience) ? `audience[${i}]` : "audience";
    if (typeof value !== "string" || value === "") {
      return [
        issue("intent-audience-invalid", path, `Cannot use audience ${show(value)}: expected a non-empty string`),
      ];
    }
    if (audiences.indexOf(value) === i) return [];
    return [issue("intent-audience-duplicate", path, `Cannot use audience ${show(value)} twice: remove one`)];
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isEmpty(list: unknown): boolean {
  return Array.isArray(list) && list.length === 0;
}
