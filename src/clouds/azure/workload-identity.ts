import * as pulumi from "@pulumi/pulumi";
import { checkAutoname } from "../../component/autoname";
import { checkOnce, readOnce } from "../../component/checked-arguments";
import { oneAtATime } from "../../component/one-at-a-time";
import { proofHooks, provedUnderMocks } from "../../component/proof-hook";
import { settled } from "../../component/settled-value";
import { checkSubjects, subjectsIn } from "../../component/subjects";
import { assertNoIssues } from "../../component/validation-error";
import { checkIssuerAudience } from "../../core/audience";
import type { Issue } from "../../core/issue";
import type { Intent } from "../../core/trust-intent";
import { intendedAudiences } from "../../core/trust-intent";
import type { Wiring } from "../../core/wiring";
import { DEFAULT_MOUNT_PATH } from "../../core/wiring";
import { tokenSettings, WiringForm } from "../../core/wiring-form";
import { proofIssues } from "../proof";
import type { AzureExistingIdentity, AzureIdentity, AzureWorkloadIdentityArgs } from "./args";
import { AZURE_DEFAULT_AUDIENCE } from "./audience";
import { azure } from "./cloud";
import type { PlannedCredential } from "./credentials";
import {
  checkAzureCredentialNames,
  checkAzureImports,
  checkAzureSubjects,
  intentOfAll,
  notStoredYet,
  otherStored,
  planCredentials,
  storedFaults,
} from "./credentials";
import { parseAzureTrust } from "./document";
import { createAzureRoleAssignments } from "./grant-resources";
import { checkAzureIssuerUrl } from "./issuer";
import { AZURE_IDENTITY_NAME_MAX_LENGTH, checkAzureMountPath, checkAzureTenant, checkAzureWorkload } from "./limits";
import { azureManagedIdentity } from "./sdk";
import { readAzureWorkloadIdentityArgs } from "./shape";
import { azureProjectedWiring, azureWebhookWiring } from "./wiring";

/** Lets ServiceAccounts of one or several clusters become one managed identity, and proves that nobody else can. */
export class AzureWorkloadIdentity extends pulumi.ComponentResource {
  /** The managed identity, its credentials and what is proved about them. */
  public readonly identity: pulumi.Output<AzureIdentity>;

  constructor(name: string, args: AzureWorkloadIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-workload-identity:index:AzureWorkloadIdentity", name, {}, opts);
    args = readOnce(args);
    const audience = args.audience ?? AZURE_DEFAULT_AUDIENCE;
    const faults = [
      ...checkOnce(args, readAzureWorkloadIdentityArgs, () => checkAzureWorkload(args, subjectsIn(args))),
      ...checkSubjects(args, checkAzureIssuerUrl),
    ];
    if (Array.isArray(args.subjects)) faults.push(...checkAzureSubjects(args.subjects, args.others));
    if (args.existingIdentity === undefined && args.name === undefined) {
      faults.push(...checkAutoname("name", `${name}-identity`, AZURE_IDENTITY_NAME_MAX_LENGTH));
    }
    assertNoIssues(name, [...faults, ...checkAzureMountPath(args.mountPath)], this);
    const planned = planCredentials(args, audience);
    const stored = args.existingIdentity?.federatedIdentityCredentials;
    const names = planned.map((credential) => credential.name);
    assertNoIssues(
      name,
      [...symbolicFaults(planned, stored, audience), ...checkAzureImports(args.importCredentials, names)],
      this,
    );
    const added = notStoredYet(planned, otherStored(stored, planned));

    const identity = args.existingIdentity ?? createIdentity(this, name, args);
    createCredentials(this, name, identity, added, args.tenantId);
    createAzureRoleAssignments(this, name, identity, args.roleAssignments ?? []);

    const { clientId } = identity;
    const tenantId = args.tenantId ?? identity.tenantId;
    const form = args.wiring === WiringForm.Webhook ? azureWebhookWiring : azureProjectedWiring;
    wirings.set(
      this,
      form<pulumi.Input<string>>({
        clientId,
        tenantId,
        audience,
        mountPath: args.mountPath ?? DEFAULT_MOUNT_PATH,
        ...(args.environment === undefined ? {} : { environment: args.environment }),
        ...(args.authorityHost === undefined ? {} : { authorityHost: args.authorityHost }),
        ...tokenSettings(args.token),
      }),
    );
    this.identity = pulumi.output({
      name: identity.name,
      resourceGroupName: identity.resourceGroupName,
      clientId,
      tenantId,
      ...(identity.principalId === undefined ? {} : { principalId: identity.principalId }),
      federatedIdentityCredentials: pulumi
        .all(added.map(({ url }) => url))
        .apply((urls) => JSON.stringify(urls.map((url, index) => added[index]!.render(url)))),
      proof: claim(args.subjects.length, args.others?.credentials?.length ?? 0, {
        whole: args.existingIdentity === undefined || stored !== undefined,
        added: added.length,
      }),
    });
    this.registerOutputs();
  }

