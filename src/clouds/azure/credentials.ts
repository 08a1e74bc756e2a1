import type * as pulumi from "@pulumi/pulumi";
import { groupByIssuer } from "../../component/issuers";
import { shortHash } from "../../component/logical-names";
import { Placeholders, placeholderIssuer } from "../../component/symbolic";
import { WorkloadIdentityError } from "../../core/errors";
import type { Issue } from "../../core/issue";
import { issue, issuesUnder } from "../../core/issue";
import { jsonObject } from "../../core/json";
import { show } from "../../core/show";
import type { Intent } from "../../core/trust-intent";
import type { AzureSubject } from "./args";
import { parseAzureTrust } from "./document";
import { checkAzureCredentialCount, checkAzureSubjectKey, credentialRepeated } from "./limits";
import type { AzureOthers } from "./others";
import { renderAzureOther } from "./others";
import type { AzureFederatedIdentityCredential } from "./trust";
import { azureCredentialName, renderAzureTrust } from "./trust";

/** A credential to be: its name is known when the program runs, its issuer perhaps later. */
export interface PlannedCredential {
  name: string;
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
  subjects: readonly AzureSubject[],
  { credentials = [] }: AzureOthers,
  audience: string,
): PlannedCredential[] {
  const placeholders = new Placeholders();
  const ofSubjects = groupByIssuer<never, AzureSubject>(subjects, "azure").flatMap(
    ({ issuer: { url }, subjects: sameIssuer }) =>
      sameIssuer.map(({ namespace, serviceAccount, key }): PlannedCredential => {
        const ownKey = key ?? (typeof url === "string" ? shortHash(url) : undefined);
        const names = { namespace, serviceAccount, ...(ownKey === undefined ? {} : { key: ownKey }) };
        return {
          name: azureCredentialName(names),
          ...(ownKey === undefined ? {} : { key: ownKey }),
          url,
          issuer: placeholders.of(url, placeholderIssuer),
          render: (issuer) => renderAzureTrust([{ ...names, issuer }], audience)[0]!,
          intent: (issuer) => ({ subjects: [{ issuer, namespace, serviceAccount }], audience }),
        };
      }),
  );
  const ofOthers = credentials.map((other): PlannedCredential => {
    const credential = renderAzureOther(other, audience);
    return {
      name: credential.name,
      url: other.issuer,
      issuer: other.issuer,
      render: () => credential,
      intent: () => ({ subjects: [], audience, others: { azure: { credentials: [other] } } }),
    };
  });
  return [...ofSubjects, ...ofOthers].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The intent of all credentials together, each issuer as it is known when the program runs. */
export function intentOfAll(planned: readonly PlannedCredential[], audience: string): AzureIntent {
  const intents = planned.map(({ intent, issuer }) => intent(issuer));
  const credentials = intents.flatMap(({ others }) => others?.azure?.credentials ?? []);
  return { subjects: intents.flatMap(({ subjects }) => subjects), audience, others: { azure: { credentials } } };
}

/** Faults of the subjects that only Azure has. */
export function checkAzureSubjects(subjects: readonly AzureSubject[], { credentials = [] }: AzureOthers = {}): Issue[] {
  return [
    ...checkAzureCredentialCount(subjects.length + credentials.length),
    ...subjects.flatMap(({ key }, index) => issuesUnder(`subjects[${index}]`, checkAzureSubjectKey(key, "key"))),
  ];
}

/** Faults of the credentials' names: Azure tells them apart without regard to capital letters. */
export function checkAzureCredentialNames(planned: readonly PlannedCredential[]): Issue[] {
  const names = new Set<string>();
  const pairs = new Set<string>();
  return planned.flatMap(({ name, issuer, key, render, intent }) => {
    const { subject = "" } = render(issuer);
    const isNewPair = pairs.size < pairs.add(JSON.stringify([issuer, subject])).size;
    const isNewName = names.size < names.add(name.toLowerCase()).size;
    if (isNewName && isNewPair) return [];
    const [of] = intent(issuer).subjects;
    if (of === undefined || !isNewPair) return [credentialRepeated({ issuer, subject })];
    const why = key === undefined ? "and their URLs are outputs" : `and key ${show(key)} stands for both`;
    return [
      issue(
        "azure-credential-name-taken",
        "subjects",
        `Cannot name two credentials ${show(name)}: two issuers have ServiceAccount ${show(`${of.namespace}/${of.serviceAccount}`)}, ${why}; set key to a short name of its own for each cluster`,
      ),
    ];
  });
}

/** Faults of what an existing identity is said to have. */
export function storedFaults(stored: string | undefined): Issue[] {
  try {
    otherStored(stored, []);
    return [];
  } catch (error) {
    if (!(error instanceof WorkloadIdentityError)) throw error;
    return [issue(error.code, "existingIdentity.federatedIdentityCredentials", error.message)];
  }
}

/** The credentials that an existing identity has beside the planned ones; one under a planned name will be written over. */
export function otherStored(
  stored: string | undefined,
  planned: readonly PlannedCredential[],
): AzureFederatedIdentityCredential[] {
  if (stored === undefined) return [];
  const trust = parseAzureTrust({ cloud: "azure", federatedIdentityCredentials: jsonObject(stored) });
  const names = new Set(planned.map(({ name }) => name.toLowerCase()));
  return trust.federatedIdentityCredentials.filter(({ name }) => !names.has(name.toLowerCase()));
}

/** The planned credentials without those of others that the identity has already, under a name that somebody else chose. */
export function notStoredYet(
  planned: readonly PlannedCredential[],
  stored: readonly AzureFederatedIdentityCredential[],
): PlannedCredential[] {
  const has = new Set(stored.map(({ issuer, subject }) => JSON.stringify([issuer, subject])));
  return planned.filter(({ issuer, render, intent }) => {
    const isOther = intent(issuer).subjects.length === 0;
    return !(isOther && has.has(JSON.stringify([issuer, render(issuer).subject])));
  });
}
