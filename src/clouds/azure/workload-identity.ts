import * as pulumi from "@pulumi/pulumi";
import { checkAutoname } from "../../component/autoname";
import { checkOnce, readOnce } from "../../component/checked-arguments";
import { clusterWords } from "../../component/cluster-words";
import { groupByIssuer } from "../../component/issuers";
import { shortHash } from "../../component/logical-names";
import { oneAtATime } from "../../component/one-at-a-time";
import { proofHooks, provedUnderMocks } from "../../component/proof-hook";
import { settled } from "../../component/settled-value";
import { checkSubjects } from "../../component/subjects";
import { Placeholders, placeholderIssuer } from "../../component/symbolic";
import { assertNoIssues } from "../../component/validation-error";
import { checkIssuerAudience } from "../../core/audience";
import type { Issue } from "../../core/issue";
import { isRecord } from "../../core/record";
import type { Wiring } from "../../core/wiring";
import { DEFAULT_MOUNT_PATH } from "../../core/wiring";
import { tokenSettings, WiringForm } from "../../core/wiring-form";
import { proofIssues } from "../proof";
import type { AzureExistingIdentity, AzureIdentity, AzureSubject, AzureWorkloadIdentityArgs } from "./args";
import { AZURE_DEFAULT_AUDIENCE } from "./audience";
import { azure } from "./cloud";
import { checkAzureCredentialNames, checkAzureImports, checkAzureSubjects } from "./credentials";
import { parseAzureTrust } from "./document";
import { createAzureRoleAssignment } from "./grant-resources";
import {
  AZURE_IDENTITY_NAME_MAX_LENGTH,
  azureCredentialNameOf,
  checkAzureIssuerUrl,
  checkAzureMountPath,
  checkAzureWorkload,
} from "./limits";
import { azureManagedIdentity } from "./sdk";
import { readAzureWorkloadIdentityArgs } from "./shape";
import type { AzureTrustedSubject } from "./trust";
import { azureCredentialName, renderAzureTrust } from "./trust";
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
    if (args.existingIdentity === undefined && args.name === undefined) {
      faults.push(...checkAutoname("name", `${name}-identity`, AZURE_IDENTITY_NAME_MAX_LENGTH));
    }
    if (Array.isArray(args.subjects)) faults.push(...checkAzureSubjects(args.subjects));
    assertNoIssues(name, [...faults, ...checkAzureMountPath(args.mountPath)], this);
    const planned = planCredentials(args);
    const names = planned.map((credential) => credential.name);
    assertNoIssues(
      name,
      [...symbolicFaults(planned, audience), ...checkAzureImports(args.importCredentials, names)],
      this,
    );

    const identity = args.existingIdentity ?? createIdentity(this, name, args);
    createCredentials(this, name, identity, planned, audience);
    (args.roleAssignments ?? []).forEach((assignment, index) => {
      createAzureRoleAssignment(this, name, identity, assignment, `roleAssignments[${index}]`);
    });

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
        .all(planned.map(({ url }) => url))
        .apply((urls) => JSON.stringify(urls.flatMap((url, index) => render(planned[index]!, url, audience)))),
      proof: claim(args.existingIdentity === undefined, planned.length),
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
function subjectsIn({ subjects }: AzureWorkloadIdentityArgs): AzureSubject[] {
  return Array.isArray(subjects) ? subjects.filter(isRecord) : [];
}

/** A credential to be: its name is known when the program runs, its issuer perhaps later. */
interface PlannedCredential {
  name: string;
  /** Its logical name, which no name that is chosen later changes, and those that it may have been deployed under. */
  logicalName: string;
  formerNames: string[];
  /** The id of the credential that exists under its name. */
  importId: string | undefined;
  /** The subject with a placeholder for an issuer that is an output. */
  subject: AzureTrustedSubject;
  url: pulumi.Input<string>;
}

/**
 * The credentials of an identity, in the order of their names. A name depends on its own subject alone, never on the others or on
 * an output: Entra refuses an issuer and subject under a second name, so a name that changed would stop the deployment half-way.
 */
