import type * as pulumi from "@pulumi/pulumi";
import { clusterWords } from "../../component/cluster-words";
import type { IssuerReading } from "../../component/issuers";
import { groupByIssuer, issuerIdentity, notRegistered } from "../../component/issuers";
import { Placeholders } from "../../component/placeholders";
import { sameIssuerBy } from "../../component/same-issuer";
import type { Issue } from "../../core/issue";
import { explainedIssue, issue } from "../../core/issue";
import { isLater } from "../../core/known";
import { show } from "../../core/show";
import { allWhole } from "../../core/whole-namespaces";
import { WiringForm } from "../../core/wiring-form";
import type { WithoutEffect } from "../../core/without-effect";
import { checkEffects } from "../../core/without-effect";
import type { GcpIssuer, GcpRegistration, GcpSubject, GcpWorkloadIdentityArgs } from "./args";
import { GcpAccess } from "./args";
import { checkGcpSubject } from "./limits";
import { gcpAskedKind, gcpKind, gcpMechanisms } from "./mechanisms/choice";
import type { GcpNamed, GcpPoolField, GcpTrustedIssuer } from "./mechanisms/mechanism";
import { gcpNarrowingOf } from "./narrowing";
import { GCP_NAMESPACE_MAPPING } from "./trust";
import { checkGcpOneKind, gcpNamed } from "./trusted-issuer";

/** One issuer of an identity's subjects, as the program passes it. */
export interface GcpIssuerGroup {
  issuer: IssuerReading<GcpRegistration>;
  /** The entry where the program wrote it down, with the keys that it has. */
  plain: GcpRegistration | undefined;
  /** Decides wiring and members, so it is known when the program runs. */
  kind: GcpPoolField;
  subjects: GcpSubject[];
}

/** Stands for a ServiceAccount where a whole namespace is named: no name has this character. */
const EVERYBODY = "*";

/** One member that a role is granted to, with the words that its logical name is made of. */
export interface GcpPrincipalPlan {
  group: number;
  named: GcpNamed;
  content: [string, string];
  /** The words that it may have been made of before. */
  formerContents: pulumi.Input<string | undefined>[][];
}

/** A provider may hold keys of its own, so clusters with one URL may have a pool each. */
export const sameGcpIssuer = sameIssuerBy(["gcp", "jwks"]);

export function readGcpIssuers(args: GcpWorkloadIdentityArgs): GcpIssuerGroup[] {
  return groupByIssuer<GcpRegistration, GcpSubject>(args.subjects, "gcp", sameGcpIssuer).map(({ issuer, subjects }) => {
    const plain = plainEntry(subjects[0]?.issuer);
    return { issuer, plain, kind: gcpKind(plain, args), subjects };
  });
}

/** Faults of the issuers that can be seen at construction, beyond those that every cloud has. */
export function checkGcpIssuers(groups: readonly GcpIssuerGroup[], args: GcpWorkloadIdentityArgs): Issue[] {
  const issuerOf = (subject: GcpSubject) => issuerIdentity(subject.issuer);
  const isManaged = (subject: GcpSubject) =>
    groups.some(({ issuer, kind }) => issuer.identity === issuerOf(subject) && gcpMechanisms[kind].managed);
  const issues = args.subjects.flatMap((subject, index) =>
    isManaged(subject) ? [] : checkGcpSubject(subject, `subjects[${index}].serviceAccount`),
  );
  for (const { issuer, plain, kind, subjects } of groups) {
    const isOf = (subject: GcpSubject) => issuerOf(subject) === issuer.identity && sameGcpIssuer(subject, subjects[0]!);
    const path = `subjects[${args.subjects.findIndex(isOf)}].issuer`;
    if (issuer.literal && issuer.entry === undefined) issues.push(gcpNotRegistered(path, kind, issuer.url));
    issues.push(...checkGcpOneKind(plain ?? {}, `${path}.gcp`));
    for (const name of ["gke", "fleet"] as const) {
      const { [name]: asked } = args;
      const field = gcpAskedKind({ [name]: true });
      if (plain === undefined || asked === undefined || asked === (kind === field)) continue;
      const has = kind === field ? "" : "no ";
      const fault = `Cannot use this issuer with ${name} ${asked}: its entry "gcp" has ${has}${field}; leave ${name} out, literal issuers tell it themselves`;
      issues.push(issue(`gcp-${name}-mismatch`, name, fault));
    }
  }
  issues.push(...checkEffects(args, withoutEffect(groups)));
  if (args.wiring === WiringForm.Webhook) {
    const refused = Object.entries(NO_WEBHOOK).filter(([field]) => groups.some(({ kind }) => kind === field));
    issues.push(...refused.map(([, fault]) => issue("gcp-webhook-unsupported", "wiring", fault)));
  }
  return issues;
}

