import type { NamedIdentity, NamingPod } from "../clouds/audit";
import { audits } from "../clouds/audits";
import type { IndexedSubject } from "./subjects";

/** That a ServiceAccount or a pod of it names an identity. */
export interface NamedBy extends NamedIdentity {
  readonly cloud: string;
  readonly subject: IndexedSubject;
}

/** Which identities ServiceAccounts and pods name, to be looked up by the names that an identity has. */
export class Naming {
  private readonly byName = new Map<string, NamedBy[]>();
  private readonly bySubject = new Map<IndexedSubject, NamedBy[]>();
  private readonly met = new Set<NamedBy>();

  constructor(readonly all: readonly NamedBy[]) {
    for (const each of all) {
      added(this.byName, `${each.cloud} ${each.name}`, each);
      added(this.bySubject, each.subject, each);
    }
  }

  /** Who names an identity that is known by these names. */
  of(cloud: string, knownAs: readonly string[]): readonly NamedBy[] {
    const found = knownAs.flatMap((name) => this.byName.get(`${cloud} ${name}`) ?? []);
    for (const each of found) this.met.add(each);
    return found;
  }

  /** The identities that a ServiceAccount and its pods name. */
  by(subject: IndexedSubject): readonly NamedBy[] {
    return this.bySubject.get(subject) ?? [];
  }

  /** Those who name an identity that nobody has asked for. */
  get unmet(): NamedBy[] {
    return this.all.filter((each) => !this.met.has(each));
  }
}

function added<Key>(groups: Map<Key, NamedBy[]>, key: Key, each: NamedBy): void {
  const known = groups.get(key);
  if (known === undefined) groups.set(key, [each]);
  else known.push(each);
}

/** What ServiceAccounts say by their annotations, and pods by their variables, each once. */
export function namingOf(subjects: readonly IndexedSubject[]): Naming {
  const all = subjects.flatMap((subject) => {
    const pods = namingPods(subject);
    return audits.flatMap(({ name: cloud, named }) => {
      const said = pods.flatMap((pod) => named(pod));
      // Most ServiceAccounts name no identity of a cloud.
      if (said.length === 0) return [];
      const first = new Map<string, NamedBy>();
      for (const { name, where } of said) if (!first.has(name)) first.set(name, { cloud, name, where, subject });
      return [...first.values()];
    });
  });
  return new Naming(all);
}

/** The ServiceAccount alone, then with each of its pods. */
function namingPods({ account }: IndexedSubject): NamingPod[] {
  if (account === undefined) return [];
  const { annotations, namespaceLabels, pods } = account;
  return [
    { annotations, namespaceLabels, env: new Map() },
    ...pods.map((pod) => ({ annotations, namespaceLabels, labels: pod.labels, env: pod.env })),
  ];
}