function planCredentials({ subjects, credentialName, importCredentials = [] }: AzureWorkloadIdentityArgs) {
  const placeholders = new Placeholders();
  const groups = groupByIssuer<never, AzureSubject>(subjects, "azure");
  const grouped = groups.flatMap(({ issuer, subjects: own }) => own.map((subject) => ({ url: issuer.url, subject })));
  const words = clusterWords(
    grouped.map(({ subject }) => subject),
    shortHash,
  );
  return grouped
    .map(({ url, subject: { namespace, serviceAccount, ...own } }, index): PlannedCredential => {
      const { word, former } = words[index]!;
      const of = (key: string | undefined) => ({ namespace, serviceAccount, ...(key === undefined ? {} : { key }) });
      const chosen = own.credentialName ?? (index === 0 ? credentialName : undefined);
      const subject: AzureTrustedSubject = {
        issuer: placeholders.of(url, placeholderIssuer),
        ...of(word),
        ...(chosen === undefined ? {} : { credentialName: chosen }),
      };
      const name = azureCredentialName(subject);
      return {
        name,
        logicalName: azureCredentialName(of(word)),
        formerNames: former.map((each) => azureCredentialName(of(each))),
        importId: importCredentials.find((id) => azureCredentialNameOf(id) === name),
        subject,
        url,
      };
    })
    .sort((a, b) => (a.logicalName < b.logicalName ? -1 : 1));
}

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
  audience: string,
): void {
  const { FederatedIdentityCredential } = azureManagedIdentity();
  const order = oneAtATime("azure-credential", identityWord(identity));
  for (const credential of planned) {
    const { importId } = credential;
    const url = settled(credential.url);
    const [symbolic] = render(credential, credential.subject.issuer, audience);
    const { subject = "", audiences } = symbolic!;
    const check = (inputs: Record<string, unknown>) => {
      const issuer = url.value();
      return issuer === undefined
        ? undefined
        : credentialFaults({ name: credential.name, ...inputs }, { ...credential.subject, issuer }, audience);
    };
    order.wrote(
      new FederatedIdentityCredential(
        `${name}-credential-${credential.logicalName}`,
        {
          resourceGroupName: identity.resourceGroupName,
          resourceName: identity.name,
          federatedIdentityCredentialResourceName: credential.name,
          issuer: provedUnderMocks(url.output, (known) => check({ issuer: known, subject, audiences }) ?? []),
          subject,
          audiences,
        },
        {
          parent,
          dependsOn: order.earlier(),
          ...(importId === undefined ? {} : { import: importId }),
          aliases: credential.formerNames.map((former) => ({ name: `${name}-credential-${former}` })),
          // A key that is set later names the credential anew here and not on Azure, where that would be another credential.
          ignoreChanges:
            credential.subject.credentialName === undefined ? ["federatedIdentityCredentialResourceName"] : [],
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

function render({ subject }: PlannedCredential, issuer: string, audience: string) {
  return renderAzureTrust([{ ...subject, issuer }], audience);
}

/** The first look: all credentials at once, with a placeholder for each issuer that is not known yet. */
function symbolicFaults(planned: readonly PlannedCredential[], audience: string): Issue[] {
  const subjects = planned.map(({ subject }) => subject);
  const faults = [
    ...checkAzureCredentialNames(subjects),
    ...subjects.flatMap(({ issuer }) => checkIssuerAudience(audience, issuer, "audience")),
  ];
  if (faults.length > 0) return faults;
  const federatedIdentityCredentials = renderAzureTrust(subjects, audience);
  return proofIssues(azure, { cloud: "azure", federatedIdentityCredentials }, { subjects, audience }, "subjects");
}

/** Faults of one credential as it will be stored, against the one subject that was asked for. */
function credentialFaults(credential: object, subject: AzureTrustedSubject, audience: string): Issue[] {
  const { issuer } = subject;
  const faults = [...checkAzureIssuerUrl(issuer, "issuer.url"), ...checkIssuerAudience(audience, issuer, "audience")];
  if (faults.length > 0) return faults;
  const trust = parseAzureTrust({ cloud: "azure", federatedIdentityCredentials: [credential] });
  return proofIssues(azure, trust, { subjects: [subject], audience }, "federatedIdentityCredential");
}

function claim(owned: boolean, credentials: number): string {
  return owned
    ? `proved: the identity's ${credentials} federated identity credential(s) admit exactly ${credentials} ServiceAccount(s), provided nobody adds others to it`
    : `proved: the ${credentials} federated identity credential(s) that this program adds admit exactly ${credentials} ServiceAccount(s); others that the identity has were not looked at`;
}
