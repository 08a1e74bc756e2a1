import * as pulumi from "@pulumi/pulumi";

/**
 * Options of a component whose children are found under the names that they had below its former ones. The engine finds them by itself
 * in the update that renames the component, and in no later one: had that update stopped half-way, the next one would make the other
 * children anew and then delete the same.
 */
export function findingFormerChildren(opts?: pulumi.ComponentResourceOptions): pulumi.ComponentResourceOptions {
  return { ...opts, transformations: [...(opts?.transformations ?? []), inheritAliases] };
}

// A child has the transformations of all components above it, and every further turn would multiply its aliases.
const taken = new WeakSet<pulumi.Resource>();

const inheritAliases: pulumi.ResourceTransformation = ({ resource, name, type, props, opts }) => {
  if (taken.has(resource)) return undefined;
  taken.add(resource);
  const parent = opts.parent as NamedParent | undefined;
  // Few have a former name, and Outputs of their children's aliases take time.
  if (parent?.__name === undefined || !parent.__aliases?.length) return undefined;
  const { aliases = [] } = opts;
  const inherited = pulumi.allAliases(aliases, name, type, parent, parent.__name).slice(aliases.length);
  return inherited.length === 0 ? undefined : { props, opts: { ...opts, aliases: [...aliases, ...inherited] } };
};

/** A parent, with what Pulumi keeps of its names. */
type NamedParent = pulumi.Resource & { readonly __name?: string; readonly __aliases?: readonly unknown[] };
