import { checkForm } from "../../../core/form";
import type { Issue } from "../../../core/issue";
import { issue, issuesUnder } from "../../../core/issue";
import { jsonDocument } from "../../../core/json";
import { ifKnown, isLater } from "../../../core/known";
import { isRecord } from "../../../core/record";
import type { NamedResource } from "../../../core/same-account";
import { show } from "../../../core/show";
import type { WholeNamespaces } from "../../../core/whole-namespaces";
import { refuseWhole } from "../../../core/whole-namespaces";
import type { WithoutEffect } from "../../../core/without-effect";
import { checkEffects } from "../../../core/without-effect";
import type { AwsPodIdentityArgs, AwsWorkloadArgs } from "../args";
import { AwsWiringForm } from "../args";
import { AWS_DIALECT, EKS_CLUSTER_ARN } from "../document";
import { eksRegion } from "../issuer";
import { awsWiringForm } from "../wiring";
import { clusterOfEach, clusterPlace, iamOfCluster, podIdentitySubjects } from "./subjects";

/** A subject, as these checks look at it. */
interface Subject extends WholeNamespaces {
  namespace: string;
  serviceAccount: string;
  issuer?: unknown;
  key?: string;
}

export const checkClusterArn = checkForm(
  "aws-cluster-arn-invalid",
  "cluster",
  EKS_CLUSTER_ARN,
  'the ARN of an EKS cluster, such as its output "arn"',
);

/** Logical and physical name of the policy that lets a role become the target of its associations. */
export const TARGET_ROLE_POLICY = "pod-identity-target-role";

const WITHOUT_EFFECT: readonly WithoutEffect<AwsWorkloadArgs>[] = [
  {
    args: ["region", "roleSessionName", "token"],
    beside: (args) => awsWiringForm(args) === AwsWiringForm.PodIdentity,
    why: "EKS writes what pods need for EKS Pod Identity, and nothing of it is to be chosen; leave it out",
  },
  {
    args: ["audience"],
    beside: ({ webIdentity }) => webIdentity === false,
    why: "the role takes no tokens of the cluster with webIdentity false; leave it out",
  },
];

const OF_ADDON: WithoutEffect<AwsPodIdentityArgs> = {
  args: ["disableSessionTags", "sessionPolicy", "targetRoleArn", "tags"],
  beside: ({ managedByAddon }) => managedByAddon === true,
  why: "the add-on makes the association, and asks for a role and a ServiceAccount alone; leave it out",
};

/** Faults of how pods get the role: by EKS Pod Identity, by tokens, or by both. */
export function checkAwsPodIdentity(args: AwsWorkloadArgs, subjects: readonly Subject[]): Issue[] {
  const { podIdentity, webIdentity, wiring } = args;
  const form = awsWiringForm(args);
  const faults = checkEffects(args, WITHOUT_EFFECT);
  if (podIdentity === undefined) {
    const why = (what: string) => `Cannot ${what} without podIdentity; add podIdentity with the ARN of the cluster`;
    if (webIdentity === false) faults.push(issue("aws-pod-identity-missing", "webIdentity", why("refuse tokens")));
    if (wiring === AwsWiringForm.PodIdentity)
      faults.push(issue("aws-pod-identity-missing", "wiring", why("wire pods for EKS Pod Identity")));
    return faults;
  }
  if (webIdentity === false && form !== AwsWiringForm.PodIdentity) {
    const fix = `leave out wiring, or set it to ${show(AwsWiringForm.PodIdentity)}`;
    const why = `Cannot wire pods as ${show(form)}: they bring a token, and webIdentity false refuses it; ${fix}`;
    faults.push(issue("aws-web-identity-refused", "wiring", why));
  }
  const needsCluster = form === AwsWiringForm.PodIdentity;
  return [
    ...faults,
    ...issuesUnder("podIdentity", checkItself(podIdentity)),
    ...(subjects.length === 0 ? [] : checkSubjects(podIdentity, subjects, needsCluster)),
    ...(podIdentity.targetRoleArn !== undefined &&
    Object.hasOwn({ ...args.inlinePolicies, ...args.inlineStatements }, TARGET_ROLE_POLICY)
      ? [issue("aws-inline-policy-invalid", `inlinePolicies.${TARGET_ROLE_POLICY}`, POLICY_TAKEN)]
      : []),
  ];
}

const POLICY_TAKEN = `Cannot name a policy ${show(TARGET_ROLE_POLICY)}: the one for targetRoleArn has that name; choose another`;

function checkItself(podIdentity: AwsPodIdentityArgs): Issue[] {
  const { sessionPolicy, disableSessionTags } = podIdentity;
  return [
    ...clustersOf(podIdentity).flatMap(({ path, name }) => ifKnown(name, path, checkClusterArn)),
    ...checkEffects(podIdentity, [OF_ADDON]),
    ...ifKnown(sessionPolicy, "sessionPolicy", checkSessionPolicy),
    ...(sessionPolicy === undefined || disableSessionTags === true
      ? []
      : [
          issue(
            "aws-session-policy-with-tags",
            "sessionPolicy",
            "Cannot use a session policy beside session tags: EKS refuses both together; set disableSessionTags, which widens who may get the role to the whole cluster, or leave out sessionPolicy",
          ),
        ]),
  ];
}

