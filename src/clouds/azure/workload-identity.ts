import * as pulumi from "@pulumi/pulumi";
import { checkAutoname } from "../../component/autoname";
import { checkOnce, readOnce } from "../../component/checked-arguments";
import { checkSubjects, subjectsIn } from "../../component/subjects";
import { assertNoIssues } from "../../component/validation-error";
import type { Wiring } from "../../core/wiring";
import { DEFAULT_MOUNT_PATH } from "../../core/wiring";
import { tokenSettings, WiringForm } from "../../core/wiring-form";
import type { AzureIdentity, AzureWorkloadIdentityArgs } from "./args";
import { AZURE_DEFAULT_AUDIENCE } from "./audience";
import type { AzureCreatedIdentity } from "./credential-resources";
import { checkAzureCredentials, createAzureCredentials } from "./credential-resources";
import { checkAzureImports, checkAzureSubjects, notStoredYet, otherStored, planCredentials } from "./credentials";
import { createAzureRoleAssignments } from "./grant-resources";
import { checkAzureIssuerUrl } from "./issuer";
import { AZURE_IDENTITY_NAME_MAX_LENGTH, checkAzureMountPath, checkAzureWorkload } from "./limits";
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
      [...checkAzureCredentials(planned, stored, audience), ...checkAzureImports(args.importCredentials, names)],
      this,
    );
    const added = notStoredYet(planned, otherStored(stored, planned));

    const identity = args.existingIdentity ?? createIdentity(this, name, args);
    createAzureCredentials(this, name, identity, added, args.tenantId);
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

function createIdentity(
  parent: AzureWorkloadIdentity,
  name: string,
  { resourceGroupName = "", name: resourceName, location, tags }: AzureWorkloadIdentityArgs,
): AzureCreatedIdentity {
  const { UserAssignedIdentity } = azureManagedIdentity();
  const identity = new UserAssignedIdentity(
    `${name}-identity`,
    { resourceGroupName, resourceName, location, ...(tags === undefined ? {} : { tags }) },
    { parent },
  );
  const { clientId, principalId, tenantId } = identity;
  return { resourceGroupName, name: identity.name, clientId, principalId, tenantId, created: identity };
}

function claim(subjects: number, others: number, { whole, added }: { whole: boolean; added: number }): string {
  const who = `exactly ${subjects} ServiceAccount(s)${others === 0 ? "" : ` and ${others} other(s) that are named`}`;
  return whole
    ? `proved: the identity's ${added} federated identity credential(s) admit ${who}, provided nobody adds others to it`
    : `proved: the ${added} federated identity credential(s) that this program adds admit ${who}; others that the identity has were not looked at`;
}
