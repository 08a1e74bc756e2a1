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
 * The names under which several resources may have been deployed before, of those that each had with another key or with none: none that
 * another one has today, and each for the first of several. A key that is set or changed would else make everything anew and then delete
 * the same.
 */
export function takeOver(resources: readonly { name: string; before: readonly string[] }[]): string[][] {
  const taken = new Set(resources.map(({ name }) => name));
  return resources.map(({ before }) =>
    before.filter((name) => {
      const free = !taken.has(name);
      taken.add(name);
      return free;
    }),
  );
}
