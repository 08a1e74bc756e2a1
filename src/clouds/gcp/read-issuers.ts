import type * as pulumi from "@pulumi/pulumi";
import { clusterWords } from "../../component/cluster-words";
import type { IssuerReading } from "../../component/issuers";
import { groupByIssuer, notRegistered, readIssuer } from "../../component/issuers";
import { sameCluster } from "../../component/same-cluster";
import { Placeholders, placeholderIssuer } from "../../component/symbolic";
import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import { isLater } from "../../core/known";
import { show } from "../../core/show";
import { allWhole } from "../../core/whole-namespaces";
import { WiringForm } from "../../core/wiring-form";
import type { WithoutEffect } from "../../core/without-effect";
import { checkEffects } from "../../core/without-effect";
import type { GcpIssuer, GcpRegistration, GcpSubject, GcpWorkloadIdentityArgs } from "./args";
import { GcpAccess } from "./args";
import { gkeIssuerUrl } from "./issuer";
import { checkGcpSubject } from "./limits";
import { GCP_NAMESPACE_MAPPING } from "./trust";
import type { GcpNamed, GcpTrustedIssuer } from "./trusted-issuer";
import { gcpNamed } from "./trusted-issuer";

/** One issuer of an identity's subjects, as the program passes it. */
export interface GcpIssuerGroup {
  issuer: IssuerReading<GcpRegistration>;
  /** The entry where the program wrote it down, with the keys that it has. */
  plain: GcpRegistration | undefined;
  /** Decides wiring and members, so it is known when the program runs. */
  gke: boolean;
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
  formerContents: [string, string][];
}

/** A provider may hold keys of its own, so clusters with one URL may have a pool each. */
export const sameGcpIssuer = sameCluster(["gcp", "jwks"]);

export function readGcpIssuers(args: GcpWorkloadIdentityArgs): GcpIssuerGroup[] {
  return groupByIssuer<GcpRegistration, GcpSubject>(args.subjects, "gcp", sameGcpIssuer).map(({ issuer, subjects }) => {
    const plain = plainEntry(subjects[0]?.issuer);
    const gke = plain === undefined ? (args.gke ?? false) : plain.gkeWorkloadPool !== undefined;
    return { issuer, plain, gke, subjects };
  });
}

/** Faults of the issuers that can be seen at construction, beyond those that every cloud has. */
export function checkGcpIssuers(groups: readonly GcpIssuerGroup[], args: GcpWorkloadIdentityArgs): Issue[] {
  const issuerOf = (subject: GcpSubject) => readIssuer(subject.issuer, "gcp").identity;
  const gkeOf = (subject: GcpSubject) => groups.find(({ issuer }) => issuer.identity === issuerOf(subject))?.gke;
  const issues = args.subjects.flatMap((subject, index) =>
    gkeOf(subject) ? [] : checkGcpSubject(subject, `subjects[${index}].serviceAccount`),
  );
  for (const { issuer, plain, gke, subjects } of groups) {
    const isOf = (subject: GcpSubject) => issuerOf(subject) === issuer.identity && sameGcpIssuer(subject, subjects[0]!);
    const path = `subjects[${args.subjects.findIndex(isOf)}].issuer`;
    if (issuer.literal && issuer.entry === undefined) issues.push(gcpNotRegistered(path, gke));
    if (plain !== undefined && args.gke !== undefined && args.gke !== gke) {
      const fault = `Cannot use this issuer with gke ${args.gke}: its entry "gcp" has ${gke ? "" : "no "}gkeWorkloadPool; leave gke out, literal issuers tell it themselves`;
      issues.push(issue("gcp-gke-mismatch", "gke", fault));
    }
  }
  issues.push(...checkEffects(args, withoutEffect(groups)));
  if (args.wiring === WiringForm.Webhook && groups.some(({ gke }) => gke)) {
    const fault =
      "Cannot leave pods on GKE to the federation webhook: the metadata server answers there; leave out wiring";
    issues.push(issue("gcp-webhook-unsupported", "wiring", fault));
  }
  return issues;
}

/** What the pods make nothing of, on GKE and elsewhere. */
function withoutEffect(groups: readonly GcpIssuerGroup[]): WithoutEffect<GcpWorkloadIdentityArgs>[] {
  return [
    {
      args: ["token", "accessTokenLifetimeSeconds", "universeDomain"],
      beside: () => groups.every(({ gke }) => gke),
      why: "on GKE the metadata server answers and no token is projected; leave it out",
    },
    {
      args: ["autopilot", "projectNumber"],
      beside: () => !groups.some(({ gke }) => gke),
      why: "no issuer is a GKE cluster; leave it out, or set gke where the issuer's entry is an output",
    },
    {
      args: ["projectNumber"],
      beside: ({ access, subjects }) =>
        access === GcpAccess.Impersonation && groups.some(({ gke }) => gke) && allWhole(subjects).names.length === 0,
      why: "only direct access names it, and members of whole namespaces; leave it out",
    },
  ];
}

