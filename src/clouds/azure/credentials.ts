import type * as pulumi from "@pulumi/pulumi";
import { groupByIssuer } from "../../component/issuers";
import { shortHash } from "../../component/logical-names";
import { Placeholders, placeholderIssuer } from "../../component/symbolic";
import type { Issue } from "../../core/issue";
import { issue, issuesUnder } from "../../core/issue";
import { show } from "../../core/subject";
import type { AzureSubject } from "./args";
import { checkAzureCredentialCount, checkAzureIssuerUrl, checkAzureSubjectKey } from "./limits";
import type { AzureTrustedSubject } from "./trust";
import { azureCredentialName } from "./trust";

/** A credential to be: its name is known when the program runs, its issuer perhaps later. */
export interface PlannedAzureCredential {
  name: string;
  /** The subject with a placeholder for an issuer that is an output. */
  subject: AzureTrustedSubject;
  url: pulumi.Input<string>;
}

/**
 * The credentials of an identity, in the order of their names. A name depends on its own subject alone, never on the others or on
 * an output: Entra refuses an issuer and subject under a second name, so a name that changed would stop the deployment half-way.
 */
export function planAzureCredentials(subjects: readonly AzureSubject[]): PlannedAzureCredential[] {
  const placeholders = new Placeholders();
  return groupByIssuer<never, AzureSubject>(subjects, "azure")
    .flatMap(({ issuer: { url }, subjects: sameIssuer }) =>
      sameIssuer.map(({ namespace, serviceAccount, key }) => {
        const ownKey = key ?? (typeof url === "string" ? shortHash(url) : undefined);
        const subject: AzureTrustedSubject = {
          issuer: placeholders.of(url, placeholderIssuer),
          namespace,
          serviceAccount,
          ...(ownKey === undefined ? {} : { key: ownKey }),
        };
        return { name: azureCredentialName(subject), subject, url };
      }),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Faults of the subjects that only Azure has. */
export function checkAzureSubjects(subjects: readonly AzureSubject[]): Issue[] {
  return [
    ...checkAzureCredentialCount(subjects.length),
    ...subjects.flatMap(({ issuer, key }, index) =>
      issuesUnder(`subjects[${index}]`, [
        // Of an output this reads another output, which the check leaves to the second look.
        ...checkAzureIssuerUrl((issuer as { url?: unknown } | undefined)?.url, "issuer.url"),
        ...checkAzureSubjectKey(key, "key"),
      ]),
    ),
  ];
}

/** Faults of the names: Azure tells them apart without regard to capital letters. */
export function checkAzureCredentialNames(planned: readonly PlannedAzureCredential[]): Issue[] {
  const taken = new Set<string>();
  return planned.flatMap(({ name, subject: { namespace, serviceAccount, key } }) => {
    const first = !taken.has(name.toLowerCase());
    taken.add(name.toLowerCase());
    return first
      ? []
      : [
          issue(
            "azure-credential-name-taken",
            "subjects",
            `Cannot name two credentials ${show(name)}: two issuers have ServiceAccount ${show(`${namespace}/${serviceAccount}`)}, and ${key === undefined ? "their URLs are outputs" : `key ${show(key)} stands for both`}; set key to a short name of its own for each cluster`,
          ),
        ];
  });
}
