import type { AdoptedObject } from "../../../core/adopted-object";
import { contentName } from "../../../core/content-name";
import type { Issue } from "../../../core/issue";
import { issue } from "../../../core/issue";
import { show } from "../../../core/show";
import { subjectClaim } from "../../../core/subject";
import type { Adoption, AdoptionChange, OpenShiftInstall, PlannedIdentity } from "../../openshift-cloud";
import { gcpPrincipal } from "../trust";
import { adoptedHost } from "./adopted-host";
import { adoptedPool } from "./adopted-pool";
import type { GcpInventory } from "./inventory";
import { readGcpInventory } from "./inventory";
import { GCP_OPERATOR_KEY, gcpSharedRoleId } from "./names";
import type { GcpProviderSpec } from "./spec";

export { GCP_INVENTORY } from "./inventory";

type Planned = PlannedIdentity<GcpProviderSpec>;

const component = "identities" as const;
const IMPERSONATION_ROLE = "roles/iam.workloadIdentityUser";

/** What ccoctl made on Google Cloud: service accounts with their members and roles, the pool and its provider, and where the issuer is published. */
export function adoptGcp(install: OpenShiftInstall, identities: readonly Planned[]): Adoption {
  const issues: Issue[] = [];
  const inventory = readGcpInventory(install.documents, issues);
  if (issues.length > 0) return { objects: [], changes: [], issues };
  const found = identities.flatMap((planned) => {
    // ccoctl finds an account by this too: its id ends in random characters.
    const account = inventory.accounts.find(({ displayName }) => displayName === planned.names.displayName?.name);
    return account === undefined ? [] : [{ planned, account }];
  });
  const [first] = found;
  if (first === undefined) return { objects: [], changes: [], issues: [noneFound(install, identities)] };
  const [, project = ""] = first.account.name.split("/");
  const pool = adoptedPool(install, project, inventory);
  const absent = identities.filter((planned) => !found.some((each) => each.planned === planned));
  const parts = found.map((each) => adopted({ ...each, project, pool: pool.name, inventory }));
  const host = adoptedHost(install, inventory);
  return {
    objects: [...pool.objects, ...parts.flatMap(({ objects }) => objects), ...host.objects],
    changes: [
      ...pool.changes,
      ...absent.map(
        ({ request, names }): AdoptionChange => ({
          ...{ code: "account-missing", request: request.name },
          message: `service account ${show(names.displayName?.name)} is not there, and is created`,
        }),
      ),
      ...parts.flatMap(({ changes }) => changes),
      ...host.changes,
    ],
    issues: [],
  };
}

interface Found {
  readonly planned: Planned;
  readonly account: GcpInventory["accounts"][number];
  readonly project: string;
  /** `projects/<number>/locations/global/workloadIdentityPools/<pool>`, where it is there. */
  readonly pool: string | undefined;
  readonly inventory: GcpInventory;
}

