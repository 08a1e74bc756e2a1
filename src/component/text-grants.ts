import * as pulumi from "@pulumi/pulumi";
import { isLater } from "../core/known";
import type { TextGrants } from "../core/text-grants";
import { adviceOnPlaces, grantedTwice, listTextGrants } from "../core/text-grants";
import { logicalNames } from "./logical-names";
import { proofHooks, provedUnderMocks } from "./proof-hook";
import { settled } from "./settled-value";

/** A grant as a resource of its own. */
interface GrantResource {
  name: string;
  text: pulumi.Input<string>;
  opts: pulumi.CustomResourceOptions;
}

/**
 * The resources of texts that are granted. Keyed ones are named by their keys, and are known to the engine by the name that they had in the
 * list: without that, moving them would attach everything anew and then detach the same again.
 */
export function textGrantResources(
  parent: pulumi.Resource,
  owner: string,
  kind: string,
  property: string,
  grants: TextGrants<pulumi.Input<string>>,
): GrantResource[] {
  const advice = adviceOnPlaces(grants);
  if (advice !== undefined) pulumi.log.warn(advice, parent);
  const named = logicalNames(owner);
  const all = listTextGrants(grants).map((grant) => ({ ...grant, inList: named(kind, grant.text) }));
  const mayBeSame = all.length > 1 && all.some(({ text }) => isLater(text));
  const finals = mayBeSame ? all.map(({ text }) => settled(text)) : [];
  return all.map(({ path, text, key, inList }, index) => {
    const name = key === undefined ? inList : `${owner}-${kind}-${key}`;
    const aliases = key === undefined ? {} : { aliases: [{ name: inList }] };
    const final = finals[index];
    if (final === undefined) return { name, text, opts: { parent, ...aliases } };
    // Others may be known later; then it is their own look that finds the two.
    const check = (value: unknown) =>
      finals.some((other, place) => place !== index && other.value() === value)
        ? [grantedTwice(grants, path, value)]
        : [];
    const hooks = proofHooks(`grant ${name}`, [property], (inputs) => check(inputs[property]));
    return { name, text: provedUnderMocks(final.output, check), opts: { parent, hooks, ...aliases } };
  });
}
