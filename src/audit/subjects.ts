import { subjectClaim } from "../core/subject";
import type { ClusterObjects } from "./estate";
import { podsOf } from "./kubernetes/pods";
import type { AuditedServiceAccount } from "./kubernetes/service-accounts";
import { serviceAccountsOf } from "./kubernetes/service-accounts";
import type { AuditedSubject } from "./model";

/** A subject with the ServiceAccount behind it, where the inputs have one. */
export interface IndexedSubject extends AuditedSubject {
  readonly account?: AuditedServiceAccount;
}

/** The subjects of one issuer by their claims; two clusters can have the same issuer. */
export interface IssuerSubjects {
  readonly clusters: string[];
  readonly byClaim: Map<string, IndexedSubject[]>;
}

/** All subjects, to be looked up by issuer and `sub`: what keeps an audit linear. */
export class SubjectIndex {
  readonly all: IndexedSubject[] = [];
  private readonly issuers = new Map<string, IssuerSubjects>();
  /** Clusters whose ServiceAccounts are among the inputs, with their namespaces. */
  private readonly listed = new Map<string, Set<string>>();

  constructor(clusters: readonly ClusterObjects[]) {
    for (const cluster of clusters) this.addCluster(cluster);
  }

  of(issuer: string): IssuerSubjects | undefined {
    return this.issuers.get(issuer);
  }

  /** Whether any cluster's issuer is known, so that another one is of none. */
  get knowsIssuers(): boolean {
    return [...this.issuers.values()].some(({ clusters }) => clusters.length > 0);
  }

  /** The subjects with this name, of each cluster with the issuer; one that no cluster has is made. */
  named(issuer: string, claim: string, name: { namespace: string; serviceAccount: string }): IndexedSubject[] {
    const ofIssuer = this.issuerOf(issuer);
    const known = ofIssuer.byClaim.get(claim);
    if (known !== undefined) return known;
    const [cluster] = ofIssuer.clusters;
    const place = cluster ?? issuer;
    const exists = cluster === undefined || !this.listed.has(cluster) ? "unknown" : false;
    const made: IndexedSubject = {
      id: `${place}/${name.namespace}/${name.serviceAccount}`,
      ...(cluster === undefined ? {} : { cluster }),
      issuer,
      namespace: name.namespace,
      serviceAccount: name.serviceAccount,
      exists,
      pods: [],
    };
    this.all.push(made);
    ofIssuer.byClaim.set(claim, [made]);
    return [made];
  }

  /** Whether a cluster has a namespace; `unknown` where its objects are not among the inputs. */
  hasNamespace(cluster: string, namespace: string): boolean | "unknown" {
    return this.listed.get(cluster)?.has(namespace) ?? "unknown";
  }

  private issuerOf(issuer: string): IssuerSubjects {
    const known = this.issuers.get(issuer);
    if (known !== undefined) return known;
    const made: IssuerSubjects = { clusters: [], byClaim: new Map() };
    this.issuers.set(issuer, made);
    return made;
  }

  private addCluster(cluster: ClusterObjects): void {
    const { name, issuer, objects } = cluster;
    const accounts = serviceAccountsOf(cluster, podsOf(objects));
    if (accounts.some(({ isListed }) => isListed)) {
      const namespaces = objects.filter(({ kind }) => kind === "Namespace").map((each) => each.name);
      this.listed.set(name, new Set([...namespaces, ...accounts.map(({ namespace }) => namespace)]));
    }
    const ofIssuer = issuer === undefined ? undefined : this.issuerOf(issuer);
    ofIssuer?.clusters.push(name);
    for (const account of accounts) {
      const subject: IndexedSubject = {
        id: `${name}/${account.namespace}/${account.name}`,
        cluster: name,
        ...(issuer === undefined ? {} : { issuer }),
        namespace: account.namespace,
        serviceAccount: account.name,
        exists: account.isListed ? true : this.listed.has(name) ? false : "unknown",
        pods: account.pods.map(({ label }) => label),
        account,
      };
      this.all.push(subject);
      if (ofIssuer === undefined) continue;
      const claim = subjectClaim({ namespace: account.namespace, serviceAccount: account.name });
      const known = ofIssuer.byClaim.get(claim);
      if (known === undefined) ofIssuer.byClaim.set(claim, [subject]);
      else known.push(subject);
    }
  }
}
