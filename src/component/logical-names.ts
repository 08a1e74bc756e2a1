import type * as pulumi from "@pulumi/pulumi";
import { contentName } from "../core/content-name";

/**
 * Logical names for the members of a list, by content and not by place: taking the first of three away deletes one resource.
 * A member that is an Output has no content yet; those are counted, in a sequence of their own.
 */
export function logicalNames(owner: string): (kind: string, ...content: pulumi.Input<string>[]) => string {
  const counts = new Map<string, number>();
  return (kind, ...content) => {
    if (content.every((part) => typeof part === "string")) return contentName(owner, kind, content);
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return `${owner}-${kind}-${count}`;
  };
}

/**
 * Which of several resources take over what was deployed under the name that they had without a key: none of a name that another one
 * has, and the first of several. Adding a key would else make everything anew and then delete the same.
 */
export function takeOver(resources: readonly { name: string; keyless: string }[]): boolean[] {
  const taken = new Set(resources.map(({ name }) => name));
  return resources.map(({ keyless }) => {
    const free = !taken.has(keyless);
    taken.add(keyless);
    return free;
  });
}
