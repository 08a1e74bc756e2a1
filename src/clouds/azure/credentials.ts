import type * as pulumi from "@pulumi/pulumi";
import { clusterWords, formerNames } from "../../component/cluster-words";
import { groupByIssuer } from "../../component/issuers";
import { Placeholders, placeholderIssuer } from "../../component/placeholders";
import { WorkloadIdentityError } from "../../core/errors";
import type { Issue } from "../../core/issue";
import { issue, issuesUnder } from "../../core/issue";
import { jsonObject } from "../../core/json";
import { shortHash } from "../../core/short-hash";
import { show } from "../../core/show";
import type { Intent } from "../../core/trust-intent";
import type { AzureSubject, AzureWorkloadIdentityArgs } from "./args";
import { parseAzureTrust } from "./document";
import {
  checkAzureCredentialCount,
  checkAzureCredentialName,
  checkAzureSubjectKey,
  credentialRepeated,
} from "./limits";
import { checkBoundIssuers, isBindingCredential } from "./mechanisms/identity-binding-limits";
import type { AzureToldCredentials } from "./mechanisms/mechanism";
import type { AzureOthers } from "./others";
import { renderAzureOther } from "./others";
import type { AzureFederatedIdentityCredential } from "./trust";
import { azureCredentialName, renderAzureTrust } from "./trust";

/** A credential to be: its name is known when the program runs, its issuer perhaps later. */
export interface PlannedCredential {
  name: string;
  /** Whether the program has chosen the name. */
  isNamed: boolean;
  /** Its logical name, which no name that is chosen later changes, and those that it may have been deployed under. */
  logicalName: string;
  formerNames: pulumi.Input<string>[];
  /** The id of the credential that exists under its name. */
  importId: string | undefined;
  url: pulumi.Input<string>;
  /** The issuer, or a placeholder for one that is an output. */
  issuer: string;
  /** The word for the cluster in its name. */
  key?: string;
  render(issuer: string): AzureFederatedIdentityCredential;
  /** Who gets in by it. */
  intent(issuer: string): AzureIntent;
}

/** An intent with the words that Azure has for others. */
type AzureIntent = Intent<{ azure?: AzureOthers }>;

/**
 * The credentials of an identity, in the order of their names. A name depends on its own subject alone, never on the others or on
 * an output: Entra refuses an issuer and subject under a second name, so a name that changed would stop the deployment half-way.
 */
export function planCredentials(
  { subjects, credentialName, importCredentials = [], others = {} }: AzureWorkloadIdentityArgs,
  audience: string,
  importedName: (id: string) => string | undefined = () => undefined,
): PlannedCredential[] {
  const { credentials = [] } = others;
  const placeholders = new Placeholders();
  const grouped = groupByIssuer<never, AzureSubject>(subjects, "azure").flatMap(({ issuer, subjects: own }) =>
    own.map((subject) => ({ url: issuer.url, subject })),
  );
  const words = clusterWords(
    grouped.map(({ subject }) => subject),
    shortHash,
  );
  const ofSubjects = grouped.map(
    ({ url, subject: { namespace, serviceAccount, ...own } }, index): PlannedCredential => {
      const { word } = words[index]!;
      const of = (key: string | undefined) => ({ namespace, serviceAccount, ...(key === undefined ? {} : { key }) });
      const chosen = own.credentialName ?? (index === 0 ? credentialName : undefined);
      const names = { ...of(word), ...(chosen === undefined ? {} : { credentialName: chosen }) };
      const name = azureCredentialName(names);
      return {
        name,
        isNamed: chosen !== undefined,
        logicalName: azureCredentialName(of(word)),
        formerNames: formerNames(words[index]!, (each) => azureCredentialName(of(each))),
        importId: importCredentials.find((id) => importedName(id) === name),
        ...(word === undefined ? {} : { key: word }),
        url,
        issuer: placeholders.of(url, placeholderIssuer),
        render: (issuer) => renderAzureTrust([{ ...names, issuer }], audience)[0]!,
        intent: (issuer) => ({ subjects: [{ issuer, namespace, serviceAccount }], audience }),
      };
    },
  );
  const ofOthers = credentials.map((other): PlannedCredential => {
    const credential = renderAzureOther(other, audience);
    return {
      name: credential.name,
      isNamed: true,
      logicalName: credential.name,
      formerNames: [],
      importId: undefined,
      url: other.issuer,
      issuer: other.issuer,
      render: () => credential,
      intent: () => ({ subjects: [], audience, others: { azure: { credentials: [other] } } }),
    };
  });
  return [...ofSubjects, ...ofOthers].sort((a, b) => (a.logicalName < b.logicalName ? -1 : 1));
}

