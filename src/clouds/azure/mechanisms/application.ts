import * as pulumi from "@pulumi/pulumi";
import { proofHooks } from "../../../component/proof-hook";
import { settled } from "../../../component/settled-value";
import { issuesUnder } from "../../../core/issue";
import { isLater } from "../../../core/known";
import { isRecord } from "../../../core/record";
import { checkUnchanged } from "../../../core/unchanged";
import type { AzureApplicationArgs, AzureExistingApplication } from "../args";
import {
  entraApplicationRegistration,
  entraFederatedCredential,
  entraFlexibleCredential,
  entraServicePrincipal,
} from "../sdk";
import type { AzureFederatedIdentityCredential } from "../trust";
import { azureApplicationCredentialId, checkApplicationIds } from "./application-limits";
import type { AzureCredentialHolder, AzureCredentialStore, AzureMechanism } from "./mechanism";

/** An application of Entra, new or existing. */
export const applicationMechanism: AzureMechanism = {
  checkNames: () => [],
  loadSdk: () => [entraApplicationRegistration(), entraServicePrincipal(), entraFederatedCredential()],
  stored: ({ existingApplication: existing }) =>
    existing && {
      path: "existingApplication.federatedIdentityCredentials",
      ...(existing.federatedIdentityCredentials === undefined
        ? {}
        : { credentials: existing.federatedIdentityCredentials }),
    },
  importedName: (id, { existingApplication }) =>
    namesByCredentialId(existingApplication?.federatedIdentityCredentials).get(azureApplicationCredentialId(id) ?? ""),
  hold(parent, name, { application, existingApplication: existing, credentialDescription }) {
    if (existing === undefined) return createApplication(parent, name, application ?? {}, credentialDescription);
    const { clientId, tenantId, principalId, objectId, multiTenant = false } = existing;
    const principal = principalId === undefined ? {} : { principalId };
    return {
      identity: { name: "", resourceGroupName: "", clientId, tenantId, ...principal, applicationObjectId: objectId },
      multiTenant,
      target: typeof objectId === "string" ? objectId.toLowerCase() : undefined,
      ...lateIds(existing),
      storeOf: storesOf(pulumi.interpolate`/applications/${objectId}`, credentialDescription),
    };
  },
};

/** The ids of an existing application, where they are outputs. */
function lateIds({ clientId, objectId, tenantId }: AzureExistingApplication): Pick<AzureCredentialHolder, "late"> {
  if (![clientId, objectId, tenantId].some(isLater)) return {};
  const ids = settled(pulumi.all({ clientId, objectId, tenantId }));
  const check = () => issuesUnder("existingApplication", checkApplicationIds(ids.value() ?? {}));
  return { late: { known: ids.output, check } };
}

function createApplication(
  parent: pulumi.Resource,
  name: string,
  { displayName = name, description, multiTenant = false, principalId }: AzureApplicationArgs,
  credentialDescription: string | undefined,
): AzureCredentialHolder {
  const application = new (entraApplicationRegistration())(
    `${name}-application`,
    {
      displayName,
      signInAudience: multiTenant ? "AzureADMultipleOrgs" : "AzureADMyOrg",
      ...(description === undefined ? {} : { description }),
    },
    { parent },
  );
  const { clientId, objectId } = application;
  const principal = new (entraServicePrincipal())(
    `${name}-principal`,
    { clientId },
    {
      parent,
      // Nobody signs in as a disabled principal.
      hooks: proofHooks(`principal of application ${name}`, ["accountEnabled"], ({ accountEnabled }) =>
        checkUnchanged({ accountEnabled: accountEnabled ?? true }, { accountEnabled: true }),
      ),
    },
  );
  return {
    identity: {
      name: application.displayName,
      resourceGroupName: "",
      clientId,
      // An application does not say where it is registered; its service principal does.
      tenantId: principal.applicationTenantId,
      principalId: principalId ?? principal.objectId,
      applicationObjectId: objectId,
    },
    multiTenant,
    target: application,
    storeOf: storesOf(application.id, credentialDescription),
  };
}

/** Entra has two kinds of credentials, and Pulumi a resource for each. */
function storesOf(
  application: pulumi.Input<string>,
  description: string | undefined,
): (credential: AzureFederatedIdentityCredential) => AzureCredentialStore {
  const owner = { applicationId: settled(application) };
  const applicationId = owner.applicationId.output;
  const described = description === undefined ? {} : { description };
  const exact: AzureCredentialStore = {
    inputs: ["issuer", "subject", "audiences"],
    owner,
    nameInput: "displayName",
    read: (inputs) => inputs,
    create: (logicalName, { name: displayName, subject = "", audiences }, issuer, opts) =>
      new (entraFederatedCredential())(
        logicalName,
        { applicationId, displayName, issuer, subject, audiences, ...described },
        opts,
      ),
  };
  const flexible: AzureCredentialStore = {
    inputs: ["issuer", "claimsMatchingExpression", "audience"],
    owner,
    nameInput: "displayName",
    read: ({ audience, ...inputs }) => ({ ...inputs, audiences: [audience] }),
    create: (logicalName, { name: displayName, claimsMatchingExpression = "", audiences }, issuer, opts) =>
      new (entraFlexibleCredential())(
        logicalName,
        { applicationId, displayName, issuer, claimsMatchingExpression, audience: audiences[0] ?? "", ...described },
        opts,
      ),
  };
  return ({ claimsMatchingExpression }) => (claimsMatchingExpression === undefined ? exact : flexible);
}

/** The names of credentials by their ids, as far as the text can be read: its faults are told elsewhere. */
function namesByCredentialId(credentials: string | undefined): Map<string, string> {
  let listed: unknown = [];
  try {
    listed = JSON.parse(credentials ?? "[]");
  } catch {
    return new Map();
  }
  const entries = Array.isArray(listed) ? listed.filter(isRecord) : [];
  return new Map(entries.map(({ id, name }) => [String(id).toLowerCase(), String(name)]));
}