/** Why the federation webhook is no help to pods of some clusters. */
const NO_WEBHOOK: { readonly [Field in GcpPoolField]?: string } = {
  gkeWorkloadPool:
    "Cannot leave pods on GKE to the federation webhook: the metadata server answers there; leave out wiring",
  fleetWorkloadPool:
    "Cannot leave pods of a fleet to the federation webhook: it knows providers of pools alone; leave out wiring",
};

/** What the pods make nothing of, on GKE and elsewhere. */
function withoutEffect(groups: readonly GcpIssuerGroup[]): WithoutEffect<GcpWorkloadIdentityArgs>[] {
  return [
    {
      args: ["token", "accessTokenLifetimeSeconds", "universeDomain", "gcloud"],
      beside: () => groups.every(isGke),
      why: "on GKE the metadata server answers and no token is projected; leave it out",
    },
    {
      args: ["autopilot"],
      beside: () => !groups.some(isGke),
      why: "no issuer is a GKE cluster; leave it out, or set gke where the issuer's entry is an output",
    },
    {
      args: ["projectNumber"],
      beside: () => !groups.some(isManaged),
      why: "no issuer is a GKE cluster or a member of a fleet; leave it out, or set gke or fleet where the issuer's entry is an output",
    },
    {
      args: ["projectNumber"],
      beside: ({ access, subjects }) =>
        access === GcpAccess.Impersonation && groups.some(isManaged) && allWhole(subjects).names.length === 0,
      why: "only direct access names it, and members of whole namespaces; leave it out",
    },
    {
      args: ["projectNumber"],
      beside: ({ projectNumber }) => {
        const numbers = groups.filter(isManaged).map(({ plain }) => plain?.projectNumber);
        return numbers.length > 0 && numbers.every((number) => number !== undefined && number !== projectNumber);
      },
      why: "the issuer's entry has another projectNumber, which is taken; leave out one of them",
    },
  ];
}

/** Warnings of what nothing is made of, and may be there for the sake of other clusters. */
export function gcpEffectWarnings(groups: readonly GcpIssuerGroup[], args: GcpWorkloadIdentityArgs): string[] {
  const { access = GcpAccess.Direct, serviceAccountEmail, roles = [] } = args;
  const hasAccount = access === GcpAccess.Impersonation && serviceAccountEmail === undefined;
  const unused: WithoutEffect<GcpWorkloadIdentityArgs> = {
    args: ["project"],
    beside: () => groups.every(isGke) && !hasAccount && roles.length === 0,
    why: "no role is granted on it, no service account is made in it, and pods on GKE are told none; leave it out, or set roles",
  };
  return checkEffects(args, [unused]).map(explainedIssue);
}

/** The fault of an issuer without an entry; the pool of GKE is Google's and cannot be registered. */
export function gcpNotRegistered(path: string, kind: GcpPoolField, url: unknown): Issue {
  const { title, entryAdvice } = gcpMechanisms[kind];
  if (entryAdvice === undefined || url === "") return notRegistered(path, "gcp", "GcpIssuerRegistration", url);
  const code = kind === "gkeWorkloadPool" ? "gcp-gke-workload-pool-missing" : "gcp-fleet-workload-pool-missing";
  return issue(code, path, `Cannot use this issuer as ${title}: it has no entry "gcp"; ${entryAdvice}`);
}

function isGke({ kind }: GcpIssuerGroup): boolean {
  return kind === "gkeWorkloadPool";
}

function isManaged({ kind }: GcpIssuerGroup): boolean {
  return gcpMechanisms[kind].managed;
}

/**
 * What a principal is known by before its member is: its pool, or the output that the issuer is. Empty where two of them cannot be
 * compared yet.
 */
export function gcpPrincipalWords(
  group: GcpIssuerGroup,
  { namespace, serviceAccount = EVERYBODY }: GcpNamed,
): unknown[] {
  const { issuer, plain, kind } = group;
  const pool = plain?.[kind];
  const known = typeof pool === "string" ? pool : issuer.literal ? undefined : issuer.identity;
  return known === undefined ? [] : [known, namespace, serviceAccount];
}

