import * as pulumi from "@pulumi/pulumi";
import type { Issue } from "../../../core/issue";
import { issue, issuesBeside, issuesUnder } from "../../../core/issue";
import { show } from "../../../core/show";
import type { PlannedIdentity } from "../../openshift-cloud";
import type { OpenShiftCluster, OpenShiftComponents } from "../../openshift-component";
import type { GcpRegistration, GcpResourceGrant, GcpWorkloadArgs } from "../args";
import { GcpAccess, GcpGrantTarget } from "../args";
import { checkGcpWorkload } from "../limits";
import { GcpIssuerRegistration } from "../registration";
import { gcpProjects, gcpServiceAccount } from "../sdk";
import { GcpWorkloadIdentity } from "../workload-identity";
import type { GcpOpenShiftArgs } from "./args";
import type { GcpOpenShiftIdentity, GcpOpenShiftPlace } from "./cloud";
import { checkGcpRequest, checkGcpSharedRoles } from "./limits";
import { GCP_OPERATOR_KEY, gcpOperatorNames, gcpRoleTitle, gcpSharedRoleId } from "./names";
import { checkGcpPools, gcpHasWorkloadPool, gcpOperatorPool, gcpWorkloadPool } from "./pools";
import { readGcpOpenShiftArgs } from "./shape";
import type { GcpProviderSpec } from "./spec";

type Planned = PlannedIdentity<GcpProviderSpec>;

/** A service account and a custom role for each operator, in a pool that takes tokens for OpenShift's own audience and nothing else. */
export const gcpOpenShiftComponents: OpenShiftComponents<
  GcpOpenShiftArgs,
  GcpProviderSpec,
  GcpOpenShiftIdentity,
  GcpOpenShiftPlace
> = {
  name: "gcp",
  loadSdk: gcpServiceAccount,
  read: readGcpOpenShiftArgs,
  check(args, identities, cluster) {
    if (typeof args.project !== "string") return [projectMissing()];
    const { project, universeDomain } = args;
    const common = checkGcpWorkload({ project, ...(universeDomain === undefined ? {} : { universeDomain }) });
    return [
      ...issuesBeside(common, checkGcpPools(args, cluster)),
      ...common,
      ...checkConditions(args, identities),
      ...(isShared(args, cluster) ? checkGcpSharedRoles(identities, project) : []),
      ...identities.flatMap((planned) =>
        issuesUnder(planned.request.name, [
          ...issuesBeside(common, checkGcpWorkload(workloadOf(args, planned, cluster))),
          ...checkGcpRequest(planned),
        ]),
      ),
    ];
  },
  doubts: (args, _, cluster) =>
    isShared(args, cluster)
      ? [
          "custom roles are those of the whole project: another cluster of another release may change their permissions, and this one theirs",
        ]
      : [],
  create(name, args, cluster, parent) {
    const { project, universeDomain = "googleapis.com" } = args;
    const operators: pulumi.Output<GcpRegistration> =
      args.existingPool === undefined
        ? new GcpIssuerRegistration(`${name}-gcp`, gcpOperatorPool(args, cluster), {
            parent,
            ...(cluster.isFromCcoctl ? { transformations: [keepingLabels] } : {}),
          }).registration
        : (pulumi.output(args.existingPool) as pulumi.Output<GcpRegistration>);
    const workloads = gcpHasWorkloadPool(args, cluster)
      ? new GcpIssuerRegistration(`${name}-gcp-workloads`, gcpWorkloadPool(args, cluster), { parent }).registration
      : operators;
    const issuer = { url: cluster.issuer.url, gcp: operators };
    return {
      place: pulumi.output({
        ...{ project, universeDomain },
        workloadIdentityProvider: operators.apply((pool) => pool.workloadIdentityProvider as string),
      }),
      registration: workloads,
      create(planned) {
        const identity = new GcpWorkloadIdentity(
          `${name}-${planned.request.name}`,
          {
            ...workloadOf(
              args,
              planned,
              cluster,
              customRole(`${name}-${planned.request.name}`, args, planned, cluster, parent),
            ),
            subjects: subjectsOf(planned, issuer),
            allowDefaultServiceAccount: planned.request.serviceAccounts.includes("default"),
          },
          {
            parent,
            transformations: [keepingAccountId, ...(cluster.isFromCcoctl ? [keepingLabels] : [])],
          },
        );
        return pulumi.output({ serviceAccountEmail: identity.identity.serviceAccountEmail });
      },
    };
  },
};

