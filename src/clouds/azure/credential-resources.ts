import * as pulumi from "@pulumi/pulumi";
import { claimedLater, programClaims } from "../../component/claims";
import { oneAtATime } from "../../component/one-at-a-time";
import { perRun } from "../../component/program-run";
import { allHooks, proofHooks, provedUnderMocks, unchangedHooks } from "../../component/proof-hook";
import { settled } from "../../component/settled-value";
import { checkIssuerAudience } from "../../core/audience";
import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import { show } from "../../core/show";
import type { Intent } from "../../core/trust-intent";
import { intendedAudiences } from "../../core/trust-intent";
import { proofIssues } from "../proof";
import { azure } from "./cloud";
import type { PlannedCredential } from "./credentials";
import {
  azureCredentialKey,
  checkAzureCredentialNames,
  intentOfAll,
  notStoredYet,
  otherStored,
  storedFaults,
} from "./credentials";
import { parseAzureTrust } from "./document";
import { checkAzureTenant } from "./guids";
import { checkAzureIssuerUrl } from "./issuer";
import { checkAzureCredentialCount, credentialNamedTwice, credentialSharedTwice } from "./limits";
import type { AzureCredentialHolder, AzureToldCredentials } from "./mechanisms/mechanism";
import type { AzureFederatedIdentityCredential } from "./trust";

/** One credential per subject, one after another in the whole program: Azure answers 409 to two writes on one identity at a time. */
export function createAzureCredentials(
  parent: pulumi.Resource,
  name: string,
  holder: AzureCredentialHolder,
  planned: readonly PlannedCredential[],
  tenantId?: pulumi.Input<string>,
): void {
  const { multiTenant, late } = holder;
  const tenants =
    tenantId === undefined || multiTenant ? undefined : settled(pulumi.all([tenantId, holder.identity.tenantId]));
  const claimStored = storedClaims(parent, name);
  const order = oneAtATime("azure-credential", holder.target);
  for (const credential of planned) {
    const { importId } = credential;
    const rendered = credential.render(credential.issuer);
    const store = holder.storeOf(rendered);
    const url = settled(credential.url);
    // The look at the credential waits for what else it looks at.
    const waitsFor = [tenants?.output, late?.known].filter((output) => output !== undefined);
    const issuerUrl =
      waitsFor.length === 0 ? url.output : pulumi.all([url.output, pulumi.all(waitsFor)]).apply(([known]) => known);
    const owner = pulumi.all(Object.values(store.owner).map(({ output }) => output));
    const claimed = claimedLater(pulumi.all([url.output, owner]), ([issuer, identity]) =>
      claimStored(identity, credential.render(issuer)),
    );
    const check = (stored: object) => {
      const issuer = url.value();
      if (issuer === undefined) return undefined;
      return [
        ...checkAzureTenant(...(tenants?.value() ?? [])),
        ...(late?.check() ?? []),
        ...credentialFaults({ name: credential.name, ...stored }, issuer, credential.intent(issuer)),
        ...claimed(),
      ];
    };
    order.wrote(
      store.create(
        `${name}-credential-${credential.logicalName}`,
        rendered,
        provedUnderMocks(issuerUrl, (known) => check({ ...rendered, issuer: known }) ?? []),
        {
          parent,
          dependsOn: order.earlier(),
          ...(importId === undefined ? {} : { import: importId }),
          aliases: credential.formerNames.map((former) => ({ name: pulumi.interpolate`${name}-credential-${former}` })),
          // A key that is set later names the credential anew here and not on Azure, where that would be another credential.
          ignoreChanges: credential.isNamed ? [] : [store.nameInput],
          // Entra stores an issuer and subject once per identity: under another name the new one fits in when the old one is gone. Without
          // a name to change, the new one is of another identity, and pods use the old one until they are rolled out.
          deleteBeforeReplace: credential.isNamed,
          hooks: allHooks(
            // Of another identity it would let these ServiceAccounts become that one.
            unchangedHooks(`identity of credential ${name} ${credential.name}`, store.owner),
            proofHooks(`trust of credential ${name} ${credential.name}`, store.inputs, (inputs) =>
              check(store.read(inputs)),
            ),
          ),
        },
      ),
    );
  }
}

