import { admittedBy } from "../audit/admitted";
import { auditEstate } from "../audit/audit";
import type { ClusterObjects, Estate } from "../audit/estate";
import { podsOf } from "../audit/kubernetes/pods";
import type { AuditedServiceAccount } from "../audit/kubernetes/service-accounts";
import { serviceAccountsOf } from "../audit/kubernetes/service-accounts";
import type { Audit, AuditedIdentity } from "../audit/model";
import { identitiesNamed } from "../audit/naming";
import type { CloudAudit, NamedIdentity } from "../clouds/audit";
import { audits } from "../clouds/audits";
import type { Cloud } from "../clouds/cloud";
import { clouds } from "../clouds/registry";
import type { StepId } from "../core/refusal";
import { STEPS } from "../core/refusal";
import { parseSubjectClaim } from "../core/subject";
import type { Token } from "../core/token";
import { tokenAudiences } from "../core/token";
import type { IssuerCheck } from "../issuer/check-published";
import { checkGrants, checkIssuer, checkKeys, checkRegistration, checkTrust, tellWaits } from "./cloud-steps";
import type { Patient, StepOutcome } from "./patient";
import {
  checkAudience,
  checkNamed,
  checkServiceAccount,
  checkTimes,
  checkWiring,
  projectedAudiences,
} from "./pod-steps";

/** Whom to look at, and what is known beside the inputs. */
export interface Complaint {
  readonly namespace: string;
  readonly serviceAccount: string;
  /** The cluster, where the inputs have several. */
  readonly cluster?: string;
  /** The one cloud to look at; every one that it has to do with by default. */
  readonly cloud?: string;
  /** Claims of a token that a pod of it had. */
  readonly token?: Token;
  /** What the issuer was found to publish. */
  readonly published?: readonly IssuerCheck[];
  /** Seconds since the epoch; now by default. */
  readonly now?: number;
}

/** One step on the way to credentials, as it was found. */
export interface DoctorStep extends StepOutcome {
  readonly step: StepId;
  readonly title: string;
}

/** The way of a ServiceAccount to one identity. */
export interface Diagnosis {
  readonly cloud: string;
  /** What the vendor calls the identity, or how the ServiceAccount names it; absent where nothing says one. */
  readonly identity?: string;
  readonly steps: readonly DoctorStep[];
  /** The first that has failed. */
  readonly failed?: DoctorStep;
}

const CHECKS: Readonly<Record<StepId, (patient: Patient) => StepOutcome>> = {
  "service-account": checkServiceAccount,
  annotation: checkNamed,
  wiring: checkWiring,
  audience: checkAudience,
  token: checkTimes,
  issuer: checkIssuer,
  keys: checkKeys,
  registration: checkRegistration,
  trust: checkTrust,
  grants: checkGrants,
  waits: tellWaits,
};

/**
 * Goes the way from a ServiceAccount to credentials, step by step, for each identity that it names or that lets it in. A sick pod is a step that
 * has failed; nothing throws for it.
 */
export function diagnose(estate: Estate, complaint: Complaint): Diagnosis[] {
  const answer = auditEstate(estate);
  const [cluster] = clustersOf(estate, complaint);
  const account = cluster === undefined ? undefined : accountIn(cluster, complaint);
  return patients(answer, estate, cluster, account, complaint).map((patient) => {
    const steps = (Object.keys(STEPS) as StepId[]).map((step) => found(step, patient));
    const first = steps.find(({ result }) => result === "failed");
    const identity = patient.identity?.identity ?? patient.named?.name;
    return {
      cloud: patient.cloud.name,
      ...(identity === undefined ? {} : { identity }),
      steps,
      ...(first === undefined ? {} : { failed: first }),
    };
  });
}

function found(step: StepId, patient: Patient): DoctorStep {
  const outcome = CHECKS[step](patient);
  const row = outcome.result === "failed" ? patient.audit.refusals.see[step] : undefined;
  return { step, title: STEPS[step], ...(row === undefined ? {} : { see: row }), ...outcome };
}

/** The clusters that it may be in: those that were named, else that sign the token, else that have the ServiceAccount, else of which there is any object, else all. */
export function clustersOf({ clusters }: Estate, complaint: Complaint): readonly ClusterObjects[] {
  const { cluster, token } = complaint;
  if (cluster !== undefined) return clusters.filter(({ name }) => name === cluster);
  const signing = clusters.filter(({ issuer }) => token !== undefined && issuer === token.iss);
  if (signing.length > 0) return signing;
  const having = clusters.filter((each) => accountIn(each, complaint) !== undefined);
  if (having.length > 0) return having;
  const looked = clusters.filter(({ objects }) => objects.length > 0);
  return looked.length > 0 ? looked : clusters;
}