/** The fault of an issuer without an entry; the pool of GKE is Google's and cannot be registered. */
export function gcpNotRegistered(path: string, gke: boolean): Issue {
  if (!gke) return notRegistered(path, "gcp", "GcpIssuerRegistration");
  return issue(
    "gcp-gke-workload-pool-missing",
    path,
    'Cannot use this issuer as GKE: it has no entry "gcp"; set gcp to { gkeWorkloadPool: "<project>.svc.id.goog" }, for example with gkeIssuer',
  );
}

/**
 * What a principal is known by before its member is: its pool, or the output that the issuer is. Empty where two of them cannot be
 * compared yet.
 */
export function gcpPrincipalWords(
  group: GcpIssuerGroup,
  { namespace, serviceAccount = EVERYBODY }: GcpNamed,
): unknown[] {
  const { issuer, plain, gke } = group;
  const pool = gke ? plain?.gkeWorkloadPool : plain?.workloadIdentityPool;
  const known = typeof pool === "string" ? pool : issuer.literal ? undefined : issuer.identity;
  return known === undefined ? [] : [known, namespace, serviceAccount];
}

/**
 * One plan per principal. In the pool of GKE the same ServiceAccount of two clusters is one principal, and is granted once;
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
  for (const [group, { plain, gke, subjects }] of groups.entries()) {
    const pool = gke && typeof plain?.gkeWorkloadPool === "string" ? plain.gkeWorkloadPool : undefined;
    for (const subject of subjects) {
      const { word, former } = words[place++]!;
      for (const named of gcpNamed([subject])) {
        const { namespace, serviceAccount = EVERYBODY } = named;
        const name = `${namespace}/${serviceAccount}`;
        const content: [string, string] = [name, pool ?? word ?? ""];
        const formerContents = former.map((each): [string, string] => [name, each ?? ""]);
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
  return groups.map(({ issuer, plain, gke, subjects }, index) => {
    const project = typeof issuer.url === "string" ? GKE_PROJECT.exec(issuer.url)?.[1] : undefined;
    const word = (gke ? project : undefined) ?? `unknown-${index + 1}`;
    const registration = {
      ...symbolicRegistration(plain, gke, word, projectNumber),
      ...symbolicMapping(plain, gke, subjects),
    };
    const { gkeWorkloadPool } = registration;
    // What is not known is taken to be of one project: the second look has the values.
    const url = placeholders.of(issuer.url, (unknown) =>
      gkeWorkloadPool === undefined
        ? placeholderIssuer(unknown)
        : gkeIssuerUrl(`projects/${gkeWorkloadPool.replace(/\.svc\.id\.goog$/, "")}/locations/-/clusters/${unknown}`),
    );
    return { issuer: url, gke, subjects: gcpNamed(subjects), registration };
  });
}

function symbolicRegistration(
  plain: GcpRegistration | undefined,
  gke: boolean,
  word: string,
  projectNumber: pulumi.Input<string> | undefined,
): GcpTrustedIssuer["registration"] {
  // An entry that is an output may hold anything; of one that is written down, what is missing is missing.
  const known = (value: pulumi.Input<string> | undefined, instead: string) =>
    typeof value === "string" ? value : value === undefined && plain !== undefined ? undefined : instead;
  if (gke) {
    const number = known(plain?.projectNumber ?? projectNumber, "0");
    const pool = known(plain?.gkeWorkloadPool, `${word}.svc.id.goog`);
    return {
      ...(pool === undefined ? {} : { gkeWorkloadPool: pool }),
      ...(number === undefined ? {} : { projectNumber: number }),
      ...(typeof plain?.audience === "string" ? { audience: plain.audience } : {}),
    };
  }
  const { workloadIdentityPool, workloadIdentityProvider, audience, attributeMapping, attributeCondition } =
    plain ?? {};
  const mapping = isLater(attributeMapping) ? {} : (attributeMapping ?? {});
  const isMapped = Object.values(mapping).every((expression) => typeof expression === "string");
  const provider = known(workloadIdentityProvider, "");
  const poolOfProvider = provider?.split("/providers/")[0];
  const pool = known(
    workloadIdentityPool,
    poolOfProvider || `projects/0/locations/global/workloadIdentityPools/${word}`,
  );
  return {
    ...(pool === undefined ? {} : { workloadIdentityPool: pool }),
    ...(provider === undefined ? {} : { workloadIdentityProvider: provider || `${pool}/providers/${word}` }),
    ...(typeof audience === "string" ? { audience } : {}),
    // A condition may hang on every attribute: one of them unknown leaves it to the second look.
    ...(typeof attributeCondition === "string" && isMapped && !isLater(attributeMapping)
      ? { attributeMapping: mapping as Record<string, string>, attributeCondition }
      : {}),
  };
}

/** The mapping that members of whole namespaces hang on; what is not known is taken to be as it has to be. */
function symbolicMapping(plain: GcpRegistration | undefined, gke: boolean, subjects: readonly GcpSubject[]) {
  if (gke || allWhole(subjects).names.length === 0) return {};
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
