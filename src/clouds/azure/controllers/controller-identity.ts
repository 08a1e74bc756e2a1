import * as pulumi from "@pulumi/pulumi";
import { asChecked } from "../../../component/checked-arguments";
import { checkSdks } from "../../../component/load-sdk";
import { checkSubjects } from "../../../component/subjects";
import type { Issue } from "../../../core/issue";
import { distinctIssues, issue } from "../../../core/issue";
import { ifKnown, isLater } from "../../../core/known";
import { show } from "../../../core/show";
import { kubernetesCore } from "../../../kubernetes/sdk";
import type { AzureRoleAssignmentArgs, AzureSubject, AzureWorkloadIdentityArgs } from "../args";
import { AZURE_DEFAULT_AUDIENCE } from "../audience";
import { checkAzureCredentials } from "../credential-resources";
import { checkAzureSubjects, planCredentials } from "../credentials";
import { checkAzureIssuerUrl } from "../issuer";
import { checkAzureWorkload } from "../limits";
import { azureMechanism } from "../mechanisms/choice";
import { isAzureGuid } from "../role-definitions";
import { AZURE_MAX_CREDENTIALS } from "../trust";
import { AzureWorkloadIdentity } from "../workload-identity";
import type { ControllerAccounts } from "./accounts";
import type { AzureControllerIdentityArgs } from "./args";

interface ControllerSettings extends AzureControllerIdentityArgs {
  subscriptionRoles: string[];
}

/** Faults of an identity for controllers; the shape of the arguments is good. */
export function checkControllerIdentity(args: ControllerSettings, accounts: ControllerAccounts): Issue[] {
  const { subscriptionId, roleAssignments = [], moreClusters = [], writeObjects = true } = args;
  const inPlace = (faults: readonly Issue[]) =>
    distinctIssues(
      faults
        .map((fault) => ({ ...fault, path: pathOf(fault.path, roleAssignments.length, accounts) }))
        // Of what is no subscription its own check says more.
        .filter(({ code, path }) => code !== "azure-scope-invalid" || path !== "subscriptionId"),
    );
  const asked = identityArgs(args, accounts);
  const { others } = asked;
  const mechanism = azureMechanism(asked);
  const faults = inPlace([
    ...checkAzureWorkload(withoutSubjects(asked)),
    ...checkSubjects(asked, checkAzureIssuerUrl),
    ...checkAzureSubjects(asked).filter(({ code }) => code !== "azure-too-many-credentials"),
    ...ifKnown(subscriptionId, "subscriptionId", checkSubscription),
    ...checkRoom(moreClusters.length + 1, accounts, others?.credentials?.length ?? 0),
    ...checkSdks({
      subscriptionId: () => mechanism.loadSdk(),
      ...(writeObjects ? { writeObjects: kubernetesCore } : {}),
    }),
  ]);
  if (faults.length > 0) return faults;
  const planned = planCredentials(asked, AZURE_DEFAULT_AUDIENCE, (id) => mechanism.importedName(id, asked));
  return inPlace(checkAzureCredentials(planned, mechanism.stored(asked), AZURE_DEFAULT_AUDIENCE));
}

/** The identity with a credential for each ServiceAccount of each cluster, one written after another, and nothing for pods. */
export function createControllerIdentity(
  parent: pulumi.ComponentResource,
  name: string,
  args: ControllerSettings,
  accounts: ControllerAccounts,
): AzureWorkloadIdentity {
  return new AzureWorkloadIdentity(`${name}-azure`, asChecked(identityArgs(args, accounts)), { parent });
}

/** What is said of the identity itself. */
const IDENTITY_ARGS = [
  "resourceGroupName",
  "name",
  "location",
  "tags",
  "existingIdentity",
  "application",
  "existingApplication",
  "credentialDescription",
  "tenantId",
  "importCredentials",
  "others",
] as const;

function identityArgs(args: ControllerSettings, accounts: ControllerAccounts): AzureWorkloadIdentityArgs {
  const { issuer, key, moreClusters = [], subscriptionId, subscriptionRoles } = args;
  const given = IDENTITY_ARGS.flatMap((name) => (args[name] === undefined ? [] : [[name, args[name]]]));
  const clusters = [{ issuer, ...(key === undefined ? {} : { key }) }, ...moreClusters];
  return {
    ...(Object.fromEntries(given) as Partial<AzureWorkloadIdentityArgs>),
    subjects: clusters.flatMap((cluster) =>
      accounts.serviceAccounts.map(
        (serviceAccount): AzureSubject => ({ ...cluster, namespace: accounts.namespace, serviceAccount }),
      ),
    ),
    roleAssignments: [...(args.roleAssignments ?? []), ...onSubscription(subscriptionId, subscriptionRoles)],
  };
}

/** The key keeps their names when the subscription comes to be an output. */
function onSubscription(subscriptionId: pulumi.Input<string>, roles: readonly string[]): AzureRoleAssignmentArgs[] {
  const scope = isLater(subscriptionId)
    ? pulumi.interpolate`/subscriptions/${subscriptionId}`
    : `/subscriptions/${subscriptionId}`;
  return roles.map((role) => ({ role, scope, key: "subscription" }));
}

function withoutSubjects({ subjects: _, ...asked }: AzureWorkloadIdentityArgs) {
  return asked;
}

/** Says where a fault stands among the arguments of controllers: several subjects are one cluster, the last roles are the subscription's. */
function pathOf(path: string, own: number, { serviceAccounts }: ControllerAccounts): string {
  const [, list = "", at = "", rest = ""] = /^(subjects|roleAssignments)\[(\d+)\]\.?(.*)$/.exec(path) ?? [];
  const index = Number(at);
  if (list === "roleAssignments" && index >= own)
    return rest === "scope" ? "subscriptionId" : `subscriptionRoles[${index - own}]`;
  if (list !== "subjects") return path === "subjects" ? "moreClusters" : path;
  const field = rest === "namespace" ? "controllerNamespace" : rest;
  const cluster = Math.floor(index / serviceAccounts.length);
  if (cluster === 0 || field === "controllerNamespace") return field;
  return [`moreClusters[${cluster - 1}]`, ...(field === "" ? [] : [field])].join(".");
}

function checkSubscription(subscriptionId: unknown, path: string): Issue[] {
  if (isAzureGuid(subscriptionId)) return [];
  const fault = `Cannot manage subscription ${show(subscriptionId)}: expected its id, a GUID`;
  return [issue("azure-subscription-id-invalid", path, fault)];
}

/** Every cluster takes as many credentials as controllers run in it. */
function checkRoom(clusters: number, { serviceAccounts }: ControllerAccounts, others: number): Issue[] {
  const each = serviceAccounts.length;
  const count = clusters * each + others;
  if (count <= AZURE_MAX_CREDENTIALS) return [];
  const why = `${clusters} clusters need ${each} each${others === 0 ? "" : ` and others need ${others}`}, and an identity holds at most ${AZURE_MAX_CREDENTIALS}`;
  const fix = "give some of the clusters an identity of their own";
  return [issue("azure-too-many-credentials", "moreClusters", `Cannot store ${count} credentials: ${why}; ${fix}`)];
}
