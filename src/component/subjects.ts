import type * as pulumi from "@pulumi/pulumi";
import type { Issue } from "../core/issue";
import { issue, issuesUnder } from "../core/issue";
import { show } from "../core/show";
import { checkSubjectNames } from "../core/subject";
import type { IssuerEntries, IssuerInput } from "./issuers";
import { checkIssuerInput, readIssuer } from "./issuers";

export interface SubjectInput {
  issuer?: pulumi.Input<IssuerInput>;
  namespace: string;
  serviceAccount: string;
}

/** Faults of the subjects of one identity: none at all, invalid names or issuers, the same one twice. */
export function checkSubjects(
  args: { subjects: readonly SubjectInput[]; allowDefaultServiceAccount?: boolean },
  checkUrl: (url: unknown, path: string) => Issue[],
  entries: IssuerEntries = {},
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
  const seen = new Map<unknown, Set<string>>();
  return args.subjects.flatMap((subject, index) => {
    if (typeof subject !== "object" || subject === null) {
      const message = `Cannot federate ${show(subject)}: expected { issuer, namespace, serviceAccount }`;
      return [issue("subject-invalid", `subjects[${index}]`, message)];
    }
    const faults = [
      ...checkSubjectNames(subject, args),
      ...checkIssuerInput(subject.issuer, "issuer", checkUrl, entries),
    ];
    if (faults.length === 0 && subject.issuer !== undefined) {
      const { identity } = readIssuer(subject.issuer, "url");
      const names = seen.get(identity) ?? new Set();
      seen.set(identity, names);
      const key = `${subject.namespace}/${subject.serviceAccount}`;
      if (names.has(key))
        faults.push(issue("subject-duplicate", "", `Cannot name ServiceAccount ${show(key)} of one issuer twice`));
      names.add(key);
    }
    return issuesUnder(`subjects[${index}]`, faults);
  });
}
