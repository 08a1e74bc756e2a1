import type { CloudComponents } from "../clouds/component";
import { ISSUER_ENTRIES } from "../clouds/issuer-entries";
import { checkClusterIssuerUrl } from "../clouds/registration-names";
import type { IssuerRegistrations } from "../cluster-federation/args";
import { checkSdks } from "../component/load-sdk";
import { checkDefaultNeeded, checkSubjects } from "../component/subjects";
import { checkShape, unknownArguments } from "../core/argument-shape";
import type { Issue } from "../core/issue";
import { distinctIssues, explainedIssue, issue, issuesUnder } from "../core/issue";
import { show } from "../core/show";
import type { WithoutEffect } from "../core/without-effect";
import { checkEffects } from "../core/without-effect";
import { checkWorkloadKubernetes, checkWorkloadTokens } from "../kubernetes/limits";
import { kubernetesCore } from "../kubernetes/sdk";
import { writesObjects } from "../kubernetes/service-account";
import type { FederatedWorkloadArgs, WorkloadSubject } from "./args";
import type { PlannedIssuer } from "./issuers";
import { allSubjects, checkPlannedIssuers, sameIssuerOn } from "./issuers";
import { readFederatedWorkloadArgs } from "./shape";
import { checkSubjectObjects } from "./subject-objects";

/** Faults of the shape of a workload's arguments; where there are any, nothing else can be said of them. */
export function checkOutline(args: FederatedWorkloadArgs): Issue[] {
  const misshapen = checkShape(readFederatedWorkloadArgs, args);
  return misshapen.length === 0 ? [] : [...unknownArguments(readFederatedWorkloadArgs, args), ...misshapen];
}

/** Every fault of a workload's arguments that can be seen before anything is created. */
export function checkWorkload(
  name: string,
  args: FederatedWorkloadArgs,
  clouds: readonly CloudComponents[],
  planned: readonly PlannedIssuer[],
): Issue[] {
  const [main, ...more] = allSubjects(args);
  const asked = args as unknown as Record<string, object>;
  const takesTokens = clouds.some((cloud) => cloud.takesTokens?.(asked[cloud.name] as object) ?? true);
  const subjectFaults = [
    ...checkSubjects({ ...args, subjects: main === undefined ? [] : [main] }, checkClusterIssuerUrl).map((fault) => ({
      ...fault,
      path: fault.path.replace(/^subjects\[0\]\.?/, ""),
    })),
    ...(more.length === 0
      ? []
      : checkSubjects({ ...args, subjects: more }, checkClusterIssuerUrl, {}, sameIssuerOn(clouds))),
  ];
  return distinctIssues([
    ...unknownArguments(readFederatedWorkloadArgs, args),
    // A ServiceAccount whose tokens no cloud takes needs no issuer.
    ...subjectFaults.filter(({ code }) => code !== "issuer-missing" || takesTokens),
    ...(args.kubernetes === undefined
      ? []
      : issuesUnder(
          "kubernetes",
          checkWorkloadKubernetes(
            args.kubernetes,
            clouds.flatMap(({ webhookMountPaths }) => webhookMountPaths),
          ),
        )),
    ...checkWorkloadTokens(args.tokens),
    ...clouds.flatMap((cloud) => {
      const own = asked[cloud.name] as object;
      return issuesUnder(cloud.name, [
        ...cloud.checkWorkload(own, allSubjects(args)),
        ...(cloud.checkNames?.(identityName(name, cloud), own) ?? []),
      ]);
    }),
    ...(clouds.length === 0 ? checkEffects(args, [OF_CLOUDS]) : []),
    ...checkDefaultNeeded(args, allSubjects(args)),
    ...checkSubjectObjects(args, more),
    ...more.flatMap((subject, index) =>
      issuesUnder(`subjects[${index}]`, args.azure === undefined ? checkEffects(subject, OF_AZURE) : []),
    ),
    ...more.flatMap(({ kubernetes }, index) =>
      kubernetes === undefined ? [] : issuesUnder(`subjects[${index}].kubernetes`, checkWorkloadKubernetes(kubernetes)),
    ),
    ...checkPlannedIssuers(planned),
    ...clouds.flatMap((cloud) => checkAudience(cloud, args)),
    ...checkSdks({
      ...Object.fromEntries(clouds.map(({ name, loadSdk }) => [name, () => loadSdk?.(asked[name] as object)])),
      ...(writesObjects(args.kubernetes) ? { kubernetes: kubernetesCore } : {}),
    }),
  ]);
}

/** The logical name of the component that is a workload's identity on a cloud. */
export function identityName(name: string, cloud: CloudComponents): string {
  return `${name}-${cloud.name}`;
}

const OF_AZURE: readonly WithoutEffect<WorkloadSubject>[] = [
  { args: ["credentialName"], beside: () => true, why: "it names a credential of Azure, which is not asked for" },
];

const OF_CLOUDS: WithoutEffect<FederatedWorkloadArgs> = {
  args: ["key", "wholeNamespaces", "namespacePrefixes"],
  beside: () => true,
  why: "no cloud is asked for; leave it out",
};

/** The clouds that issuers are registered in. */
const CLOUDS = ISSUER_ENTRIES.filter((entry) => entry !== "jwks");

/**
 * Warnings of settings of registrations that this workload does not make. No fault: they are left over when an issuer comes to be
 * registered by a ClusterFederation, and nothing is missing.
 */
export function registrationWarnings(args: FederatedWorkloadArgs, planned: readonly PlannedIssuer[]): string[] {
  const registered = new Set(planned.flatMap((each) => Object.keys(each.registrations)));
  const unused: WithoutEffect<IssuerRegistrations> = {
    args: CLOUDS.filter((cloud) => !registered.has(cloud)),
    beside: () => true,
    why: "no issuer is registered there by this workload: the cloud is not asked for, or every issuer has its entry or is an output; leave it out",
  };
  return issuesUnder("registrations", checkEffects(args.registrations ?? {}, [unused])).map(explainedIssue);
}

/** The warning of a workload that gives its pods nothing: often the cloud's argument is there with nothing in it, as `aws:` in YAML. */
export function effectWarnings({ tokens = [] }: FederatedWorkloadArgs, clouds: readonly CloudComponents[]): string[] {
  if (clouds.length > 0 || tokens.length > 0) return [];
  return [
    "Write an object for each cloud that is meant, such as aws: {}: no cloud and no tokens are asked for, so pods get none",
  ];
}

/** Tokens carry one audience per cloud: an issuer registered for another one would have them all refused. */
function checkAudience({ name, registrar }: CloudComponents, args: FederatedWorkloadArgs): Issue[] {
  const workload = (args as unknown as Record<string, object>)[name] as object;
  const registration = (args.registrations as Record<string, { audience?: string } | undefined> | undefined)?.[name];
  const [registered, carried] = [registration?.audience, registrar?.audience?.(workload)];
  if (registered === undefined || carried === undefined || registered === carried) return [];
  const why = `the workload's tokens carry ${show(carried)}; set ${name}.audience to the same`;
  const fault = `Cannot register the issuer for audience ${show(registered)}: ${why}`;
  return [issue("audience-mismatch", `registrations.${name}.audience`, fault)];
}
