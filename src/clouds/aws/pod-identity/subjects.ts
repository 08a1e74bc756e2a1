import { isLater } from "../../../core/known";
import { isRecord } from "../../../core/record";
import { EKS_CLUSTER_ARN } from "../document";

/** A ServiceAccount of an EKS cluster, to whose pods EKS gives a role. */
export interface PodIdentitySubject<Text = string> {
  readonly clusterArn: Text;
  readonly namespace: string;
  readonly serviceAccount: string;
  /** Tells its cluster apart in names. */
  readonly key?: string;
}

/** What EKS Pod Identity is asked for, as far as it says whom it is for. */
interface PodIdentityClusters<Text> {
  readonly clusterArn: Text;
  readonly clusterArnsByKey?: Readonly<Record<string, Text>>;
}

/** A subject as far as it tells its cluster. */
interface ClusterSubject {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly issuer?: unknown;
  readonly key?: string;
}

/**
 * The cluster of each subject: what is said of its key, else that of the first subject where nothing tells the two apart. `undefined` where
 * nobody says it: such a subject comes in with tokens alone.
 */
export function clusterOfEach<Text>(
  subjects: readonly ClusterSubject[],
  { clusterArn, clusterArnsByKey = {} }: PodIdentityClusters<Text>,
): (Text | undefined)[] {
  const [first] = subjects;
  return subjects.map(({ key, issuer }) => {
    if (key !== undefined && Object.hasOwn(clusterArnsByKey, key)) return clusterArnsByKey[key];
    const isNear = issuer === undefined ? key === undefined || key === first?.key : sameIssuer(issuer, first?.issuer);
    return isNear ? clusterArn : undefined;
  });
}

function sameIssuer(one: unknown, other: unknown): boolean {
  const identity = (issuer: unknown) => (isLater(issuer) || !isRecord(issuer) ? issuer : issuer.url);
  return identity(one) === identity(other);
}

/** The subjects whose clusters are known, with them. */
export function podIdentitySubjects<Text>(
  subjects: readonly ClusterSubject[],
  clusters: PodIdentityClusters<Text>,
): PodIdentitySubject<Text>[] {
  const arns = clusterOfEach(subjects, clusters);
  return subjects.flatMap(({ namespace, serviceAccount, key }, index) => {
    const clusterArn = arns[index];
    if (clusterArn === undefined) return [];
    return { clusterArn, namespace, serviceAccount, ...(key === undefined ? {} : { key }) };
  });
}

/** What the ARN of a cluster says. */
export function clusterPlace(clusterArn: string): { partition: string; region: string; account: string; name: string } {
  const [, partition = "", region = "", account = "", name = ""] = EKS_CLUSTER_ARN.exec(clusterArn) ?? [];
  return { partition, region, account, name };
}

/** The beginning of ARNs of IAM in a cluster's account. */
export function iamOfCluster(clusterArn: string): string {
  const { partition, account } = clusterPlace(clusterArn);
  return `arn:${partition}:iam::${account}`;
}