/** The intent of all credentials together, each issuer as it is known when the program runs. */
export function intentOfAll(planned: readonly PlannedCredential[], audience: string): AzureIntent {
  const intents = planned.map(({ intent, issuer }) => intent(issuer));
  const credentials = intents.flatMap(({ others }) => others?.azure?.credentials ?? []);
  return { subjects: intents.flatMap(({ subjects }) => subjects), audience, others: { azure: { credentials } } };
}

/** Faults of the subjects that only Azure has. */
export function checkAzureSubjects({
  subjects,
  others: { credentials = [] } = {},
  identityBinding,
}: AzureWorkloadIdentityArgs): Issue[] {
  // AKS keeps one credential for all bindings of an identity; that it counts among the 20 is the safe reading of its preview.
  const ofSubjects = identityBinding === undefined ? subjects.length : 1;
  return [
    ...checkAzureCredentialCount(ofSubjects + credentials.length),
    ...(identityBinding === undefined
      ? []
      : checkBoundIssuers(groupByIssuer<never, AzureSubject>(subjects, "azure").map(({ issuer }) => issuer.url))),
    ...subjects.flatMap(({ key, credentialName }, index) =>
      issuesUnder(`subjects[${index}]`, [
        ...checkAzureSubjectKey(key, "key"),
        ...checkAzureCredentialName(credentialName, "credentialName"),
      ]),
    ),
  ];
}

/** Faults of credentials to take over that no ServiceAccount gets. */
export function checkAzureImports(
  ids: readonly string[] = [],
  names: readonly string[],
  importedName: (id: string) => string | undefined,
): Issue[] {
  return ids.flatMap((id, index) => {
    const name = importedName(id);
    if (name !== undefined && names.includes(name)) return [];
    return [
      issue(
        "azure-credential-import-unused",
        `importCredentials[${index}]`,
        `Cannot take over credential ${show(name ?? id)}: no ServiceAccount's credential has that name; set credentialName to it`,
      ),
    ];
  });
}

/** Faults of the credentials' names: Azure tells them apart without regard to capital letters. */
export function checkAzureCredentialNames(planned: readonly PlannedCredential[]): Issue[] {
  const names = new Set<string>();
  const pairs = new Set<string>();
  return planned.flatMap(({ name, isNamed, issuer, key, render, intent }) => {
    const credential = render(issuer);
    const isNewPair = pairs.size < pairs.add(azureCredentialKey(credential)).size;
    const isNewName = names.size < names.add(name.toLowerCase()).size;
    if (isNewName && isNewPair) return [];
    const [of] = intent(issuer).subjects;
    if (of === undefined || !isNewPair) return [credentialRepeated(credential)];
    const why = key === undefined ? "and their URLs are outputs" : `and key ${show(key)} stands for both`;
    const advice = isNamed
      ? "credentialName gives it to both; choose another one, or leave it out"
      : `two issuers have ServiceAccount ${show(`${of.namespace}/${of.serviceAccount}`)}, ${why}; set key to a short name of the cluster on the subjects of the new cluster only; what is deployed without one keeps its name`;
    return [issue("azure-credential-name-taken", "subjects", `Cannot name two credentials ${show(name)}: ${advice}`)];
  });
}

/** Faults of what an existing identity is said to have. */
export function storedFaults(told: AzureToldCredentials | undefined): Issue[] {
  try {
    otherStored(told, []);
    return [];
  } catch (error) {
    if (!(error instanceof WorkloadIdentityError)) throw error;
    return [issue(error.code, told?.path ?? "", error.message)];
  }
}

/** The credentials that an existing identity has beside the planned ones; one under a planned name will be written over. */
export function otherStored(
  told: AzureToldCredentials | undefined,
  planned: readonly PlannedCredential[],
): AzureFederatedIdentityCredential[] {
  if (told?.credentials === undefined) return [];
  const trust = parseAzureTrust({ cloud: "azure", federatedIdentityCredentials: jsonObject(told.credentials) });
  const isLeftAlone = told.bound === true ? isBindingCredential : () => false;
  const names = new Set(planned.map(({ name }) => name.toLowerCase()));
  return trust.federatedIdentityCredentials.filter(
    (credential) => !names.has(credential.name.toLowerCase()) && !isLeftAlone(credential),
  );
}

/** The planned credentials without those of others that the identity has already, under a name that somebody else chose. */
export function notStoredYet(
  planned: readonly PlannedCredential[],
  stored: readonly AzureFederatedIdentityCredential[],
): PlannedCredential[] {
  const has = new Set(stored.map(azureCredentialKey));
  return planned.filter(({ issuer, render, intent }) => {
    const isOther = intent(issuer).subjects.length === 0;
    return !(isOther && has.has(azureCredentialKey(render(issuer))));
  });
}

/** What Entra stores once per identity. */
export function azureCredentialKey(credential: AzureFederatedIdentityCredential): string {
  const { issuer, subject, claimsMatchingExpression } = credential;
  return JSON.stringify([issuer, subject ?? { claimsMatchingExpression }]);
}
