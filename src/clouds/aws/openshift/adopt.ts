import type { AdoptedObject } from "../../../core/adopted-object";
import type { Issue } from "../../../core/issue";
import { issue } from "../../../core/issue";
import { issuerHostPath } from "../../../core/issuer-url";
import { show } from "../../../core/show";
import type { Adoption, AdoptionChange, OpenShiftInstall, PlannedIdentity } from "../../openshift-cloud";
import { adoptedHost } from "./adopted-host";
import { roleChanges } from "./adopted-role";
import type { AwsInventory, ListedRole } from "./inventory";
import { readAwsInventory } from "./inventory";
import { awsRequestPolicies } from "./policies";
import type { AwsProviderSpec } from "./spec";

export { AWS_INVENTORY } from "./inventory";

/** The tags of everything that ccoctl made, and by which `ccoctl aws delete` finds it. */
export function awsCcoctlTags(cluster: string): Record<string, string> {
  return { Name: cluster, [`openshift.io/cloud-credential-operator/${cluster}`]: "owned" };
}

/** What ccoctl made on AWS for these identities: roles with their policies, the provider, and where the issuer is published. */
export function adoptAws(install: OpenShiftInstall, identities: readonly PlannedIdentity<AwsProviderSpec>[]): Adoption {
  const issues: Issue[] = [];
  const inventory = readAwsInventory(install.documents, issues);
  if (issues.length > 0) return { objects: [], changes: [], issues };
  const found = identities.map((planned) => ({
    planned,
    role: inventory.roles.find(({ RoleName }) => RoleName === planned.names.role?.name),
  }));
  const first = found.find(({ role }) => role !== undefined)?.role;
  if (first === undefined) return { objects: [], changes: [], issues: [noneFound(install, identities)] };
  const account = accountOf(first.Arn);
  const provider = `${account}:oidc-provider/${issuerHostPath(install.issuer)}`;
  const host = adoptedHost(install, inventory);
  return {
    objects: [
      {
        type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        component: "identities",
        name: "aws-oidc-provider",
        id: provider,
      },
      ...found.flatMap(({ planned, role }) => (role === undefined ? [] : objectsOf(planned, role, inventory))),
      ...host.objects,
    ],
    changes: [
      ...found.flatMap(({ planned, role }) =>
        role === undefined
          ? [missing(planned)]
          : roleChanges(planned, role, { provider, issuer: install.issuer, inventory }),
      ),
      ...host.changes,
    ],
    issues: [],
  };
}

function objectsOf(
  { request, names }: PlannedIdentity<AwsProviderSpec>,
  role: ListedRole,
  inventory: AwsInventory,
): AdoptedObject[] {
  const component = "identities" as const;
  const { RoleName, RolePolicyList = [], AttachedManagedPolicies = [] } = role;
  const policy = names.role!.name;
  const { inline, managed } = awsRequestPolicies(request.spec.statementEntries, partitionOf(role.Arn));
  const hasInline = inline !== undefined && RolePolicyList.some(({ PolicyName }) => PolicyName === policy);
  const parts = managed.flatMap((_, index): AdoptedObject[] => {
    const arn = inventory.policies.find(({ PolicyName }) => PolicyName === `${policy}-${index + 1}`)?.Arn;
    if (arn === undefined) return [];
    const isAttached = AttachedManagedPolicies.some(({ PolicyArn }) => PolicyArn === arn);
    const name = `${request.name}-policy-part-${index + 1}`;
    const attachment = {
      type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      component,
      name,
      id: `${RoleName}/${arn}`,
    };
    return [{ type: "aws:iam/policy:Policy", component, name, id: arn }, ...(isAttached ? [attachment] : [])];
  });
  return [
    { type: "aws:iam/role:Role", component, name: `${request.name}-role`, id: RoleName },
    ...(hasInline
      ? [
          {
            type: "aws:iam/rolePolicy:RolePolicy",
            component,
            name: `${request.name}-${policy}`,
            id: `${RoleName}:${policy}`,
          },
        ]
      : []),
    ...parts,
  ];
}

function missing({ request, names }: PlannedIdentity): AdoptionChange {
  const message = `role ${names.role!.name} is not there, and is created`;
  return { code: "role-missing", request: request.name, message };
}

function noneFound({ cluster }: OpenShiftInstall, identities: readonly PlannedIdentity[]): Issue {
  const wanted = identities.map(({ names }) => names.role!.name).slice(0, 3);
  const message = `Cannot find a role of ccoctl's for cluster ${show(cluster)}, such as ${wanted.join(", ")}: give ccoctl's --name, and what the account that it worked in has`;
  return issue("openshift-install-not-found", "cluster", message);
}

/** `arn:<partition>:iam::<account>`. */
function accountOf(arn: string): string {
  return arn.split(":").slice(0, 5).join(":");
}

function partitionOf(arn: string): string {
  return arn.split(":")[1] ?? "aws";
}
