import { WorkloadIdentityError } from "../../../core/errors";
import type { Issue } from "../../../core/issue";
import { issue } from "../../../core/issue";
import { jsonObject } from "../../../core/json";
import { show } from "../../../core/show";
import type { PolicyDocument } from "../../../core/trust-policy/document";
import type { PolicyOthers } from "../../../core/trust-policy/others";
import { readAwsFederation } from "../document";
import type { AwsPodIdentityAssociation } from "../trust";
import { renderAwsTrust } from "../trust";
import { associationAnswer } from "./evaluate";
import { podIdentityScope } from "./scope";
import type { PodIdentitySubject } from "./subjects";
import { clusterPlace } from "./subjects";
import type { PodIdentityTrusted } from "./trust";

/** A namespace, ServiceAccount and cluster that nobody names. */
const NOBODY = "nobody-names-this";

/**
 * Faults of a trust policy against the associations that shall lead to its role. Policies compare texts for being equal, so whoever comes
 * in besides has only parts that the policy names or that nobody does: each such association is tried out by the interpreter, which knows
 * nothing of how the policy was made. `named` come in by the program's own word.
 */
export function podIdentityFaults(
  policy: unknown,
  wanted: PodIdentityTrusted,
  path: string,
  { named = {}, sourceRoleArn }: { named?: PolicyOthers; sourceRoleArn?: string } = {},
): Issue[] {
  const documents = [policy, renderAwsTrust([], "", { principals: named.principals ?? [] })].map(documentOf);
  const [document, ofOthers] = documents;
  if (document === undefined || ofOthers === undefined) return [];
  const associationOf = ({ clusterArn, namespace, serviceAccount }: PodIdentitySubject): AwsPodIdentityAssociation => ({
    clusterArn,
    namespace,
    serviceAccount,
    disableSessionTags: wanted.disableSessionTags,
    ...(sourceRoleArn === undefined ? {} : { sourceRoleArn }),
  });
  const refused = wanted.subjects.find((subject) => associationAnswer(document, associationOf(subject)) !== true);
  if (refused !== undefined) {
    return [issue("trust-under", path, `The trust on AWS refuses EKS Pod Identity for ${nameOf(refused)}`)];
  }
  const isWanted = wantedBy(wanted, sourceRoleArn === undefined);
  const stranger = strangers(document, wanted).find((other) => {
    if (isWanted(other)) return false;
    const association = associationOf(other);
    return associationAnswer(document, association) === true && associationAnswer(ofOthers, association) !== true;
  });
  return stranger === undefined
    ? []
    : [issue("trust-over", path, `The trust on AWS admits EKS Pod Identity for ${nameOf(stranger)}`)];
}

/** What cannot be read is a fault that the proof of the whole policy tells. */
function documentOf(assumeRolePolicy: unknown): PolicyDocument | undefined {
  try {
    const trust = { cloud: "aws" as const, assumeRolePolicy: jsonObject(assumeRolePolicy), oidcProviders: [] };
    return readAwsFederation(trust).document;
  } catch (error) {
    if (error instanceof WorkloadIdentityError) return undefined;
    throw error;
  }
}

/** Without session tags a role knows the cluster alone; its target knows the association's external id. */
function wantedBy({ subjects, disableSessionTags }: PodIdentityTrusted, isFirstRole: boolean) {
  const what = ({ clusterArn, namespace, serviceAccount }: PodIdentitySubject) =>
    disableSessionTags && isFirstRole ? clusterArn : [clusterArn, namespace, serviceAccount].join(" ");
  const known = new Set(subjects.map(what));
  return (subject: PodIdentitySubject) => known.has(what(subject));
}

/** Each cluster, namespace and name that the intent or the policy names, with each, and one that nobody names. */
function strangers(document: PolicyDocument, { subjects }: PodIdentityTrusted): PodIdentitySubject[] {
  const scopes = document.statements.flatMap((statement) => podIdentityScope(statement, []) ?? []);
  const all = (own: string[], read: (string | undefined)[], nobody: string) => [
    ...new Set([...own, ...read.flatMap((value) => value ?? []), nobody]),
  ];
  const clusters = all(
    subjects.map(({ clusterArn }) => clusterArn),
    scopes.flatMap((scope) => scope.clusters).filter((value) => clusterPlace(value ?? "").name !== ""),
    `${subjects[0]?.clusterArn ?? ""}-${NOBODY}`,
  );
  const namespaces = all(
    subjects.map(({ namespace }) => namespace),
    scopes.flatMap((scope) => scope.namespaces),
    NOBODY,
  );
  const names = all(
    subjects.map(({ serviceAccount }) => serviceAccount),
    scopes.flatMap((scope) => scope.names),
    NOBODY,
  );
  return clusters.flatMap((clusterArn) =>
    namespaces.flatMap((namespace) => names.map((serviceAccount) => ({ clusterArn, namespace, serviceAccount }))),
  );
}

function nameOf({ clusterArn, namespace, serviceAccount }: PodIdentitySubject): string {
  return `${show(`${namespace}/${serviceAccount}`)} of ${clusterArn}`;
}