/** Ids of ccoctl's end in random characters: the one that an account was made or taken over with stays. */
const keepingAccountId: pulumi.ResourceTransformation = ({ type, props, opts }) =>
  type === "gcp:serviceaccount/account:Account"
    ? { props, opts: pulumi.mergeOptions(opts, { ignoreChanges: ["accountId"] }) }
    : undefined;

/** What people read of an object, and nothing hangs on. */
const LABELS = ["displayName", "title", "description"];
const LABELLED =
  /^gcp:(iam\/workloadIdentityPool(Provider)?:WorkloadIdentityPool(Provider)?|serviceaccount\/account:Account|projects\/iAMCustomRole:IAMCustomRole)$/;

/** What ccoctl wrote on an object for people stays as it is. */
const keepingLabels: pulumi.ResourceTransformation = ({ type, props, opts }) =>
  LABELLED.test(type)
    ? {
        props,
        opts: pulumi.mergeOptions(opts, { ignoreChanges: LABELS }),
      }
    : undefined;

function subjectsOf({ request }: Planned, issuer: { url: pulumi.Input<string>; gcp?: pulumi.Input<GcpRegistration> }) {
  const { secret, serviceAccounts } = request;
  return serviceAccounts.map((serviceAccount) => ({
    ...{ issuer, namespace: secret.namespace, serviceAccount },
    key: GCP_OPERATOR_KEY,
  }));
}

/** What a request's service account is granted; `role` is the custom role, which has to be there before. */
function workloadOf(
  args: GcpOpenShiftArgs,
  planned: Planned,
  cluster: OpenShiftCluster,
  role?: pulumi.Resource,
): GcpWorkloadArgs {
  const { project, conditions = {}, universeDomain } = args;
  const { request, names } = planned;
  const condition = Object.hasOwn(conditions, request.name) ? { condition: conditions[request.name]! } : {};
  const onProject = (granted: string): GcpResourceGrant => ({
    ...{ kind: GcpGrantTarget.Project, resource: project, role: granted },
    ...condition,
  });
  const custom = customRoleId(args, planned, cluster);
  return {
    ...{ access: GcpAccess.Impersonation, project, accountId: names.account!.name },
    displayName: gcpRoleTitle(cluster.name, request.name),
    ...(universeDomain === undefined ? {} : { universeDomain }),
    grants: [
      ...request.spec.roles.map(onProject),
      ...(custom === undefined
        ? []
        : [
            {
              ...onProject(`projects/${project}/roles/${custom}`),
              // A URN is known at preview, and brings the dependency with it.
              ...(role === undefined ? {} : { resource: role.urn.apply(() => project) }),
              key: project,
            },
          ]),
    ],
  };
}

function customRole(
  name: string,
  args: GcpOpenShiftArgs,
  planned: Planned,
  cluster: OpenShiftCluster,
  parent: pulumi.Resource,
): pulumi.Resource | undefined {
  const roleId = customRoleId(args, planned, cluster);
  if (roleId === undefined) return undefined;
  const { IAMCustomRole } = gcpProjects();
  const { project } = args;
  const { request } = planned;
  const isOfProject = isShared(args, cluster);
  return new IAMCustomRole(
    `${name}-custom-role`,
    {
      ...{ roleId, project, permissions: [...request.spec.permissions] },
      title: gcpRoleTitle(isOfProject ? project : cluster.name, request.name),
    },
    {
      ...{ parent, retainOnDelete: isOfProject },
      ...(cluster.isFromCcoctl ? { transformations: [keepingLabels] } : {}),
    },
  );
}

function customRoleId(args: GcpOpenShiftArgs, { request }: Planned, cluster: OpenShiftCluster) {
  if (request.spec.permissions.length === 0) return undefined;
  // ccoctl has no name for a role that is one cluster's alone.
  return isShared(args, cluster)
    ? gcpSharedRoleId(args.project, request.name)
    : gcpOperatorNames(cluster.name, request).role.name;
}

function isShared({ sharedRoles }: GcpOpenShiftArgs, { isFromCcoctl }: OpenShiftCluster): boolean {
  return sharedRoles ?? isFromCcoctl;
}

function projectMissing(): Issue {
  const fault = "Cannot create service accounts in no project: set project to its id";
  return issue("gcp-project-missing", "project", fault);
}

function checkConditions({ conditions = {} }: GcpOpenShiftArgs, identities: readonly Planned[]): Issue[] {
  const known = identities.map(({ request }) => request.name);
  return Object.keys(conditions)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const fault = `Cannot use conditions of request ${show(name)}: there is none of that name; known are ${known.map(show).join(", ")}`;
      return issue("openshift-request-unknown", `conditions[${show(name)}]`, fault);
    });
}
