import type { Language } from "../../core/language/language";
import { NONE, unknown } from "../../core/language/language";
import type { GcpPool } from "./pool";

/** Who a member of a binding is, as seen from one workload identity pool. */
export type GcpMember =
  | { kind: "subject" | "group" | "namespace" | "cluster" | "uid"; value: string }
  | { kind: "attribute"; name: string; value: string }
  | { kind: "all" }
  /** Someone who holds no token of this pool. */
  | { kind: "foreign" }
  /** A principal that was deleted: the member is a leftover without effect. */
  | { kind: "nobody" }
  | { kind: "unknown"; construct: string };

/** Which `sub` claims a provider turns into which principals, for tokens of its issuer with one audience. */
export interface GcpPrincipals {
  /** The tokens whose `google.subject` is one of these. */
  subjects(values: readonly string[]): Language;
  /** The tokens that a member stands for. */
  member(member: GcpMember): Language;
}

const POOL_MEMBER =
  /^(principal|principalSet):\/\/iam\.googleapis\.com\/(projects\/[^/]+\/locations\/global\/workloadIdentityPools\/([^/]+))\/(.+)$/s;
const LEGACY_MEMBER = /^serviceAccount:([^[\]]+\.svc\.id\.goog)\[([^/\]]+)\/([^/\]]+)\]$/;

export function parseGcpMember(member: string, pool: GcpPool): GcpMember {
  const { principalPrefix } = pool;
  // The usual member, and thousands of them: comparing a slice is faster than startsWith().
  if (member.slice(0, principalPrefix.length) === principalPrefix) {
    const value = member.slice(principalPrefix.length);
    if (value !== "" && !value.includes("%")) return { kind: "subject", value };
  }
  if (member.startsWith("deleted:")) return { kind: "nobody" };
  const legacy = LEGACY_MEMBER.exec(member);
  if (legacy !== null) {
    const [, id, namespace, serviceAccount] = legacy;
    return id === pool.id ? { kind: "subject", value: `ns/${namespace}/sa/${serviceAccount}` } : { kind: "foreign" };
  }
  const match = POOL_MEMBER.exec(member);
  if (match === null) return { kind: "foreign" };
  const [, scheme = "", name = "", id = "", selector = ""] = match;
  // The id of a managed pool is unique by itself; only there may a trust leave out the project number.
  if (name !== pool.name && !(pool.managed && pool.name === pool.id && id === pool.id)) return { kind: "foreign" };
  return parseSelector(scheme, selector, pool.managed) ?? { kind: "unknown", construct: `member ${member}` };
}

/** The pool that a member is of, a managed one by its id; `undefined` for members of none. */
export function gcpPoolOfMember(member: string): string | undefined {
  const [, , name, id] = POOL_MEMBER.exec(member) ?? [];
  if (id !== undefined) return id.endsWith(".svc.id.goog") ? id : name;
  return LEGACY_MEMBER.exec(member)?.[1];
}

function parseSelector(scheme: string, selector: string, managed: boolean): GcpMember | undefined {
  if (scheme === "principalSet" && selector === "*") return { kind: "all" };
  const slash = selector.indexOf("/");
  const key = selector.slice(0, slash);
  const value = selector.slice(slash + 1);
  // Whether Google decodes escapes in a member is not documented.
  if (slash < 1 || value === "" || value.includes("%")) return undefined;
  if (managed && key === "kubernetes.serviceaccount.uid") return { kind: "uid", value };
  if (scheme === "principal") return key === "subject" ? { kind: "subject", value } : undefined;
  if (managed) {
    if (key === "namespace") return { kind: "namespace", value };
    return key === "kubernetes.cluster" ? { kind: "cluster", value } : undefined;
  }
  if (key === "group") return { kind: "group", value };
  return key.startsWith("attribute.") ? { kind: "attribute", name: key, value } : undefined;
}

/** The tokens of a member that means the same for every provider. */
export function otherMember(member: GcpMember): Language {
  return member.kind === "unknown" ? unknown(member.construct) : NONE;
}