function adopted({ planned, account, project, pool, inventory }: Found) {
  const { request } = planned;
  const { spec, secret } = request;
  const change = (code: string, message: string): AdoptionChange => ({ code, request: request.name, message });
  const member = `serviceAccount:${account.email}`;
  const bound = boundOn(inventory, `projects/${project}/serviceAccounts/${account.email}`);
  const onProject = boundOn(inventory, `projects/${project}`).filter(({ members }) => members.includes(member));
  const subjects = request.serviceAccounts.map((serviceAccount) => {
    const names = { namespace: secret.namespace, serviceAccount };
    return { ...names, principal: pool === undefined ? undefined : gcpPrincipal(pool, names) };
  });
  const entering = bound.filter(({ role }) => role === IMPERSONATION_ROLE).flatMap(({ members }) => members);
  const roleName = `projects/${project}/roles/${gcpSharedRoleId(project, request.name)}`;
  const custom = spec.permissions.length === 0 ? [] : [roleName];
  const role = inventory.roles.find(({ name }) => name === roleName);
  const wanted = [...spec.roles, ...custom];
  const has = (granted: string) => onProject.some((binding) => binding.role === granted);
  const objects: AdoptedObject[] = [
    { type: "gcp:serviceaccount/account:Account", component, name: `${request.name}-account`, id: account.name },
    ...subjects.flatMap(({ namespace, serviceAccount, principal }) =>
      principal === undefined || !entering.includes(principal)
        ? []
        : [
            {
              type: "gcp:serviceaccount/iAMMember:IAMMember",
              component,
              name: contentName(request.name, "member", [`${namespace}/${serviceAccount}`, GCP_OPERATOR_KEY]),
              id: `${account.name} ${IMPERSONATION_ROLE} ${principal}`,
            },
          ],
    ),
    ...(role === undefined || custom.length === 0
      ? []
      : [
          {
            type: "gcp:projects/iAMCustomRole:IAMCustomRole",
            ...{ component, name: `${request.name}-custom-role`, id: roleName },
          },
        ]),
    ...wanted.filter(has).map((granted) => ({
      type: "gcp:projects/iAMMember:IAMMember",
      component,
      name: contentName(request.name, "project", [granted, "project", project, ""]),
      id: `${project} ${granted} ${member}`,
    })),
  ];
  const stored = role?.includedPermissions ?? [];
  const lacking = spec.permissions.filter((permission) => !stored.includes(permission));
  const extra = stored.filter((permission) => !spec.permissions.includes(permission));
  const intended = subjects.map(({ principal }) => principal);
  const changes = [
    ...subjects
      .filter(({ principal }) => principal === undefined || !entering.includes(principal))
      .map((subject) => change("member-missing", `${subjectClaim(subject)} does not get in yet, and will`)),
    ...entering
      .filter((each) => !intended.includes(each))
      .map((each) => {
        const command = `gcloud iam service-accounts remove-iam-policy-binding ${account.email} --role ${IMPERSONATION_ROLE} --member ${each}`;
        return change(
          "member-stale",
          `${each} gets in, is not named by the request, and stays: take it away with ${command}`,
        );
      }),
    ...(custom.length > 0 && role === undefined
      ? [change("role-missing", `custom role ${roleName} is not listed, and is created`)]
      : []),
    ...(role !== undefined && lacking.length > 0 ? [change("permissions-missing", `it lacks ${listed(lacking)}`)] : []),
    ...(role !== undefined && extra.length > 0
      ? [
          change(
            "permissions-removed",
            `${roleName} loses ${listed(extra)}, which the request does not ask for, in every cluster of the project`,
          ),
        ]
      : []),
    ...wanted.filter((granted) => !has(granted)).map((granted) => change("grant-missing", `it gets ${granted}`)),
    ...onProject
      .filter((binding) => !wanted.includes(binding.role))
      .map((binding) => change("grant-kept", `it has ${binding.role}, which is not asked for and stays`)),
  ];
  return { objects, changes };
}

function boundOn({ policies }: GcpInventory, resource: string) {
  return policies
    .filter((each) => each.resource.replace(/^\/\/[a-z]+\.googleapis\.com\//, "") === resource)
    .flatMap(({ policy }) => policy.bindings ?? []);
}

function noneFound({ cluster }: OpenShiftInstall, identities: readonly Planned[]): Issue {
  const wanted = identities.map(({ names }) => names.displayName?.name).slice(0, 3);
  const message = `Cannot find a service account of ccoctl's for cluster ${show(cluster)}, with a display name such as ${wanted.join(", ")}: give ccoctl's --name, and what the project that it worked in has`;
  return issue("openshift-install-not-found", "cluster", message);
}

function listed(names: readonly string[]): string {
  return names.length > 6 ? `${names.slice(0, 6).join(", ")} and ${names.length - 6} more` : names.join(", ");
}
