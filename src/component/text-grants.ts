import * as pulumi from "@pulumi/pulumi";
import type { TextGrants } from "../core/text-grants";
import { adviceOnPlaces, grantedTwice, listTextGrants } from "../core/text-grants";
import { finalTwins } from "./final-twins";
import { logicalNames } from "./logical-names";
import { proofHooks, provedUnderMocks } from "./proof-hook";
import type { SharedWrite } from "./shared-identity";

/** A grant as a resource of its own. */
interface GrantResource {
  name: string;
  text: pulumi.Input<string>;
  opts: pulumi.CustomResourceOptions;
}

/** The texts that are granted, as they are written to an identity. */
export function textWrites(grants: TextGrants<pulumi.Input<string>>): SharedWrite[] {
  return listTextGrants(grants).map(({ path, text }) => ({ path, what: text, content: [grants.argument, text] }));
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
  const isTwin = finalTwins(
    all,
    ({ text }) => text,
    () => true,
  );
  return all.map(({ path, text, key, inList }, index) => {
    const name = key === undefined ? inList : `${owner}-${kind}-${key}`;
    const aliases = key === undefined ? {} : { aliases: [{ name: inList }] };
    if (isTwin[index] === undefined) return { name, text, opts: { parent, ...aliases } };
    const check = (value: unknown) => (isTwin[index]?.() ? [grantedTwice(grants, path, value)] : []);
    const hooks = proofHooks(`grant ${name}`, [property], (inputs) => check(inputs[property]));
    return { name, text: provedUnderMocks(pulumi.output(text), check), opts: { parent, hooks, ...aliases } };
  });
}
