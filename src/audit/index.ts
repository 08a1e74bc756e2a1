/**
 * Who can become whom, of everything that exists: texts in, plain data out.
 *
 * - `documents.ts` splits a text into JSON or YAML documents, `formats/` and each cloud's `audit.ts` turn them into an `Estate`: resources in
 *   the one form that `Cloud.deployed` reads, and the Kubernetes objects of each cluster, all of them, also those that nothing here asks.
 * - `audit.ts` joins identities with ServiceAccounts into an `Audit` (`model.ts`), by the verifier's own `admits`, `prove` and `evaluate`.
 * - Whatever shows an audit, judges it or goes on from it takes the `Audit`: presenters, a page, a doctor. Paths that end at a
 *   ServiceAccount, such as those of RBAC, start from `Audit.clusters[].objects` and end at `AuditedSubject.id`, from where `pairs` leads on.
 * - `rbac/` decides as an API server does who can act as a ServiceAccount; `people.ts` joins that with the identities.
 * - New rows for findings go into `core/estate-catalogue.ts`, the finder into `estate-findings.ts`.
 */

export { audit, auditEstate } from "./audit";
export type { AuditInput, ClusterObjects, Estate, KubernetesObject, Unread } from "./estate";
export type {
  Audit,
  AuditedActors,
  AuditedIdentity,
  AuditedPair,
  AuditedPath,
  AuditedPlace,
  AuditedStep,
  AuditedSubject,
  AuditFinding,
} from "./model";
export type { NamedCluster } from "./read-estate";
export { readEstate } from "./read-estate";