  /** What the ServiceAccount and its pods need for this identity. */
  wiring(): Wiring<pulumi.Input<string>> {
    return wirings.get(this) as Wiring<pulumi.Input<string>>;
  }
}

// A private field would become part of the schema in other languages.
const wirings = new WeakMap<AzureWorkloadIdentity, Wiring<pulumi.Input<string>>>();

/** Subjects that are objects at all; others have faults of their own. */
/** An identity that did not exist before. */
interface CreatedIdentity extends AzureExistingIdentity {
  created: pulumi.Resource;
}

function createIdentity(
  parent: AzureWorkloadIdentity,
  name: string,
  { resourceGroupName = "", name: resourceName, location, tags }: AzureWorkloadIdentityArgs,
): CreatedIdentity {
  const { UserAssignedIdentity } = azureManagedIdentity();
  const identity = new UserAssignedIdentity(
    `${name}-identity`,
    { resourceGroupName, resourceName, location, ...(tags === undefined ? {} : { tags }) },
    { parent },
  );
  const { clientId, principalId, tenantId } = identity;
  return { resourceGroupName, name: identity.name, clientId, principalId, tenantId, created: identity };
}

/** One credential per subject, one after another in the whole program: Azure answers 409 to two writes on one identity at a time. */
function createCredentials(
  parent: AzureWorkloadIdentity,
  name: string,
  identity: AzureExistingIdentity | CreatedIdentity,
  planned: readonly PlannedCredential[],
  tenantId?: pulumi.Input<string>,
): void {
  const { FederatedIdentityCredential } = azureManagedIdentity();
  const tenants = tenantId === undefined ? undefined : settled(pulumi.all([tenantId, identity.tenantId]));
  const order = oneAtATime("azure-credential", identityWord(identity));
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

/** An identity of this component is nobody else's yet; of one that exists the name may be an output. */
function identityWord(identity: AzureExistingIdentity | CreatedIdentity): string | object | undefined {
  if ("created" in identity) return identity.created;
  const { resourceGroupName, name } = identity;
  return typeof resourceGroupName === "string" && typeof name === "string"
    ? `${resourceGroupName}/${name}`.toLowerCase()
    : undefined;
}

/** The first look: all credentials at once, those that the identity is said to have included, with a placeholder for each issuer that is not known yet. */
function symbolicFaults(planned: readonly PlannedCredential[], stored: string | undefined, audience: string): Issue[] {
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

function claim(subjects: number, others: number, { whole, added }: { whole: boolean; added: number }): string {
  const who = `exactly ${subjects} ServiceAccount(s)${others === 0 ? "" : ` and ${others} other(s) that are named`}`;
  return whole
    ? `proved: the identity's ${added} federated identity credential(s) admit ${who}, provided nobody adds others to it`
    : `proved: the ${added} federated identity credential(s) that this program adds admit ${who}; others that the identity has were not looked at`;
}
