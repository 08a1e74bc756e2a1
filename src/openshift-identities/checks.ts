import type { OpenShiftCluster } from "../clouds/openshift-component";
import { OPENSHIFT_CLOUDS, openShiftComponents } from "../clouds/openshift-components";
import { checkClusterIssuerUrl } from "../clouds/registration-names";
import { plainKeySetOf } from "../component/handed-on-issuer";
import { checkIssuerInput } from "../component/issuers";
import { checkSdks } from "../component/load-sdk";
import { checkShape, unknownArguments } from "../core/argument-shape";
import { WorkloadIdentityError } from "../core/errors";
import { checkForm } from "../core/form";
import type { Issue } from "../core/issue";
import { issue, issuesUnder } from "../core/issue";
import { OpenShiftNaming } from "../openshift/naming";
import { olmCredentialsRequest } from "../openshift/olm-operator";
import type { OpenShiftPlan } from "../openshift/plan";
import { planRequests } from "../openshift/plan";
import type { RequestFilter } from "../openshift/read-request";
import { readCredentialsRequests } from "../openshift/read-requests";
import type { CredentialsRequests } from "../openshift/request";
import { withPlace, withSource } from "../openshift/source-documents";
import type { OpenShiftIdentitiesArgs } from "./args";
import { readOpenShiftIdentitiesArgs } from "./shape";

/** It begins the names of resources on every cloud: with `-oidc` behind it, it is the name of a bucket. */
const checkClusterName = checkForm(
  "openshift-cluster-name-invalid",
  "cluster name",
  /^[a-z0-9]([a-z0-9-]{0,56}[a-z0-9])?$/,
  '1 to 58 of a-z 0-9 "-", with a letter or digit at both ends',
);

/** Faults of the outline; with any of them nothing else can be said. */
export function checkOutline(name: string, args: OpenShiftIdentitiesArgs): Issue[] {
  const read = readOpenShiftIdentitiesArgs;
  const misshapen = [...unknownArguments(read, args), ...checkShape(read, args)];
  if (misshapen.length > 0) return misshapen;
  return [
    ...checkOneCloud(args),
    ...checkIssuerInput(args.issuer, "issuer", checkClusterIssuerUrl),
    ...checkClusterName(args.clusterName ?? name, "clusterName"),
    ...(args.kubernetes?.authentication === true || args.kubernetes?.secrets !== false
      ? []
      : [issue("openshift-kubernetes-empty", "kubernetes", "Cannot write nothing: leave kubernetes out")]),
  ];
}

/** The one cloud that is asked for, with its arguments; they have been checked. */
export function askedCloud(args: OpenShiftIdentitiesArgs): { name: string; asked: object } {
  const [name = ""] = cloudsIn(args);
  return { name, asked: (args as unknown as Record<string, object>)[name]! };
}

export function clusterOf(name: string, args: OpenShiftIdentitiesArgs, issuer: OpenShiftCluster["issuer"]) {
  const keySet = plainKeySetOf(args.issuer);
  return {
    name: args.clusterName ?? name,
    isFromCcoctl: args.naming === OpenShiftNaming.Ccoctl,
    issuer,
    ...(keySet === undefined ? {} : { keySet }),
  };
}

/** The identities of the requests and of the user's own operators; faults are collected. */
export function planIdentities(name: string, args: OpenShiftIdentitiesArgs, issues: Issue[]): OpenShiftPlan {
  const { naming, narrowings, featureSet, featureGates } = args;
  const { name: cloud } = askedCloud(args);
  const features = {
    ...(featureSet === undefined ? {} : { featureSet }),
    ...(featureGates === undefined ? {} : { featureGates }),
  };
  const read = readTexts(args, { cloud, features }, issues);
  const settings = {
    cluster: args.clusterName ?? name,
    cloud,
    ...(naming === undefined ? {} : { naming }),
    ...(narrowings === undefined ? {} : { narrowings }),
  };
  // Of requests that could not be read, narrowings would be said to find nothing.
  return planRequests(read, issues.length > 0 ? { ...settings, narrowings: [] } : settings, issues);
}

/** Faults of the cloud's own arguments and of the identities on it. */
export function checkOnCloud(args: OpenShiftIdentitiesArgs, plan: OpenShiftPlan, cluster: OpenShiftCluster): Issue[] {
  const { name, asked } = askedCloud(args);
  const components = openShiftComponents(name);
  return issuesUnder(name, components.check(asked, plan.identities, cluster));
}

function cloudsIn(args: OpenShiftIdentitiesArgs): string[] {
  return OPENSHIFT_CLOUDS.filter((name) => (args as unknown as Record<string, unknown>)[name] !== undefined);
}

function checkOneCloud(args: OpenShiftIdentitiesArgs): Issue[] {
  const clouds = cloudsIn(args);
  const [only, second] = clouds;
  if (only !== undefined && second === undefined) return checkSdks({ [only]: openShiftComponents(only).loadSdk });
  const asked = only === undefined ? "no cloud is given" : `${clouds.join(" and ")} are`;
  const message = `Cannot give a cluster its identities: ${asked}, and a cluster is on one; give exactly one of ${OPENSHIFT_CLOUDS.join(", ")}`;
  return [issue("openshift-cloud-count", second ?? "", message)];
}

function readTexts(
  { credentialsRequests = [], operators = [] }: OpenShiftIdentitiesArgs,
  filter: RequestFilter & { cloud: string },
  issues: Issue[],
): CredentialsRequests {
  const own = operators.map((operator, index) => {
    const path = `operators[${index}]`;
    if (operator.serviceAccounts.length === 0) issues.push(nobody(`${path}.serviceAccounts`));
    const write = () => withSource(path, olmCredentialsRequest({ ...operator, cloud: filter.cloud }));
    return withFaults(write, "", path, issues);
  });
  const given = credentialsRequests.map((text, index) => withPlace(`credentialsRequests[${index}]`, text));
  const read = () => readCredentialsRequests([...given, ...own], filter);
  return withFaults(read, { requests: [], skipped: [] }, "", issues);
}

/** What is answered, or something else next to the faults that were thrown. */
function withFaults<T>(answer: () => T, instead: T, path: string, issues: Issue[]): T {
  try {
    return answer();
  } catch (error) {
    if (!(error instanceof WorkloadIdentityError)) throw error;
    issues.push(...issuesUnder(path, error.issues));
    return instead;
  }
}

function nobody(path: string): Issue {
  const message = "Cannot give an identity to nobody: name the ServiceAccounts of the operator";
  return issue("openshift-no-service-accounts", path, message);
}
