import * as pulumi from "@pulumi/pulumi";
import { checkOnce, readOnce } from "../../component/checked-arguments";
import { findingFormerChildren } from "../../component/former-children";
import { plainKeySetOf } from "../../component/handed-on-issuer";
import { checkDefaultNeeded, checkSubjects, subjectsIn } from "../../component/subjects";
import { assertNoIssues } from "../../component/validation-error";
import type { Issue } from "../../core/issue";
import type { Wiring } from "../../core/wiring";
import { DEFAULT_MOUNT_PATH } from "../../core/wiring";
import { tokenSettings, WiringForm } from "../../core/wiring-form";
import type { ComponentSubject } from "../component";
import type { AzureIdentity, AzureWorkloadArgs, AzureWorkloadIdentityArgs } from "./args";
import { AZURE_DEFAULT_AUDIENCE } from "./audience";
import { checkAzureCredentials, claimAzureCredentials, createAzureCredentials } from "./credential-resources";
import { checkAzureImports, checkAzureSubjects, notStoredYet, otherStored, planCredentials } from "./credentials";
import { createAzureRoleAssignments } from "./grant-resources";
import { checkAzureClusterUrl, checkAzureIssuerKeys } from "./issuer";
import { azureWiringForm, checkAzureMountPath, checkAzureWorkload } from "./limits";
import { azureMechanism } from "./mechanisms/choice";
import { createAzureIdentityBinding } from "./mechanisms/identity-binding";
import { proveLateIds } from "./mechanisms/late-ids";
import { readAzureWorkloadIdentityArgs } from "./shape";
import { azureBindingWiring, azureProjectedWiring, azureWebhookWiring } from "./wiring";

/** Lets ServiceAccounts of one or several clusters become one managed identity or Entra application, and proves that nobody else can. */
export class AzureWorkloadIdentity extends pulumi.ComponentResource {
  /** The identity, its credentials and what is proved about them. */
  public readonly identity: pulumi.Output<AzureIdentity>;

  constructor(name: string, args: AzureWorkloadIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-workload-identity:index:AzureWorkloadIdentity", name, {}, findingFormerChildren(opts));
    args = readOnce(args);
    const audience = args.audience ?? AZURE_DEFAULT_AUDIENCE;
    const faults = [
      ...checkOnce(args, readAzureWorkloadIdentityArgs, () => [
        ...checkOnAzure(args, subjectsIn(args)),
        ...azureMechanism(args).checkNames(name, args),
      ]),
      ...checkDefaultNeeded(args, subjectsIn(args)),
      ...checkSubjects(args, checkAzureClusterUrl),
    ];
    const isShaped = Array.isArray(args.subjects) && !faults.some(({ code }) => code === "shape-invalid");
    if (isShaped) faults.push(...checkAzureSubjects(args));
    const mechanism = azureMechanism(args);
    assertNoIssues(name, [...faults, ...checkAzureMountPath(args.mountPath)], this);
    const importedName = (id: string) => mechanism.importedName(id, args);
    const { identityBinding } = args;
    // The ServiceAccounts of a binding need no credential.
    const withCredential = identityBinding === undefined ? args.subjects : [];
    const planned = planCredentials({ ...args, subjects: withCredential }, audience, importedName);
    const told = mechanism.stored(args);
    const names = planned.map((credential) => credential.name);
    assertNoIssues(
      name,
      [
        ...checkAzureCredentials(planned, told, audience),
        ...checkAzureImports(args.importCredentials, names, importedName),
      ],
      this,
    );
    const beside = otherStored(told, planned);
    const added = notStoredYet(planned, beside);

    proveLateIds(name, this, args);
    const holder = mechanism.hold(this, name, args);
    assertNoIssues(name, claimAzureCredentials(holder, added, beside.length), this);
    createAzureCredentials(this, name, holder, added, args.tenantId);
    if (identityBinding !== undefined) createAzureIdentityBinding(this, name, holder, args);
    createAzureRoleAssignments(this, name, holder.identity.principalId, args.roleAssignments ?? []);

    const tenantId = args.tenantId ?? holder.identity.tenantId;
    wirings.set(this, wiringOf(args, holder.identity.clientId, tenantId));
    this.identity = pulumi.output({
      ...holder.identity,
      tenantId,
      federatedIdentityCredentials: pulumi
        .all(added.map(({ url }) => url))
        .apply((urls) => JSON.stringify(urls.map((url, index) => added[index]!.render(url)))),
      proof: claimOf(args, added.length, told === undefined || told.credentials !== undefined),
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

/** What the pods need. */
function wiringOf(
  args: AzureWorkloadIdentityArgs,
  clientId: pulumi.Input<string>,
  tenantId: pulumi.Input<string>,
): Wiring<pulumi.Input<string>> {
  const { identityBinding, environment, authorityHost } = args;
  const ofTokens = azureWiringForm(args) === WiringForm.Webhook ? azureWebhookWiring : azureProjectedWiring;
  const makeWiring = identityBinding === undefined ? ofTokens : azureBindingWiring;
  return makeWiring<pulumi.Input<string>>({
    clientId,
    tenantId,
    audience: args.audience ?? AZURE_DEFAULT_AUDIENCE,
    mountPath: args.mountPath ?? DEFAULT_MOUNT_PATH,
    ...(environment === undefined ? {} : { environment }),
    ...(authorityHost === undefined ? {} : { authorityHost }),
    ...tokenSettings(args.token),
  });
}

/** What is proved; `whole` says whether the program knows all credentials that the identity has. */
function claimOf({ subjects, others, identityBinding }: AzureWorkloadIdentityArgs, added: number, whole: boolean) {
  const named = others?.credentials?.length ?? 0;
  if (identityBinding !== undefined) return boundClaim(subjects.length, named);
  return credentialsClaim(subjects.length, named, added, whole);
}

function credentialsClaim(subjects: number, others: number, added: number, whole: boolean): string {
  const who = `exactly ${subjects} ServiceAccount(s)${others === 0 ? "" : ` and ${others} other(s) that are named`}`;
  return whole
    ? `proved: the identity's ${added} federated identity credential(s) admit ${who}, provided nobody adds others to it`
    : `proved: the ${added} federated identity credential(s) that this program adds admit ${who}; others that the identity has were not looked at`;
}

/** Who uses a binding is the cluster's to say, and only this program's part of that is known. */
function boundClaim(subjects: number, others: number): string {
  const beside = others === 0 ? "" : `, and its credentials admit the ${others} other(s) that are named`;
  return `not proved as a whole: this program gives the right to the identity to exactly ${subjects} ServiceAccount(s) of the bound cluster${beside}; not looked at are other roles of that cluster with the right use-managed-identity, other clusters that the identity is bound to, and the credential that AKS keeps for bindings, a preview`;
}

/** Every fault of what is asked for on Azure and of the keys of its issuers that can be seen before anything is created. */
export function checkOnAzure(args: AzureWorkloadArgs, subjects: readonly ComponentSubject[] = []): Issue[] {
  const keySets = subjects.map(({ issuer }) => plainKeySetOf(issuer));
  return [...checkAzureWorkload(args, subjects), ...checkAzureIssuerKeys(keySets)];
}