function accountIn(
  cluster: ClusterObjects,
  { namespace, serviceAccount }: Complaint,
): AuditedServiceAccount | undefined {
  return serviceAccountsOf(cluster, podsOf(cluster.objects)).find(
    (account) => account.namespace === namespace && account.name === serviceAccount,
  );
}

/** One for each identity that it names or that lets it in; one without, on each cloud, where there is none. */
function patients(
  answer: Audit,
  estate: Estate,
  cluster: ClusterObjects | undefined,
  account: AuditedServiceAccount | undefined,
  complaint: Complaint,
): Patient[] {
  const { namespace, serviceAccount, token, published, now = Math.floor(Date.now() / 1000) } = complaint;
  const subject = `${cluster?.name ?? token?.iss}/${namespace}/${serviceAccount}`;
  const looked = audits.filter(({ name }) => complaint.cloud === undefined || complaint.cloud === name);
  const sought = looked.flatMap((audit) => {
    const names = namesOf(audit, account);
    const ofCloud = answer.identities.filter(({ cloud }) => cloud === audit.name);
    const pairs = answer.pairs.filter((pair) => pair.subject === subject);
    const letIn = ofCloud.filter(
      ({ id, knownAs }) =>
        pairs.some(({ identity }) => identity === id) && !names.some(({ name }) => knownAs.includes(name)),
    );
    return [
      ...names.map((named) => ({
        audit,
        named,
        identity: ofCloud.find(({ knownAs }) => knownAs.includes(named.name)),
      })),
      ...(names.length + letIn.length > 0
        ? []
        : meantFor(account, ofCloud, cloudNamed(audit.name)).map((identity) => ({
            audit,
            named: undefined,
            identity,
          }))),
      // Whoever lets in as many as it pleases is not what this pod is after, where the pod says what it is.
      ...(names.length > 0 ? [] : letIn.map((identity) => ({ audit, named: undefined, identity }))),
    ];
  });
  const isFor = ({ audiences }: CloudAudit) =>
    token !== undefined && tokenAudiences(token).some((each) => audiences.test(each));
  // A token says by its audience which vendor it is for.
  const meant = looked.filter(isFor);
  const nowhere = (meant.length > 0 ? meant : looked).filter(
    ({ name }) =>
      complaint.cloud !== undefined || meant.length > 0 || answer.identities.some(({ cloud }) => cloud === name),
  );
  const all =
    sought.length > 0
      ? sought
      : (nowhere.length > 0 ? nowhere : looked.slice(0, 1)).map((audit) => ({
          audit,
          named: undefined,
          identity: undefined,
        }));
  return all.map(({ audit, named, identity }) => {
    const cloud = cloudNamed(audit.name);
    const pair = answer.pairs.find((each) => each.subject === subject && each.identity === identity?.id);
    return {
      namespace,
      serviceAccount,
      audit,
      cloud,
      now,
      hasIdentities: answer.identities.some((each) => each.cloud === cloud.name),
      registrations: audit.registrations(estate.resources),
      ...(cluster === undefined ? {} : { cluster }),
      ...(account === undefined ? {} : { account }),
      ...(named === undefined ? {} : { named }),
      ...(identity === undefined
        ? {}
        : { identity, admitted: admittedBy(cloud, audit.whole?.(identity.trust).trust ?? identity.trust) }),
      ...(pair === undefined ? {} : { pair }),
      ...(token === undefined ? {} : { token }),
      ...(published === undefined ? {} : { published }),
    };
  });
}

function cloudNamed(wanted: string) {
  return clouds.find(({ name }) => name === wanted)!;
}

/** The one identity that takes the audience of the pods' tokens; none where several do, as vendors have one audience for all. */
function meantFor(
  account: AuditedServiceAccount | undefined,
  identities: readonly AuditedIdentity[],
  cloud: Cloud,
): AuditedIdentity[] {
  const audiences = new Set(projectedAudiences(account));
  const found = identities.filter(({ trust }) => audiences.has(cloud.defaultAudience(trust)));
  return found.length === 1 ? found : [];
}

function namesOf({ named }: CloudAudit, account: AuditedServiceAccount | undefined): NamedIdentity[] {
  return account === undefined ? [] : identitiesNamed(named, account);
}

/** The ServiceAccount that a token is of; `undefined` where an API server signs no such subject. */
export function subjectOfToken({ sub }: Token): { namespace: string; serviceAccount: string } | undefined {
  return parseSubjectClaim(sub);
}
