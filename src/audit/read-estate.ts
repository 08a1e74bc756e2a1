import { audits } from "../clouds/audits";
import type { DeployedResource } from "../clouds/deployed";
import { isIssuerList } from "../core/issuer-url";
import { isRecord, own } from "../core/record";
import { sameData } from "../core/same-data";
import type { AuditDocument } from "./documents";
import { documentsIn } from "./documents";
import type { AuditInput, ClusterObjects, Estate, KubernetesObject, ReadResource, Unread } from "./estate";
import { readPulumi } from "./formats/pulumi";
import type { Collected } from "./formats/resources";
import { addResource } from "./formats/resources";
import { readTerraform } from "./formats/terraform";
import { whyHidden } from "./hidden";
import { dig, kubernetesObjects } from "./kubernetes/objects";
import { hiddenIn, namespaceOf } from "./kubernetes/pods";

/** The cluster of Kubernetes objects whose input names none. */
const ONLY_CLUSTER = "cluster";

/** What a user knows of a cluster: its name, and the issuer of its tokens. */
export interface NamedCluster {
  readonly name: string;
  readonly issuer: string;
}

/** Reads every input, whatever wrote it. What cannot be read is listed in `unread`; nothing throws. */
export function readEstate(inputs: readonly AuditInput[], clusters: readonly NamedCluster[] = []): Estate {
  const collected: Collected = { resources: [], objects: [], unread: [], passedOver: new Map() };
  const issuers: IssuerSeen[] = [];
  const keys = new Map<string | undefined, object>();
  for (const input of inputs) {
    for (const document of documentsIn(input, collected.unread)) {
      const mark = cutOffBy(document.value);
      if (mark !== undefined) {
        const why = `it is one page of several, as its ${mark} says${listsOf(document.value)}: print all of them`;
        collected.unread.push({ source: document.source, what: "the document", why });
      }
      if (!readDocument(document, collected, issuers, keys)) {
        collected.unread.push({ source: document.source, what: "the document", why: NO_FORM });
      }
    }
  }
  collected.unread.push(...controlledIn(collected), ...hiddenInObjects(collected));
  const resources = withoutRepeats(collected.resources, collected.unread);
  return {
    resources,
    clusters: clustersOf(resources, collected, clusters, issuers, keys),
    unread: collected.unread,
    passedOver: collected.passedOver,
  };
}

const NO_FORM = "it is of no form that is read: see the guide for the commands that print one";

/** How lists of the vendors and of Kubernetes say that there is more: by a mark of the next page, or by `true` alone. */
const MORE: readonly (readonly string[])[] = [
  ...[["Marker"], ["NextToken"], ["nextToken"], ["NextMarker"], ["nextLink"], ["@odata.nextLink"], ["nextPageToken"]],
  ...[["IsTruncated"], ["metadata", "continue"], ["page_info", "next_marker"]],
];

/** The mark by which a document says that it is one page of several. */
function cutOffBy(value: unknown): string | undefined {
  const path = MORE.find((each) => {
    const mark = dig(value, ...each);
    return mark === true || (typeof mark === "string" && mark !== "");
  });
  return path?.join(".");
}

/** What a page has a part of, where its lists have names: ` (RoleDetailList, Policies)`. */
function listsOf(value: unknown): string {
  const names = isRecord(value) ? Object.keys(value).filter((name) => Array.isArray(value[name])) : [];
  return names.length === 0 ? "" : ` (${names.join(", ")})`;
}

/** Objects of a cluster that stand for a vendor's identities and trusts, told by kind. */
function controlledIn({ objects }: Collected): Unread[] {
  const groups = new Map<string, Unread>();
  for (const { object } of objects) {
    const { source, kind, apiVersion } = object;
    if (!audits.some(({ controllers }) => controllers?.test(apiVersion.split("/")[0]!))) continue;
    const why = "it says what a controller is asked for: give the vendor's own export, which says what there is";
    groups.set(`${source} ${apiVersion} ${kind}`, { source, what: `${kind} of ${apiVersion}`, why });
  }
  return [...groups.values()];
}

