import type * as pulumi from "@pulumi/pulumi";
import type { CloudComponents } from "../clouds/component";
import type { ClusterIssuer } from "../cluster-federation/cluster-federation";
import { checkRegistrations, registerIssuer } from "../cluster-federation/cluster-federation";
import { registrationNames } from "../component/registrations";
import type { SameIssuer } from "../component/same-issuer";
import { groupBySame, sameIssuerBy, sameUrl } from "../component/same-issuer";
import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { isLater, isResource } from "../core/known";
import { show } from "../core/show";
import type { FederatedWorkloadArgs, WorkloadSubject } from "./args";

/** A literal issuer of a workload, and the registrations that it lacks, by cloud. */
export interface PlannedIssuer {
  readonly issuer: ClusterIssuer;
  /** The subjects that have it, the first one first; 0 is the workload's own. */
  readonly subjects: readonly [number, ...number[]];
  /** The keys of its subjects. */
  readonly keys: readonly string[];
  readonly registrations: Readonly<Record<string, object>>;
}

/** The workload's own ServiceAccount, and those that become the same identities. */
export function allSubjects(args: FederatedWorkloadArgs): WorkloadSubject[] {
  const { issuer, namespace, serviceAccount, key, wholeNamespaces, namespacePrefixes, subjects = [] } = args;
  const own = {
    ...(issuer === undefined ? {} : { issuer }),
    namespace,
    serviceAccount,
    ...(key === undefined ? {} : { key }),
    ...(wholeNamespaces === undefined ? {} : { wholeNamespaces }),
    ...(namespacePrefixes === undefined ? {} : { namespacePrefixes }),
  };
  return [own, ...subjects];
}

/** Which subjects have one issuer: by the URL alone where every cloud fetches the keys. */
export function sameIssuerOn(clouds: readonly CloudComponents[]): SameIssuer {
  const storing = clouds.filter(({ registrar }) => registrar?.storesKeys !== undefined).map(({ name }) => name);
  return storing.length === 0 ? sameUrl : sameIssuerBy([...storing, "jwks"]);
}

/** The literal issuers of a workload, each once, with what the clouds asked for have to register. */
export function planIssuers(args: FederatedWorkloadArgs, clouds: readonly CloudComponents[]): PlannedIssuer[] {
  const same = sameIssuerOn(clouds);
  const all = allSubjects(args);
  const written = all.flatMap(({ issuer: input, key }, subject) => {
    if (typeof input !== "object" || input === null || isLater(input) || isResource(input)) return [];
    return [{ issuer: input as ClusterIssuer, subject, ...(key === undefined ? {} : { key }) }];
  });
  const clusters = groupBySame(written, (one, other) => one.issuer.url === other.issuer.url && same(one, other));
  const urls = new Set<unknown>();
  return clusters.map((cluster): PlannedIssuer => {
    const [{ issuer, subject }, ...more] = cluster as [(typeof cluster)[0], ...typeof cluster];
    const ofCluster = cluster.map((each) => all[each.subject]!);
    const isFirst = !urls.has(issuer.url);
    urls.add(issuer.url);
    return {
      issuer,
      subjects: [subject, ...more.map((other) => other.subject)],
      keys: cluster.flatMap(({ key }) => key ?? []),
      registrations: registrationsOf(args, clouds, issuer, isFirst, ofCluster),
    };
  });
}

/** Of a further cluster with the same URL, only what a cloud stores keys for is another registration. */
function registrationsOf(
  args: FederatedWorkloadArgs,
  clouds: readonly CloudComponents[],
  issuer: ClusterIssuer,
  isFirst: boolean,
  subjects: readonly WorkloadSubject[],
): Record<string, object> {
  const asked = args as unknown as Record<string, object>;
  const settings = (args.registrations ?? {}) as Record<string, object | undefined>;
  const missing = clouds.flatMap(({ name, registrar }) => {
    if ((issuer as unknown as Record<string, unknown>)[name]) return [];
    const needed = registrar?.neededBy(asked[name] as object, subjects);
    if (needed === undefined) return [];
    const registration = { ...needed, ...settings[name] };
    const isOwn = isFirst || registrar?.storesKeys?.({ ...registration, ...issuer }) === true;
    return isOwn ? [[name, registration] as const] : [];
  });
  return Object.fromEntries(missing);
}

/** Faults of the registrations that a workload would make. */
export function checkPlannedIssuers(planned: readonly PlannedIssuer[]): Issue[] {
  const taken = new Set<string>();
  return planned.flatMap(({ issuer, subjects: [subject], keys, registrations }) => {
    const path = subject === 0 ? "issuer" : `subjects[${subject - 1}].issuer`;
    const faults = checkRegistrations(issuer, registrations, path, "registrations");
    if (Object.keys(registrations).length === 0) return faults;
    const { name } = registrationNames("", issuer.url, keys);
    const isUnnamed = subject !== 0 && keys.length === 0 && typeof issuer.url !== "string";
    if (isUnnamed || taken.has(name)) {
      // The workload's own issuer comes first, and has its name.
      const keyPath = `subjects[${subject - 1}].key`;
      const [code, why] = isUnnamed
        ? ["subject-key-missing", "its URL is an output"]
        : keys.length === 0
          ? ["subject-key-missing", "another cluster has the same URL"]
          : ["subject-key-taken", `another cluster has the key ${show(keys[0])}`];
      const fix =
        "set key here to a short plain name of this cluster; what the others have registered keeps its name. Where this cluster is deployed and another is new, first give it that key in an update of its own, at its old place, and the new one a key too";
      faults.push(issue(code, keyPath, `Cannot name the registration of this issuer: ${why}; ${fix}`));
    }
    taken.add(name);
    return faults;
  });
}

/** The subjects with their issuers registered in every cloud asked for, each issuer once. */
export function registeredSubjects(
  owner: pulumi.Resource,
  name: string,
  args: FederatedWorkloadArgs,
  planned: readonly PlannedIssuer[],
): WorkloadSubject[] {
  const namesOf = ({ issuer, keys }: PlannedIssuer, taken?: Set<string>) =>
    registrationNames(name, issuer.url, keys, taken);
  const today = new Set(planned.map((each) => namesOf(each).name));
  const ofUrls = new Map<unknown, ClusterIssuer>();
  const registered = new Map<number, ClusterIssuer>();
  for (const each of planned) {
    const { issuer, subjects, registrations } = each;
    const names = namesOf(each, today);
    const entries = { ...ofUrls.get(issuer.url), ...registerIssuer(owner, names, issuer, registrations) };
    if (!ofUrls.has(issuer.url)) ofUrls.set(issuer.url, entries);
    for (const subject of subjects) registered.set(subject, entries);
  }
  return allSubjects(args).map(({ issuer: input, kubernetes: _, ...subject }, index) => {
    if (input === undefined) return subject;
    if (isLater(input)) return { ...subject, issuer: input };
    const issuer = input as ClusterIssuer;
    return { ...subject, issuer: { ...registered.get(index), ...issuer } };
  });
}
