import type { CloudAudit, NamingPod } from "../clouds/audit";
import { audits } from "../clouds/audits";
import { isRecord } from "../core/record";
import type { Rival } from "../core/rival";
import { counts, givenBy, isMountedAt } from "../core/rival";
import { show } from "../core/show";
import type { FoundInEstate } from "./findings";
import { dig, listOf } from "./kubernetes/objects";
import type { AuditedPod } from "./kubernetes/pods";
import { containersOf } from "./kubernetes/pods";
import type { Naming } from "./naming";
import type { IndexedSubject } from "./subjects";

/** What keeps the pods of a ServiceAccount from the identity that it names, and the credentials that they carry beside one, or without. */
export function* podFindings(
  subject: IndexedSubject,
  naming: Naming,
  /** The clouds with an identity that takes the subject's tokens, by `id` of the subject. */
  reached: ReadonlyMap<string, ReadonlySet<string>>,
): Generator<FoundInEstate> {
  const { account } = subject;
  if (account === undefined) return;
  const { annotations, namespaceLabels, cluster } = account;
  const named = new Set(naming.by(subject).map(({ cloud }) => cloud));
  const reachedByTrust = reached.get(subject.id);
  for (const pod of account.pods) {
    const { label, labels, env, source } = pod;
    const asked: NamingPod = { annotations, namespaceLabels, labels, env };
    const base = { about: `${label} in cluster ${cluster}`, subject: subject.id, place: { file: source } };
    for (const audit of audits) {
      const { name: cloud } = audit;
      const found = named.has(cloud)
        ? withNamedIdentity(pod, asked, audit)
        : withoutName(pod, asked, audit, reachedByTrust?.has(cloud) === true);
      for (const each of found) yield { ...base, cloud, ...each };
    }
  }
}

type FoundInPod = Pick<FoundInEstate, "row" | "message">;

function withNamedIdentity(pod: AuditedPod, asked: NamingPod, audit: CloudAudit): FoundInPod[] {
  const why = audit.unwired?.(asked) ?? unmounted(pod, asked, audit);
  const carried = rivalsIn(pod, asked, audit);
  const names = carried.map(({ name }) => name).join(", ");
  return [
    ...(why === undefined ? [] : [{ row: "E10", message: `${pod.label} does not get the identity: ${why}` } as const]),
    ...carried
      .slice(0, 1)
      .map((first) => ({ row: "E11", message: `${pod.label} carries ${names}: ${first.why}` }) as const),
  ];
}

/** Why a pod that names the identity by its variables has no token; a webhook mounts one where the ServiceAccount names it. */
function unmounted(
  pod: AuditedPod,
  { annotations }: NamingPod,
  { tokenFile = "", named }: CloudAudit,
): string | undefined {
  const file = pod.env.get(tokenFile);
  if (file === undefined || named.annotations.some((key) => annotations[key] !== undefined)) return undefined;
  const isMounted = mountsOf(pod).some((mount) => isIn(file, mount));
  return isMounted ? undefined : `its variable ${tokenFile} is ${show(file)}, and nothing is mounted there`;
}

/** A profile or another server alone is no matter where a pod asks for no identity; keys are. */
function withoutName(pod: AuditedPod, asked: NamingPod, audit: CloudAudit, isReached: boolean): FoundInPod[] {
  const keys = storedKeysIn(pod, asked, audit).join(", ");
  if (keys === "") return [];
  const carries = `${pod.label} carries ${keys}`;
  return isReached
    ? [{ row: "E11", message: `${carries}: clients take that before the identity` }]
    : [{ row: "E21", message: `${carries}, and its ServiceAccount has no identity` }];
}

/** What a pod carries that its clients take before the identity. */
export function rivalsIn(pod: AuditedPod, asked: NamingPod, audit: CloudAudit): Rival[] {
  const lines = commandLinesOf(pod);
  return audit.rivals(asked).filter((rival) => {
    const { place, name, unless = [], beside } = rival;
    const isOne = (value: unknown) => counts(value, rival) && !unless.includes(value as string);
    if (beside !== undefined && pod.annotations[beside] === undefined) return false;
    if (place === "env" && unless.length === 0) return isSet(pod, name);
    if (place === "env") return isOne(pod.env.get(name));
    if (place === "arguments") return lines.some((line) => isOne(givenBy(line, name)));
    if (place === "mounts") return mountsOf(pod).some(({ mountPath }) => isMountedAt(name, mountPath));
    if (place === "nodeSelector") return isOne(dig(pod.spec, "nodeSelector", name));
    return place === "spec" && isOne(dig(pod.spec, ...name.split(".")));
  });
}

/** What programs of a pod are started with, in variables such as JAVA_TOOL_OPTIONS too. */
function commandLinesOf(pod: AuditedPod): string[] {
  const texts = containersOf(pod).flatMap(({ command, args }) => [command, args].flat());
  return [...texts, ...pod.env.values()].filter((text): text is string => typeof text === "string");
}

/** Variables and folders of a pod with stored credentials of a cloud. A file alone says nothing: one of a Secret does. */
function storedKeysIn(pod: AuditedPod, asked: NamingPod, { storedKeys, rivals }: CloudAudit): string[] {
  const variables = storedKeys.variables.filter((name) => isSet(pod, name));
  const ofSecrets = mountsOfSecrets(pod);
  if (ofSecrets.length === 0) return variables;
  const files = storedKeys.files.filter((name) => ofSecrets.some((mount) => isIn(pod.env.get(name) ?? "", mount)));
  const folders = rivals(asked).filter(
    ({ place, name }) => place === "mounts" && ofSecrets.some(({ mountPath }) => isMountedAt(name, mountPath)),
  );
  return [...variables, ...files, ...folders.map(({ name }) => name)];
}

function isSet({ env }: AuditedPod, name: string): boolean {
  return env.has(name) && env.get(name) !== "";
}

type Mount = Record<string, unknown>;

function mountsOf(pod: AuditedPod): Mount[] {
  return containersOf(pod).flatMap(({ volumeMounts }) => listOf(volumeMounts));
}

function mountsOfSecrets(pod: AuditedPod): Mount[] {
  const secrets = listOf(pod.spec.volumes).filter(({ secret }) => isRecord(secret));
  if (secrets.length === 0) return [];
  const names = new Set(secrets.map(({ name }) => name));
  return mountsOf(pod).filter(({ name }) => names.has(name));
}

function isIn(file: string, { mountPath }: Mount): boolean {
  const place = String(mountPath).replace(/\/+$/, "");
  return file === place || file.startsWith(`${place}/`);
}
