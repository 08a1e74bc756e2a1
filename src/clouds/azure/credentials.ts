import type { Issue } from "../../core/issue";
import { issue, issuesUnder } from "../../core/issue";
import { show } from "../../core/show";
import type { AzureSubject } from "./args";
import {
  azureCredentialNameOf,
  checkAzureCredentialCount,
  checkAzureCredentialName,
  checkAzureSubjectKey,
} from "./limits";
import type { AzureTrustedSubject } from "./trust";
import { azureCredentialName } from "./trust";

/** Faults of the subjects that only Azure has. */
export function checkAzureSubjects(subjects: readonly AzureSubject[]): Issue[] {
  return [
    ...checkAzureCredentialCount(subjects.length),
    ...subjects.flatMap(({ key, credentialName }, index) =>
      issuesUnder(`subjects[${index}]`, [
        ...checkAzureSubjectKey(key, "key"),
        ...checkAzureCredentialName(credentialName, "credentialName"),
      ]),
    ),
  ];
}

/** Faults of credentials to take over that no ServiceAccount gets. */
export function checkAzureImports(ids: readonly string[] = [], names: readonly string[]): Issue[] {
  return ids.flatMap((id, index) => {
    const name = azureCredentialNameOf(id) ?? "";
    if (names.includes(name)) return [];
    return [
      issue(
        "azure-credential-import-unused",
        `importCredentials[${index}]`,
        `Cannot take over credential ${show(name)}: no ServiceAccount's credential has that name; set credentialName to it`,
      ),
    ];
  });
}

/** Faults of the credentials' names: Azure tells them apart without regard to capital letters. */
export function checkAzureCredentialNames(subjects: readonly AzureTrustedSubject[]): Issue[] {
  const taken = new Set<string>();
  return subjects.flatMap((subject) => {
    const name = azureCredentialName(subject);
    const first = !taken.has(name.toLowerCase());
    taken.add(name.toLowerCase());
    if (first) return [];
    const { namespace, serviceAccount, key } = subject;
    const why = key === undefined ? "and their URLs are outputs" : `and key ${show(key)} stands for both`;
    return [
      issue(
        "azure-credential-name-taken",
        "subjects",
        `Cannot name two credentials ${show(name)}: two issuers have ServiceAccount ${show(`${namespace}/${serviceAccount}`)}, ${why}; set key to a short name of the cluster on the subjects of the new cluster only; what is deployed without one keeps its name`,
      ),
    ];
  });
}