/**
 * One plan per principal. In a pool of Google's the same ServiceAccount of two clusters is one principal, and is granted once;
 * elsewhere the cluster is part of the name.
 */
export function planGcpPrincipals(groups: readonly GcpIssuerGroup[]): { plans: GcpPrincipalPlan[]; issues: Issue[] } {
  const plans = new Map<string, GcpPrincipalPlan>();
  const issues: Issue[] = [];
  const words = clusterWords(
    groups.flatMap(({ subjects }) => subjects),
    (url) => url,
  );
  let place = 0;
  for (const [group, { plain, kind, subjects }] of groups.entries()) {
    const told = gcpMechanisms[kind].managed ? plain?.[kind] : undefined;
    const pool = typeof told === "string" ? told : undefined;
    for (const subject of subjects) {
      const { word, former, written } = words[place++]!;
      for (const named of gcpNamed([subject])) {
        const { namespace, serviceAccount = EVERYBODY } = named;
        const name = `${namespace}/${serviceAccount}`;
        const content: [string, string] = [name, pool ?? word ?? ""];
        const formerContents = [
          ...former.map((each) => [name, each ?? ""]),
          ...(written === undefined ? [] : [[name, written]]),
          // While the pool was an output, or is one now, the cluster stands in its place.
          ...(pool === undefined || word === undefined ? [] : [[name, word]]),
          ...(pool === undefined && told !== undefined ? [[name, told]] : []),
        ];
        const id = JSON.stringify(content);
        const twin = plans.get(id);
        if (twin === undefined) plans.set(id, { group, named, content, formerContents });
        // Subjects of one cluster may name the same namespace.
        else if (pool === undefined && twin.group !== group) {
          const fault = `Cannot tell ServiceAccount ${show(name)} of two issuers apart: set key to a short plain name of the cluster on the subjects of the new cluster only; what is deployed without one keeps its name`;
          issues.push(issue("subject-key-missing", "subjects", fault));
        }
      }
    }
  }
  return { plans: [...plans.values()], issues };
}

const GKE_PROJECT = /^https:\/\/container\.googleapis\.com\/v1\/projects\/([^/]+)\/locations\//;

/** The issuers with a placeholder for each value that is not known yet. */
export function symbolicGcpIssuers(
  groups: readonly GcpIssuerGroup[],
  projectNumber: pulumi.Input<string> | undefined,
): GcpTrustedIssuer[] {
  const placeholders = new Placeholders();
  return groups.map(({ issuer, plain, kind, subjects }, index) => {
    const mechanism = gcpMechanisms[kind];
    const project = typeof issuer.url === "string" ? GKE_PROJECT.exec(issuer.url)?.[1] : undefined;
    const word = (kind === "gkeWorkloadPool" ? project : undefined) ?? `unknown-${index + 1}`;
    const narrowing = mechanism.managed ? {} : gcpNarrowingOf(subjects[0]?.issuer);
    const { attributeMapping } = narrowing;
    const registration = {
      ...mechanism.symbolic(plain, word, projectNumber),
      ...narrowing,
      ...symbolicMapping(attributeMapping === undefined ? plain : { attributeMapping }, mechanism.managed, subjects),
    };
    const url = placeholders.of(issuer.url, (unknown) => mechanism.symbolicIssuer(unknown, registration));
    return { issuer: url, kind, subjects: gcpNamed(subjects), registration };
  });
}

/** The mapping that members of whole namespaces hang on; what is not known is taken to be as it has to be. */
function symbolicMapping(plain: GcpRegistration | undefined, managed: boolean, subjects: readonly GcpSubject[]) {
  if (managed || allWhole(subjects).names.length === 0) return {};
  const { attributeMapping = {} } = plain ?? { attributeMapping: GCP_NAMESPACE_MAPPING };
  if (isLater(attributeMapping) || !Object.values(attributeMapping).every((each) => typeof each === "string")) {
    return { attributeMapping: GCP_NAMESPACE_MAPPING };
  }
  return { attributeMapping: attributeMapping as Record<string, string> };
}

function plainEntry(issuer: pulumi.Input<GcpIssuer> | undefined): GcpRegistration | undefined {
  if (issuer === undefined || isLater(issuer)) return undefined;
  const { gcp } = issuer as GcpIssuer;
  return gcp !== undefined && gcp !== null && !isLater(gcp) ? (gcp as GcpRegistration) : undefined;
}
