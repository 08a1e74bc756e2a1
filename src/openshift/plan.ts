import type { PlannedIdentity } from "../clouds/openshift-cloud";
import { OPENSHIFT_TOKEN_PATH } from "../clouds/openshift-cloud";
import { openShiftCloud } from "../clouds/openshift-clouds";
import { WorkloadIdentityError } from "../core/errors";
import { checkForm } from "../core/form";
import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { show } from "../core/show";
import type { OpenShiftFeatures } from "./features";
import { readOpenShiftFeatures } from "./features";
import { OpenShiftNaming } from "./naming";
import type { OpenShiftNarrowing } from "./narrowing";
import { narrowByRules } from "./narrowing";
import { readCredentialsRequests } from "./read-requests";
import type { CredentialsRequests, OpenShiftRequest, SkippedRequest } from "./request";
import { requestNotes } from "./request-notes";

/** What decides which identities a cluster gets. */
export interface OpenShiftPlanSettings extends OpenShiftFeatures {
  /** The beginning of every name: ccoctl's `--name`. */
  cluster: string;
  /** The cloud, for example the one of `AWSProviderSpec`. */
  cloud: string;
  /** How names are made; as ccoctl's with a hash where they are cut, where it is left out. */
  naming?: OpenShiftNaming;
  narrowings?: OpenShiftNarrowing[];
}

/** It begins the names of everything; how long it may be hangs on what is made. */
const checkCluster = checkForm(
  "openshift-cluster-name-invalid",
  "cluster name",
  /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
  'a-z 0-9 "-", with a letter or digit at both ends',
);

/** The identities of a cluster, and what became none. */
export interface OpenShiftPlan {
  readonly cloud: string;
  readonly cluster: string;
  readonly identities: readonly PlannedIdentity[];
  readonly skipped: readonly SkippedRequest[];
  /** What somebody should know of a request, as a sentence. */
  readonly notes: readonly string[];
}

/**
 * Plans one identity for each CredentialsRequest of a cluster's cloud. Throws `WorkloadIdentityError` with every fault: of a request
 * (`openshift-requests-invalid`), or of all of them together (`openshift-plan-invalid`), such as two identities of one name.
 */
export function planOpenShift(texts: string | readonly string[], settings: OpenShiftPlanSettings): OpenShiftPlan {
  const { cloud, featureSet, featureGates } = settings;
  const features = {
    ...(featureSet === undefined ? {} : { featureSet }),
    ...(featureGates === undefined ? {} : { featureGates }),
  };
  const issues: Issue[] = [...checkCluster(settings.cluster, "cluster"), ...checkNaming(settings.naming)];
  readOpenShiftFeatures(settings, "", issues);
  // What would be named is nothing to speak of yet.
  if (issues.length > 0) throw unplannable(issues);
  const plan = planRequests(readCredentialsRequests(texts, { cloud, features }), settings, issues);
  const isFromCcoctl = settings.naming === OpenShiftNaming.Ccoctl;
  issues.push(...openShiftCloud(cloud).check(plan.identities, { name: plan.cluster, isFromCcoctl }));
  if (issues.length > 0) throw unplannable(issues);
  return plan;
}

function unplannable(issues: Issue[]): WorkloadIdentityError {
  return new WorkloadIdentityError("openshift-plan-invalid", "Cannot plan these identities:", issues);
}

function checkNaming(naming: OpenShiftNaming = OpenShiftNaming.Unique): Issue[] {
  const namings = Object.values(OpenShiftNaming);
  if (namings.includes(naming)) return [];
  const fault = `Cannot use naming ${show(naming)}: expected ${namings.map(show).join(" or ")}`;
  return [issue("openshift-naming-invalid", "naming", fault)];
}

/** The same of requests that are read already; faults are collected. */
export function planRequests(
  read: CredentialsRequests,
  { cluster, cloud: name, naming = OpenShiftNaming.Unique, narrowings = [] }: OpenShiftPlanSettings,
  issues: Issue[],
): OpenShiftPlan {
  const cloud = openShiftCloud(name);
  const names = naming === OpenShiftNaming.Ccoctl ? cloud.ccoctlNames : cloud.names;
  const { requests, skipped } = narrowByRules(read, narrowings, "narrowings", issues);
  const nobody = cloud.needsServiceAccounts
    ? requests.filter(({ serviceAccounts }) => serviceAccounts.length === 0)
    : [];
  const identities = requests
    .filter((request) => !nobody.includes(request))
    .map((request): PlannedIdentity => ({ request, names: names(cluster, request) }));
  issues.push(...collisions(identities, naming));
  const allSkipped = [...skipped, ...nobody.map(withoutServiceAccounts)];
  return {
    cloud: name,
    cluster,
    identities,
    skipped: allSkipped,
    notes: [
      ...noIdentities(identities, allSkipped),
      ...requestNotes(identities.map(({ request }) => request)),
      ...(cloud.followsTokenPath ? [] : identities.flatMap(tokenElsewhere)),
    ],
  };
}

/** The whole names say why two became one; vendors compare names without regard to capital letters. */
function collisions(identities: readonly PlannedIdentity[], naming: OpenShiftNaming): Issue[] {
  return identities.flatMap(({ request, names }, index) =>
    Object.entries(names).flatMap(([what, { name }]) => {
      const other = identities
        .slice(0, index)
        .find((earlier) => earlier.names[what]?.name.toLowerCase() === name.toLowerCase());
      if (other === undefined) return [];
      const advice =
        naming === OpenShiftNaming.Unique
          ? "give one of them another Secret"
          : `use a shorter cluster name, or the naming "${OpenShiftNaming.Unique}"`;
      const fault = `Cannot name the ${what} of both ${other.request.name} and ${request.name} "${name}": the second would take the first's place; ${advice}`;
      return [issue("openshift-name-collision", request.name, fault)];
    }),
  );
}

/** Codes of documents that are not the cloud's. */
const OF_OTHERS = ["openshift-other-cloud", "openshift-other-kind"];

/** What somebody sees who gave the requests of another cloud, or no features. */
function noIdentities(identities: readonly PlannedIdentity[], skipped: readonly SkippedRequest[]): string[] {
  // One of the cluster's own cloud says most: files of a release hold those of all clouds.
  const first = skipped.find(({ code }) => !OF_OTHERS.includes(code)) ?? skipped[0];
  if (identities.length > 0 || first === undefined) return [];
  return [`no document became an identity: ${first.name || first.source}, for one, is skipped because ${first.reason}`];
}

/** What somebody has to know whose operator mounts its token itself. */
function tokenElsewhere({ request: { name, tokenPath = OPENSHIFT_TOKEN_PATH } }: PlannedIdentity): string[] {
  if (tokenPath === OPENSHIFT_TOKEN_PATH) return [];
  return [
    `${name} wants its token at ${tokenPath}, and its Secret says ${OPENSHIFT_TOKEN_PATH}, as ccoctl's does on this cloud: change the Secret if the operator mounts it there`,
  ];
}

function withoutServiceAccounts({ name, source }: OpenShiftRequest): SkippedRequest {
  const reason = "it names no ServiceAccounts (serviceAccountNames), so nobody in particular could be trusted";
  return { name, source, code: "openshift-no-service-accounts", reason };
}
