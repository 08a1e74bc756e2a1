import type { CloudAudit, NamedIdentity } from "../clouds/audit";
import { audits } from "../clouds/audits";
import type { AuditedServiceAccount } from "./kubernetes/service-accounts";
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
    const found: NamedBy[] = [];
    for (const name of knownAs) found.push(...(this.byName.get(`${cloud} ${name}`) ?? []));
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
  const all: NamedBy[] = [];
  for (const subject of subjects) {
    const { account } = subject;
    if (account === undefined) continue;
    for (const { name: cloud, named } of audits)
      for (const { name, where } of identitiesNamed(named, account)) all.push({ cloud, name, where, subject });
  }
  return new Naming(all);
}

/** The identities of a cloud that a ServiceAccount names, or a pod that runs as it. */
export function identitiesNamed(
  named: CloudAudit["named"],
  { annotations, pods }: Pick<AuditedServiceAccount, "annotations" | "pods">,
): NamedIdentity[] {
  const found: NamedIdentity[] = [];
  const note = (name: string | undefined, kind: string, key: string) => {
    // What is empty names nobody.
    if (name && !found.some((each) => each.name === name)) found.push({ name, where: `${kind} ${key}` });
  };
  for (const key of named.annotations) note(annotations[key], "annotation", key);
  for (const { env } of pods) for (const key of named.variables) note(env.get(key), "variable", key);
  return found;
}