export function checkSessionPolicy(value: unknown, path: string): Issue[] {
  if (typeof value === "string" && isRecord(jsonDocument(value))) return [];
  return [
    issue("aws-session-policy-invalid", path, `Cannot use session policy ${show(value)}: expected a policy as JSON`),
  ];
}

function checkSubjects(podIdentity: AwsPodIdentityArgs, subjects: readonly Subject[], needsCluster: boolean): Issue[] {
  const clusters = clusterOfEach(subjects, podIdentity);
  const keys = new Set(subjects.map(({ key }) => key));
  const { clusterArn, clusterArnsByKey = {} } = podIdentity;
  const own = subjects[0]?.key ?? "";
  const isOwnTwice = Object.hasOwn(clusterArnsByKey, own) && clusterArnsByKey[own] !== clusterArn;
  const seen = new Map<unknown, Set<string>>();
  return [
    ...Object.keys(clusterArnsByKey)
      .filter((key) => !keys.has(key))
      .map((key) =>
        issue(
          "aws-pod-identity-key-unknown",
          `podIdentity.clusterArnsByKey.${key}`,
          `Cannot tell whose cluster this is: no subject has the key ${show(key)}; give it to the subjects that are there, or leave it out`,
        ),
      ),
    ...(isOwnTwice
      ? [
          issue(
            "aws-pod-identity-cluster-twice",
            `podIdentity.clusterArnsByKey.${own}`,
            `Cannot tell the cluster of key ${show(own)}: it is that of the workload itself, whose cluster clusterArn names; leave out the one here`,
          ),
        ]
      : []),
    ...subjects.flatMap(({ issuer }, index) => checkRegion(issuer, clusters[index])),
    ...subjects.flatMap(({ namespace, serviceAccount }, index) => {
      const cluster: unknown = clusters[index];
      const name = `${namespace}/${serviceAccount}`;
      if (cluster === undefined) {
        if (!needsCluster) return [];
        const fix = "set the subject's key, and clusterArnsByKey to the ARN of its cluster under that key";
        const why = `Cannot give ${show(name)} the role: nothing says which EKS cluster it is in; ${fix}`;
        return [issue("aws-pod-identity-cluster-missing", "podIdentity.clusterArnsByKey", why)];
      }
      const names = seen.get(cluster) ?? new Set<string>();
      seen.set(cluster, names);
      if (names.size < names.add(name).size) return [];
      const why = `Cannot associate ServiceAccount ${show(name)} of one cluster twice: remove one, or say with key and clusterArnsByKey that they are of two`;
      return [issue("subject-duplicate", "podIdentity", why)];
    }),
    ...(needsCluster
      ? issuesUnder("podIdentity", refuseWhole(subjects, ["wholeNamespaces", "namespacePrefixes"], ONE_BY_ONE))
      : []),
  ];
}

/** Issuers of EKS name the region of their cluster; another one in the ARN is another cluster. */
function checkRegion(issuer: unknown, clusterArn: unknown): Issue[] {
  const url = isRecord(issuer) && !isLater(issuer) ? issuer.url : undefined;
  if (typeof url !== "string" || typeof clusterArn !== "string") return [];
  const [named, { region }] = [eksRegion(url), clusterPlace(clusterArn)];
  if (named === "" || region === "" || named === region) return [];
  const why = `Cannot take ${show(clusterArn)} for the cluster of issuer ${show(url)}: that one is in ${named}; give the ARN of the same cluster`;
  return [issue("aws-pod-identity-cluster-mismatch", "podIdentity", why)];
}

const ONE_BY_ONE = "EKS Pod Identity associates ServiceAccounts one by one, and knows no patterns";

/** The clusters that are named, and where. */
export function clustersOf({ clusterArn, clusterArnsByKey = {} }: AwsPodIdentityArgs): NamedResource[] {
  return [
    { path: "clusterArn", name: clusterArn },
    ...Object.entries(clusterArnsByKey).map(([key, name]) => ({ path: `clusterArnsByKey.${key}`, name })),
  ];
}

/** Faults of clusters in another account than what stands in the role's; names that are not known yet are left out. */
export function checkClusterAccounts(clusters: readonly NamedResource[], ofRole: readonly NamedResource[]): Issue[] {
  const known = (named: readonly NamedResource[], accountOf: (name: string) => string | undefined) =>
    named.flatMap(({ path, name }) => {
      const account = typeof name === "string" ? accountOf(name) : undefined;
      return account === undefined ? [] : [{ path, name: name as string, account: account.split(":").at(-1) }];
    });
  const placed = known(clusters, (name) => (EKS_CLUSTER_ARN.test(name) ? iamOfCluster(name) : undefined));
  const [first = placed[0]] = known(ofRole, AWS_DIALECT.accountOf);
  return placed
    .filter(({ account }) => account !== first?.account)
    .map(({ path, name }) =>
      issue(
        "aws-account-mismatch",
        path,
        `Cannot use cluster ${show(name)} together with ${show(first?.name)}: EKS gives pods roles of the cluster's own account alone; name the role of another account as targetRoleArn`,
      ),
    );
}

/** Whether everything that says whom EKS shall give the role to is written down in the program. */
export function isPlainPodIdentity(subjects: readonly Subject[], podIdentity: AwsPodIdentityArgs): boolean {
  return podIdentitySubjects<unknown>(subjects, podIdentity).every(({ clusterArn }) => !isLater(clusterArn));
}
