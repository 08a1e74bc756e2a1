import type { PolicyOthers } from "../../../core/trust-policy/others";
import { POD_IDENTITY_SERVICE } from "./evaluate";
import type { PodIdentitySubject } from "./subjects";
import { clusterPlace, iamOfCluster } from "./subjects";

/** Whom a role trusts through EKS Pod Identity. */
export interface PodIdentityTrusted {
  readonly subjects: readonly PodIdentitySubject[];
  /** Without session tags nothing but the cluster is compared. */
  readonly disableSessionTags: boolean;
}

type Conditions = Record<string, Record<string, string[]>>;

/** EKS, once for each cluster and namespace: the values of several conditions go each with each, so that one list alone may be long. */
export function podIdentityPrincipals({ subjects, disableSessionTags }: PodIdentityTrusted) {
  const conditions = disableSessionTags ? clustersAlone(subjects) : taggedGroups(subjects);
  return conditions.map((each) => ({ principal: POD_IDENTITY_SERVICE, conditions: each }));
}

/** The others that a program names, and EKS. */
export function withPodIdentity(others: PolicyOthers, trusted: PodIdentityTrusted | undefined): PolicyOthers {
  if (trusted === undefined) return others;
  return { ...others, principals: [...(others.principals ?? []), ...podIdentityPrincipals(trusted)] };
}

function taggedGroups(subjects: readonly PodIdentitySubject[]): Conditions[] {
  return groups(subjects, ({ clusterArn, namespace }) => [clusterArn, namespace]).map((group) => ({
    StringEquals: {
      "aws:SourceAccount": [clusterPlace(group[0]!.clusterArn).account],
      ...subjectTags(group),
    },
  }));
}

function subjectTags(group: readonly PodIdentitySubject[]): Record<string, string[]> {
  return {
    "aws:RequestTag/eks-cluster-arn": [group[0]!.clusterArn],
    "aws:RequestTag/kubernetes-namespace": [group[0]!.namespace],
    "aws:RequestTag/kubernetes-service-account": [...new Set(group.map((one) => one.serviceAccount))].sort(),
  };
}

function clustersAlone(subjects: readonly PodIdentitySubject[]): Conditions[] {
  return groups(subjects, ({ clusterArn }) => [clusterArn]).map(([{ clusterArn }]) => ({
    StringEquals: { "aws:SourceAccount": [clusterPlace(clusterArn).account] },
    ArnEquals: { "aws:SourceArn": [clusterArn] },
  }));
}

type Group = [PodIdentitySubject, ...PodIdentitySubject[]];

/** Groups in the order of what they have in common, so that the order of subjects in a program changes nothing. */
function groups(subjects: readonly PodIdentitySubject[], common: (subject: PodIdentitySubject) => string[]): Group[] {
  const found = new Map<string, PodIdentitySubject[]>();
  for (const subject of subjects) {
    const key = JSON.stringify(common(subject));
    found.set(key, [...(found.get(key) ?? []), subject]);
  }
  return [...found].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, group]) => group as Group);
}

/**
 * What the trust policy of a target role has to say: EKS becomes it as the role of the association, with the tags of that session, or with
 * none and the external id of the association (EKS user guide, pod-id-assign-target-role, 2026-11).
 */
export function renderTargetRoleTrust({ subjects, disableSessionTags }: PodIdentityTrusted, roleArn: string): object {
  const [first] = subjects;
  const root = first === undefined ? "" : `${iamOfCluster(first.clusterArn)}:root`;
  const scopes: Record<string, string[]>[] = disableSessionTags
    ? [{ "sts:ExternalId": subjects.map(externalIdOf).sort() }]
    : groups(subjects, ({ clusterArn, namespace }) => [clusterArn, namespace]).map(subjectTags);
  return {
    Version: "2012-10-17",
    Statement: scopes.map((scope) => ({
      Effect: "Allow",
      Principal: { AWS: root },
      Action: disableSessionTags ? "sts:AssumeRole" : ["sts:AssumeRole", "sts:TagSession"],
      Condition: { StringEquals: scope, ArnEquals: { "aws:PrincipalArn": [roleArn] } },
    })),
  };
}

/** What an association tells the target role (EKS user guide, pod-id-assign-target-role, 2026-11). */
function externalIdOf({ clusterArn, namespace, serviceAccount }: PodIdentitySubject): string {
  const { region, account, name } = clusterPlace(clusterArn);
  return [region, account, name, namespace, serviceAccount].join("/");
}

/** What the role of an association needs besides, to become its target. */
export function targetRolePolicy(targetRoleArn: string, disableSessionTags: boolean): object {
  const Action = disableSessionTags ? "sts:AssumeRole" : ["sts:AssumeRole", "sts:TagSession"];
  return { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: targetRoleArn }] };
}
