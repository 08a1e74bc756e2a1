import type * as pulumi from "@pulumi/pulumi";
import { perRun } from "./program-run";

/** A resource that was written to something, and what that is. */
interface Write {
  readonly kind: string;
  readonly target: string | object | undefined;
  readonly resource: pulumi.Resource;
}

/** Writes to one target, in the order of the program. */
export interface WriteOrder {
  /** The resources that the next one waits for: all of them, because two that are deleted together wait only where one names the other. */
  earlier(): pulumi.Resource[];
  wrote(resource: pulumi.Resource): void;
}

/**
 * The order of resources that a cloud takes one at a time, across all components of a program. A target is a name, or the resource
 * itself where it was made just now, so that nobody can have written to it before; `undefined` where its name is not known yet, and it
 * may be any.
 */
export function oneAtATime(kind: string, target: string | object | undefined): WriteOrder {
  const writes = writesOfRun();
  const isNew = typeof target === "object";
  const mayBe = (other: Write["target"]) =>
    other === target || (!isNew && (target === undefined || other === undefined));
  return {
    earlier: () => writes.filter((write) => write.kind === kind && mayBe(write.target)).map(({ resource }) => resource),
    wrote: (resource) => void writes.push({ kind, target, resource }),
  };
}

const writesOfRun = perRun((): Write[] => []);
