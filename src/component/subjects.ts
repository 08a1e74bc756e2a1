import type * as pulumi from "@pulumi/pulumi";
import type { Issue } from "../core/issue";
import { issue, issuesUnder } from "../core/issue";
import { isRecord } from "../core/record";
import { show } from "../core/show";
import { checkSubjectNames } from "../core/subject";
import type { WholeNamespaces } from "../core/whole-namespaces";
import { checkWholeNamespaces } from "../core/whole-namespaces";
import type { WithoutEffect } from "../core/without-effect";
import { checkEffects } from "../core/without-effect";
import type { IssuerEntries, IssuerInput } from "./issuers";
import { checkIssuerInput, issuerIdentity } from "./issuers";
import type { SameIssuer } from "./same-issuer";
import { sameUrl } from "./same-issuer";

export interface SubjectInput extends WholeNamespaces {
  issuer?: pulumi.Input<IssuerInput>;
  namespace: string;
  serviceAccount: string;
  key?: string;
}

/** The subjects of arguments that nobody has checked yet, as far as they are such. */
export function subjectsIn<S extends object>({ subjects }: { subjects: readonly S[] }): S[] {
  return Array.isArray(subjects) ? (subjects as S[]).filter((subject) => isRecord(subject)) : [];
}

const OF_DEFAULT: WithoutEffect<{ allowDefaultServiceAccount?: boolean }> = {
  args: ["allowDefaultServiceAccount"],
  beside: () => true,
  why: "no ServiceAccount is called default, and one that comes later would be allowed unseen; leave it out",
};

/** The fault of a permission that none of these ServiceAccounts needs. */
export function checkDefaultNeeded(
  args: { allowDefaultServiceAccount?: boolean },
  subjects: readonly { serviceAccount?: unknown }[],
): Issue[] {
  return subjects.some(({ serviceAccount }) => serviceAccount === "default") ? [] : checkEffects(args, [OF_DEFAULT]);
}

/** Faults of the subjects of one identity: none at all, invalid names or issuers, the same one twice. */
export function checkSubjects(
  args: { subjects: readonly SubjectInput[]; allowDefaultServiceAccount?: boolean },
  checkUrl: (url: unknown, path: string) => Issue[],
  entries: IssuerEntries = {},
  same: SameIssuer = sameUrl,
): Issue[] {
  if (!Array.isArray(args.subjects) || args.subjects.length === 0) {
    return [
      issue(
        "subjects-missing",
        "subjects",
        "Cannot federate without a subject: expected at least one { issuer, namespace, serviceAccount }",
      ),
    ];
  }
  const seen = new Map<unknown, Map<string, SubjectInput[]>>();
  return args.subjects.flatMap((subject, index) => {
    if (typeof subject !== "object" || subject === null) {
      const message = `Cannot federate ${show(subject)}: expected { issuer, namespace, serviceAccount }`;
      return [issue("subject-invalid", `subjects[${index}]`, message)];
    }
    const faults = [
      ...checkSubjectNames(subject, args),
      ...checkWholeNamespaces(subject),
      ...checkIssuerInput(subject.issuer, "issuer", checkUrl, entries),
    ];
    if (faults.length === 0 && subject.issuer !== undefined) {
      const identity = issuerIdentity(subject.issuer);
      const names = seen.get(identity) ?? new Map<string, SubjectInput[]>();
      seen.set(identity, names);
      const name = `${subject.namespace}/${subject.serviceAccount}`;
      const namesakes = names.get(name) ?? [];
      if (namesakes.some((other) => same(other, subject))) faults.push(issue("subject-duplicate", "", twice(name)));
      names.set(name, [...namesakes, subject]);
    }
    return issuesUnder(`subjects[${index}]`, faults);
  });
}

function twice(name: string): string {
  const fix = "remove one, or give each issuer its jwks where they are two clusters with one URL";
  return `Cannot name ServiceAccount ${show(name)} of one issuer twice: ${fix}`;
}
