import type { CloudAudit, NamingPod } from "../clouds/audit";
import { audits } from "../clouds/audits";
import type { Rival } from "../core/wiring";
import type { FoundInEstate } from "./findings";
import { dig, listOf } from "./kubernetes/objects";
import type { AuditedPod } from "./kubernetes/pods";
import { containersOf, environmentOf } from "./kubernetes/pods";
import type { Naming } from "./naming";
import type { IndexedSubject } from "./subjects";

/** What keeps the pods of a ServiceAccount that names an identity from having it, and what they carry beside it. */
export function* podFindings(subject: IndexedSubject, naming: Naming): Generator<FoundInEstate> {
  const { account } = subject;
  if (account === undefined || account.pods.length === 0) return;
  const named = new Set(naming.by(subject).map(({ cloud }) => cloud));
  if (named.size === 0) return;
  for (const pod of account.pods) {
    const { annotations, namespaceLabels } = account;
    const asked: NamingPod = { annotations, namespaceLabels, labels: pod.labels, env: environmentOf(pod) };
    for (const audit of audits.filter(({ name }) => named.has(name))) {
      const about = `${pod.label} in cluster ${account.cluster}`;
      const base = { cloud: audit.name, about, subject: subject.id, place: { file: pod.source } };
      const why = audit.unwired?.(asked);
      if (why !== undefined) yield { ...base, row: "E10", message: `${pod.label} does not get the identity: ${why}` };
      const carried = rivalsIn(pod, asked, audit);
      if (carried.length === 0) continue;
      const names = carried.map(({ name }) => name).join(", ");
      yield { ...base, row: "E11", message: `${pod.label} carries ${names}: ${carried[0]!.why}` };
    }
  }
}

/** What a pod carries that its clients take before the identity. */
export function rivalsIn(pod: AuditedPod, asked: NamingPod, audit: CloudAudit): Rival[] {
  const mounts = containersOf(pod).flatMap(({ volumeMounts }) => listOf(volumeMounts));
  return audit.rivals(asked).filter((rival) => {
    if (rival.place === "env") return asked.env.has(rival.name) && asked.env.get(rival.name) !== "";
    if (rival.place === "mounts") return mounts.some(({ mountPath }) => `${mountPath}/`.includes(`/${rival.name}/`));
    return rival.place === "spec" && dig(pod.spec, rival.name) === true;
  });
}
