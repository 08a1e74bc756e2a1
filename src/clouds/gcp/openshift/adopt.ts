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
  const accounts = found.map((each) => lookedAt({ ...each, project, pool: pool.name, inventory }));
  const host = adoptedHost(install, inventory);
  return {
    objects: [...pool.objects, ...accounts.flatMap(objectsOf), ...host.objects],
    changes: [
      ...pool.changes,
      ...absent.map(
        ({ request, names }): AdoptionChange => ({
          ...{ code: "account-missing", request: request.name },
          message: `service account ${show(names.displayName?.name)} is not there, and is created`,
        }),
      ),
      ...accounts.flatMap(changesOf),
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

/** What is there of one request's service account, beside what the request asks for. */
function lookedAt({ planned, account, project, pool, inventory }: Found) {
  const { spec, secret, name, serviceAccounts } = planned.request;
  const member = `serviceAccount:${account.email}`;
  const bound = boundOn(inventory, `projects/${project}/serviceAccounts/${account.email}`);
  const entering = bound.filter(({ role }) => role === IMPERSONATION_ROLE).flatMap(({ members }) => members);
  const subjects = serviceAccounts.map((serviceAccount) => {
    const names = { namespace: secret.namespace, serviceAccount };
    const principal = pool === undefined ? undefined : gcpPrincipal(pool, names);
    return { ...names, principal, getsIn: principal !== undefined && entering.includes(principal) };
  });
  const roleName = `projects/${project}/roles/${gcpSharedRoleId(project, name)}`;
  const needsRole = spec.permissions.length > 0;
  const onProject = boundOn(inventory, `projects/${project}`).filter(({ members }) => members.includes(member));
  return {
    ...{ name, account, project, member, entering, subjects, onProject },
    /** The custom role with the permissions of the request. */
    custom: {
      name: roleName,
      isNeeded: needsRole,
      stored: inventory.roles.find((role) => role.name === roleName),
      asked: spec.permissions,
    },
    wanted: [...spec.roles, ...(needsRole ? [roleName] : [])].map((role) => ({
      role,
      isBound: onProject.some((binding) => binding.role === role),
    })),
  };
}

type Looked = ReturnType<typeof lookedAt>;

/** What is taken over. */
function objectsOf({ name, account, project, member, subjects, custom, wanted }: Looked): AdoptedObject[] {
  return [
    { type: "gcp:serviceaccount/account:Account", component, name: `${name}-account`, id: account.name },
    ...subjects
      .filter(({ getsIn }) => getsIn)
      .map(({ namespace, serviceAccount, principal }) => ({
        type: "gcp:serviceaccount/iAMMember:IAMMember",
        component,
        name: contentName(name, "member", [`${namespace}/${serviceAccount}`, GCP_OPERATOR_KEY]),
        id: `${account.name} ${IMPERSONATION_ROLE} ${principal}`,
      })),
    ...(custom.stored === undefined || !custom.isNeeded
      ? []
      : [
          {
            type: "gcp:projects/iAMCustomRole:IAMCustomRole",
            ...{ component, name: `${name}-custom-role`, id: custom.name },
          },
        ]),
    ...wanted
      .filter(({ isBound }) => isBound)
      .map(({ role }) => ({
        type: "gcp:projects/iAMMember:IAMMember",
        component,
        name: contentName(name, "project", [role, "project", project, ""]),
        id: `${project} ${role} ${member}`,
      })),
  ];
}

/** What becomes different, and what stays though nobody asks for it. */
function changesOf(looked: Looked): AdoptionChange[] {
  const { name, account, entering, subjects, onProject, wanted } = looked;
  const change = (code: string, message: string): AdoptionChange => ({ code, request: name, message });
  const intended = subjects.map(({ principal }) => principal);
  const removal = `gcloud iam service-accounts remove-iam-policy-binding ${account.email} --role ${IMPERSONATION_ROLE} --member`;
  return [
    ...subjects
      .filter(({ getsIn }) => !getsIn)
      .map((subject) => change("member-missing", `${subjectClaim(subject)} does not get in yet, and will`)),
    ...entering
      .filter((each) => !intended.includes(each))
      .map((each) => {
        const kept = `${each} gets in, is not named by the request, and stays`;
        return change("member-stale", `${kept}: take it away with ${removal} ${each}`);
      }),
    ...changesOfRole(looked).map(([code, message]) => change(code, message)),
    ...wanted.filter(({ isBound }) => !isBound).map(({ role }) => change("grant-missing", `it gets ${role}`)),
    ...onProject
      .filter((binding) => !wanted.some(({ role }) => role === binding.role))
      .map((binding) => change("grant-kept", `it has ${binding.role}, which is not asked for and stays`)),
  ];
}

function changesOfRole({ custom: { name, isNeeded, stored, asked } }: Looked): [code: string, message: string][] {
  if (stored === undefined) {
    return isNeeded ? [["role-missing", `custom role ${name} is not listed, and is created`]] : [];
  }
  const { includedPermissions: has = [] } = stored;
  const lacking = asked.filter((permission) => !has.includes(permission));
  const extra = has.filter((permission) => !asked.includes(permission));
  const loses = `${name} loses ${listed(extra)}, which the request does not ask for, in every cluster of the project`;
  return [
    ...(lacking.length > 0 ? [["permissions-missing", `it lacks ${listed(lacking)}`] as [string, string]] : []),
    ...(extra.length > 0 ? [["permissions-removed", loses] as [string, string]] : []),
  ];
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