/** The first look: all credentials at once, those that the identity is said to have included, with a placeholder for each issuer that is not known yet. */
export function checkAzureCredentials(
  planned: readonly PlannedCredential[],
  told: AzureToldCredentials | undefined,
  audience: string,
): Issue[] {
  const faults = [
    ...checkAzureCredentialNames(planned),
    ...planned.flatMap(({ issuer }) => checkIssuerAudience(audience, issuer, "audience")),
    ...storedFaults(told),
  ];
  if (faults.length > 0) return faults;
  const beside = otherStored(told, planned);
  const added = notStoredYet(planned, beside);
  const tooMany = checkAzureCredentialCount(added.length + beside.length, beside.length);
  if (tooMany.length > 0) return tooMany;
  // With a binding, and nobody else named, no credential is intended at all.
  if (planned.length === 0) return beside.map(unintended);
  const federatedIdentityCredentials = [...beside, ...added.map(({ render, issuer }) => render(issuer))];
  const trust = { cloud: "azure" as const, federatedIdentityCredentials };
  return proofIssues(azure, trust, intentOfAll(planned, audience), "subjects");
}

function unintended({ name, issuer, subject }: AzureFederatedIdentityCredential): Issue {
  const why = `credential ${show(name)} admits ${show(subject ?? "by an expression")} of ${show(issuer)}; name it in others, or remove the credential`;
  return issue("trust-over", "subjects", `The trust on Azure admits a token that is not intended: ${why}`);
}

/**
 * Faults of credentials beside those that other components of the program store on the same identity: there is room for 20 of all of them
 * together, and Azure stores a pair of issuer and subject once.
 */
export function claimAzureCredentials(
  { target }: AzureCredentialHolder,
  planned: readonly PlannedCredential[],
  told: number,
): Issue[] {
  // What is new is nobody else's, and of an output it is not known whose it is.
  if (typeof target !== "string") return [];
  const claimed = credentialsOfRun();
  const known = claimed.get(target) ?? new Map<string, string>();
  claimed.set(target, known);
  const others = known.size;
  const keys = planned.map(({ render, issuer, name }) => ({ key: azureCredentialKey(render(issuer)), name }));
  const names = new Set([...known.values()].map((name) => name.toLowerCase()));
  const twice = keys.filter(({ key }) => known.has(key));
  const namesakes = keys.filter(({ key, name }) => !known.has(key) && names.has(name.toLowerCase()));
  for (const { key, name } of keys) known.set(key, name);
  return [
    ...twice.map(({ name }) => credentialSharedTwice(name)),
    ...namesakes.map(({ name }) => credentialNamedTwice(name)),
    ...checkAzureCredentialCount(known.size + told, told, others),
  ];
}

/** The claims of one component's credentials on identities whose names, or whose issuers, are known later only. */
function storedClaims(component: pulumi.Resource, name: string) {
  const claim = programClaims("azure-credential", component, name);
  return (identity: readonly string[], credential: AzureFederatedIdentityCredential): Issue[] => {
    // Mocks of a program's own tests may know no identity.
    if (!identity.every((word) => typeof word === "string")) return [];
    const isTaken = (...words: string[]) =>
      claim([...identity.map((word) => word.toLowerCase()), ...words], true) !== undefined;
    if (isTaken("pair", azureCredentialKey(credential))) return [credentialSharedTwice(credential.name)];
    return isTaken("name", credential.name.toLowerCase()) ? [credentialNamedTwice(credential.name)] : [];
  };
}

const credentialsOfRun = perRun(() => new Map<string, Map<string, string>>());

/** Faults of one credential as it will be stored, against the one token that it is for. */
function credentialFaults(credential: object, issuer: string, intent: Intent): Issue[] {
  const faults = [
    ...checkAzureIssuerUrl(issuer, "issuer.url"),
    ...intendedAudiences(intent).flatMap((audience) => checkIssuerAudience(audience, issuer, "audience")),
  ];
  if (faults.length > 0) return faults;
  const trust = parseAzureTrust({ cloud: "azure", federatedIdentityCredentials: [credential] });
  return proofIssues(azure, trust, intent, "federatedIdentityCredential");
}
