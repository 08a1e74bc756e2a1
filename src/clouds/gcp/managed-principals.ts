import { ALL, glob, literals, NONE, unknown } from "../../core/language/language";
import { SUBJECT_PREFIX, subjectClaim } from "../../core/subject";
import type { GcpPrincipals } from "./members";
import { otherMember } from "./members";
import type { GcpProvider } from "./trust";

/** The clusters of a project: Google itself makes `ns/<namespace>/sa/<name>` of their tokens. */
export function managedPrincipals({
  issuer,
  attributeMapping,
  attributeCondition,
  uids = {},
}: GcpProvider): GcpPrincipals {
  if (attributeMapping !== undefined || attributeCondition !== undefined) {
    const language = unknown("a mapping or condition on a pool that Google manages");
    return { subjects: () => language, member: () => language };
  }
  let claimsByUid: ReadonlyMap<string, readonly string[]> | undefined;
  return {
    subjects: (values) => {
      const claims = new Set<string>();
      for (const value of values) {
        const claim = managedClaim(value);
        if (claim !== undefined) claims.add(claim);
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

/** The `sub` behind `ns/<namespace>/sa/<name>`; there may be thousands, and comparing slices is faster than `startsWith`. */
function managedClaim(subject: string): string | undefined {
  const slash = subject.indexOf("/", "ns/".length);
  const [namespace, serviceAccount] = [subject.slice("ns/".length, slash), subject.slice(slash + "/sa/".length)];
  const isForm = subject.slice(0, "ns/".length) === "ns/" && subject.slice(slash, slash + "/sa/".length) === "/sa/";
  if (!isForm || namespace === "" || serviceAccount === "" || serviceAccount.includes("/")) return undefined;
  return subjectClaim({ namespace, serviceAccount });
}
