import * as pulumi from "@pulumi/pulumi";
import { oneAtATime } from "../../component/one-at-a-time";
import { proofHooks, provedUnderMocks } from "../../component/proof-hook";
import { settled } from "../../component/settled-value";
import { claimOnSharedIdentity } from "../../component/shared-identity";
import { assertNoIssues } from "../../component/validation-error";
import { checkIssuerAudience } from "../../core/audience";
import type { Issue } from "../../core/issue";
import type { Intent } from "../../core/trust-intent";
import { intendedAudiences } from "../../core/trust-intent";
import { proofIssues } from "../proof";
import type { AzureExistingIdentity } from "./args";
import { azure } from "./cloud";
import type { PlannedCredential } from "./credentials";
import { checkAzureCredentialNames, intentOfAll, notStoredYet, otherStored, storedFaults } from "./credentials";
import { parseAzureTrust } from "./document";
import { checkAzureIssuerUrl } from "./issuer";
import { checkAzureCredentialCount, checkAzureTenant } from "./limits";
import { azureManagedIdentity } from "./sdk";

/** An identity that did not exist before. */
export interface AzureCreatedIdentity extends AzureExistingIdentity {
  created: pulumi.Resource;
}

/** One credential per subject, one after another in the whole program: Azure answers 409 to two writes on one identity at a time. */
export function createAzureCredentials(
  parent: pulumi.Resource,
  name: string,
  identity: AzureExistingIdentity | AzureCreatedIdentity,
  planned: readonly PlannedCredential[],
  tenantId?: pulumi.Input<string>,
): void {
  claimCredentials(parent, name, identity, planned);
  const { FederatedIdentityCredential } = azureManagedIdentity();
  const tenants = tenantId === undefined ? undefined : settled(pulumi.all([tenantId, identity.tenantId]));
  const order = oneAtATime("azure-credential", identityWord(identity));
  assertNoIssues(name, checkAzureCredentialCount(order.earlierHere() + planned.length), parent);
  for (const credential of planned) {
    const { importId } = credential;
    const url = settled(credential.url);
    // The look at the credential waits for both tenants too.
    const issuerUrl =
      tenants === undefined ? url.output : pulumi.all([url.output, tenants.output]).apply(([known]) => known);
    const { subject = "", audiences } = credential.render(credential.issuer);
    const check = (inputs: Record<string, unknown>) => {
      const issuer = url.value();
      if (issuer === undefined) return undefined;
      return [
        ...checkAzureTenant(...(tenants?.value() ?? [])),
        ...credentialFaults({ name: credential.name, ...inputs }, issuer, credential.intent(issuer)),
      ];
    };
    order.wrote(
      new FederatedIdentityCredential(
        `${name}-credential-${credential.logicalName}`,
        {
          resourceGroupName: identity.resourceGroupName,
          resourceName: identity.name,
          federatedIdentityCredentialResourceName: credential.name,
          issuer: provedUnderMocks(issuerUrl, (known) => check({ issuer: known, subject, audiences }) ?? []),
          subject,
          audiences,
        },
        {
          parent,
          dependsOn: order.earlier(),
          ...(importId === undefined ? {} : { import: importId }),
          aliases: credential.formerNames.map((former) => ({ name: `${name}-credential-${former}` })),
          // A key that is set later names the credential anew here and not on Azure, where that would be another credential.
          ignoreChanges: credential.isNamed ? [] : ["federatedIdentityCredentialResourceName"],
          // Entra stores an issuer and subject once per identity: the new one fits in when the old one is gone.
          deleteBeforeReplace: true,
          hooks: proofHooks(
            `trust of credential ${name} ${credential.name}`,
            ["issuer", "subject", "audiences", "claimsMatchingExpression"],
            check,
          ),
        },
      ),
    );
  }
}

/** Azure keeps a name once, and an issuer with a subject once: the second workload would write over the first one's, or be refused. */
function claimCredentials(
  parent: pulumi.Resource,
  name: string,
  identity: AzureExistingIdentity | AzureCreatedIdentity,
  planned: readonly PlannedCredential[],
): void {
  const word = identityWord(identity);
  const place = ["azure", parent.getProvider("azure-native::"), word ?? identity.name];
  const writes = planned.flatMap(({ name: credentialName, url, issuer, render }) => {
    const { subject } = render(issuer);
    return [
      { path: "subjects", what: credentialName, content: ["credential", credentialName.toLowerCase()] },
      { path: "subjects", what: subject, content: ["credential of", url, subject] },
    ];
  });
  claimOnSharedIdentity(parent, name, place, writes);
}

/** An identity of this component is nobody else's yet; of one that exists the name may be an output. */
function identityWord(identity: AzureExistingIdentity | AzureCreatedIdentity): string | object | undefined {
  if ("created" in identity) return identity.created;
  const { resourceGroupName, name } = identity;
  return typeof resourceGroupName === "string" && typeof name === "string"
    ? `${resourceGroupName}/${name}`.toLowerCase()
    : undefined;
}

/** The first look: all credentials at once, those that the identity is said to have included, with a placeholder for each issuer that is not known yet. */
export function checkAzureCredentials(
  planned: readonly PlannedCredential[],
  stored: string | undefined,
  audience: string,
): Issue[] {
  const faults = [
    ...checkAzureCredentialNames(planned),
    ...planned.flatMap(({ issuer }) => checkIssuerAudience(audience, issuer, "audience")),
    ...storedFaults(stored),
  ];
  if (faults.length > 0) return faults;
  const beside = otherStored(stored, planned);
  const added = notStoredYet(planned, beside);
  const federatedIdentityCredentials = [...beside, ...added.map(({ render, issuer }) => render(issuer))];
  const trust = { cloud: "azure" as const, federatedIdentityCredentials };
  return proofIssues(azure, trust, intentOfAll(planned, audience), "subjects");
}

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
