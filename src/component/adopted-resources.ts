import * as pulumi from "@pulumi/pulumi";
import type { AdoptedObject } from "../core/adopted-object";

/** How the resources of a component take over what exists. */
export interface AdoptingComponent {
  readonly opts: pulumi.ComponentResourceOptions;
  /** The objects that no resource has taken over by now, in words. */
  untaken(): string[];
}

/**
 * Has the resources of a component import the objects that are `part` of the list, and leave `ignoreChanges` of them alone. Once a resource
 * is deployed, Pulumi looks at no import any more, so that the list may stay or go.
 */
export function adopting(
  component: string,
  part: string,
  listed: readonly AdoptedObject[] | undefined,
  opts?: pulumi.ComponentResourceOptions,
  ignoreChanges: readonly string[] = [],
): AdoptingComponent {
  // The shape of arguments is checked once there is a component to tell faults of.
  const objects = (Array.isArray(listed) ? listed : []).filter((object) => object?.component === part);
  const ids = new Map(objects.map(({ type, name, id }) => [name === "" ? type : `${type} ${component}-${name}`, id]));
  const taken = new Set<string>();
  const transformation: pulumi.ResourceTransformation = ({ type, name, props, opts: given }) => {
    const key = [`${type} ${name}`, type].find((each) => ids.has(each));
    if (key === undefined) return undefined;
    taken.add(key);
    return { props, opts: pulumi.mergeOptions(given, { import: ids.get(key)!, ignoreChanges: [...ignoreChanges] }) };
  };
  return {
    opts: ids.size === 0 ? (opts ?? {}) : pulumi.mergeOptions(opts, { transformations: [transformation] }),
    untaken: () =>
      [...ids]
        .filter(([key]) => !taken.has(key))
        .map(([key, id]) => `adopt: nothing here is ${key}, so ${id} is not taken over`),
  };
}