/** Objects that do not tell everything by which ServiceAccounts, pods and identities belong together. */
function hiddenInObjects({ objects }: Collected): Unread[] {
  return objects.flatMap(({ object }) => {
    const hidden = hiddenIn(object);
    const what = `${object.kind} ${namespaceOf(object.namespace)}/${object.name}`;
    return hidden.length === 0 ? [] : [{ source: object.source, what, why: whyHidden(hidden) }];
  });
}

interface IssuerSeen {
  readonly cluster: string | undefined;
  readonly issuer: string;
}

function readDocument(
  document: AuditDocument,
  collected: Collected,
  issuers: IssuerSeen[],
  keys: Map<string | undefined, object>,
): boolean {
  const { source, cluster, value } = document;
  if (readPulumi(document, collected) || readTerraform(document, collected)) return true;
  const objects = kubernetesObjects(document, collected.unread);
  if (objects !== undefined) {
    collected.objects.push(...objects.map((object) => ({ cluster, object })));
    return true;
  }
  if (isRecord(value) && typeof own(value, "issuer") === "string" && own(value, "jwks_uri") !== undefined) {
    issuers.push({ cluster, issuer: String(own(value, "issuer")) });
    return true;
  }
  if (isRecord(value) && Array.isArray(own(value, "keys"))) {
    keys.set(cluster, value);
    return true;
  }
  // A list of resources as mocks and the sandbox have them; vendors' lists have ids too, and no states.
  if (Array.isArray(value) && value.every(isDeployed)) {
    for (const resource of value) addResource(resource, source, collected);
    return true;
  }
  if (Array.isArray(value)) return readItems(document, value, collected, issuers, keys);
  for (const audit of audits) {
    const exported = audit.exported(value, source);
    if (exported === undefined) continue;
    for (const resource of exported.resources) collected.resources.push({ ...resource, source });
    for (const why of exported.lacks ?? []) addOnce({ source, what: "the document", why }, collected.unread);
    return true;
  }
  return false;
}

/** A list of what is read alone: what `az` and `gcloud` print, pages behind each other, or documents that somebody joined. */
function readItems(
  { source, cluster }: AuditDocument,
  items: readonly unknown[],
  collected: Collected,
  issuers: IssuerSeen[],
  keys: Map<string | undefined, object>,
): boolean {
  const given = cluster === undefined ? { source } : { source, cluster };
  const unread = items.flatMap((value, index) =>
    readDocument({ ...given, value }, collected, issuers, keys) ? [] : [index],
  );
  if (items.length > 0 && unread.length === items.length) return false;
  for (const index of unread) collected.unread.push({ source, what: `item ${index + 1}`, why: NO_FORM });
  return true;
}

/** What many items of a list lack, told once. */
function addOnce(lack: Unread, unread: Unread[]): void {
  if (!unread.some(({ source, what, why }) => source === lack.source && what === lack.what && why === lack.why)) {
    unread.push(lack);
  }
}

function isDeployed(value: unknown): value is DeployedResource {
  return (
    isRecord(value) && ["type", "name", "id"].every((name) => typeof value[name] === "string") && isRecord(value.state)
  );
}

/** The same resource out of several inputs, once. Of two that differ both stay: neither is known to be the older one. */
function withoutRepeats(resources: readonly ReadResource[], unread: Unread[]): ReadResource[] {
  const seen = new Map<string, ReadResource[]>();
  return resources.filter((resource) => {
    const { type, id, state } = resource;
    const key = `${type} ${typeof state.arn === "string" ? state.arn : id}`;
    const same = seen.get(key);
    if (same === undefined) seen.set(key, [resource]);
    else if (same.some((each) => sameData(each.state, state))) return false;
    // Parts of one whole, such as the rules of a mapping, have an id in common and no ARN.
    else if (typeof state.arn === "string") {
      unread.push({
        source: id,
        what: `${type} ${state.arn}`,
        why: "another input has it too, and differs; the first one counts",
      });
      return false;
    } else same.push(resource);
    return true;
  });
}

