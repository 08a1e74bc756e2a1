import { show } from "../../../core/show";
import { gkeIssuerUrl } from "../issuer";
import { gcpPoolOf, isGkeClusterOf } from "../pool";
import { checkManagedPool, entryFault, symbolicManagedPool } from "./managed-pool";
import type { GcpMechanism } from "./mechanism";
import { knownOr } from "./mechanism";

/** A GKE cluster, whose pool is its project's. */
export const gkeMechanism: GcpMechanism = {
  title: "GKE",
  poolField: "gkeWorkloadPool",
  entryAdvice: 'set gcp to { gkeWorkloadPool: "<project>.svc.id.goog" }, for example with gkeIssuer',
  managed: true,
  proviso: "no other GKE cluster of the project runs these ServiceAccounts: Google does not tell its clusters apart",
  check(known, access) {
    const { issuer, registration } = known;
    const pool = registration.gkeWorkloadPool ?? "";
    const codes = { code: "gcp-gke-workload-pool-invalid", audienceCode: "gcp-gke-audience-fixed" };
    const faults = checkManagedPool(gkeMechanism, known, access, codes);
    const isPool = !faults.some(({ code }) => code === codes.code);
    if (!isPool || isGkeClusterOf(gcpPoolOf({ pool }), issuer)) return faults;
    const expected = `the pool of the project that the cluster is in, and a GKE cluster: the issuer is ${show(issuer)}`;
    return [entryFault("gcp-gke-issuer-mismatch", "gkeWorkloadPool", pool, expected), ...faults];
  },
  provider: (_, issuer) => ({ name: issuer, issuer }),
  audiences: ({ gkeWorkloadPool = "" }) => [gkeWorkloadPool],
  symbolic(plain, word, projectNumber) {
    const pool = knownOr(plain, plain?.gkeWorkloadPool, `${word}.svc.id.goog`);
    return { ...(pool === undefined ? {} : { gkeWorkloadPool: pool }), ...symbolicManagedPool(plain, projectNumber) };
  },
  // What is not known is taken to be of one project: the second look has the values.
  symbolicIssuer: (word, { gkeWorkloadPool = "" }) =>
    gkeIssuerUrl(`projects/${gkeWorkloadPool.replace(/\.svc\.id\.goog$/, "")}/locations/-/clusters/${word}`),
};