/** Every cluster that an input is of, a user named, or a vendor's resources have. */
function clustersOf(
  resources: readonly DeployedResource[],
  { objects, unread }: Collected,
  named: readonly NamedCluster[],
  seen: readonly IssuerSeen[],
  keys: ReadonlyMap<string | undefined, object>,
): ClusterObjects[] {
  const labels = new Set(objects.map(({ cluster }) => cluster));
  const [label] = labels;
  // What says no cluster is of the one that there is.
  const only = named.length === 1 ? named[0]!.name : labels.size === 1 && label !== undefined ? label : ONLY_CLUSTER;
  const byName = new Map<string, KubernetesObject[]>();
  for (const { cluster = only, object } of objects) {
    const known = byName.get(cluster);
    if (known === undefined) byName.set(cluster, [object]);
    else known.push(object);
  }
  for (const cluster of keys.keys()) if (!byName.has(cluster ?? only)) byName.set(cluster ?? only, []);
  const made = audits.flatMap((audit) => audit.clusters(resources));
  const issuers = new Map<string, string>(made.map(({ name, issuer }) => [name, issuer]));
  for (const { cluster = only, issuer } of seen) issuers.set(cluster, issuer);
  for (const [name, list] of byName) {
    const issuer = openShiftIssuer(list);
    if (issuer !== undefined) issuers.set(name, issuer);
  }
  for (const { name, issuer } of named) issuers.set(name, issuer);
  // One cluster and one issuer belong together.
  const others = [...new Set(issuers.values())];
  if (byName.size === 1 && !issuers.has([...byName.keys()][0]!) && others.length === 1) {
    issuers.set([...byName.keys()][0]!, others[0]!);
    for (const { name } of made) issuers.delete(name);
  }
  // What a vendor calls a cluster may be called otherwise where its objects come from: of one issuer, it is the same cluster.
  const own = new Set([
    ...byName.keys(),
    ...named.map(({ name }) => name),
    ...seen.map(({ cluster = only }) => cluster),
  ]);
  const ownIssuers = new Set([...own].map((name) => issuers.get(name)));
  for (const { name, issuer } of made) if (!own.has(name) && ownIssuers.has(issuer)) issuers.delete(name);
  // In an order of their own: findings name clusters, and keep their ids in whatever order the inputs come.
  return [...new Set([...byName.keys(), ...issuers.keys()])].sort().map((name) => {
    const issuer = issuers.get(name);
    const jwks = keys.get(name) ?? (name === only ? keys.get(undefined) : undefined);
    if (issuer === undefined) {
      const why = `nothing says the issuer of its tokens, so its ServiceAccounts are matched with no identity: give --cluster ${name}=<issuer>, or a file with what kubectl get --raw /.well-known/openid-configuration prints`;
      unread.push({ source: name, what: `cluster ${name}`, why });
    }
    return {
      name,
      // Clusters list the issuers that they accept; tokens say the first.
      ...(issuer === undefined ? {} : { issuer: isIssuerList(issuer) ? issuer.split(",")[0]!.trim() : issuer }),
      ...(jwks === undefined ? {} : { jwks }),
      objects: byName.get(name) ?? [],
    };
  });
}

/** The issuer that an OpenShift cluster is told to use. */
function openShiftIssuer(objects: readonly KubernetesObject[]): string | undefined {
  const config = objects.find(
    ({ kind, apiVersion }) => kind === "Authentication" && /^config\.openshift\.io\//.test(apiVersion),
  );
  const issuer = dig(config?.value, "spec", "serviceAccountIssuer");
  return typeof issuer === "string" && issuer !== "" ? issuer : undefined;
}
