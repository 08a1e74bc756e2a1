import * as pulumi from "@pulumi/pulumi";
import { contentName } from "../core/content-name";
import type { TextGrants } from "../core/text-grants";
import { adviceOnPlaces, grantedTwice, listTextGrants } from "../core/text-grants";
import { finalTwins } from "./final-twins";
import { formerName } from "./former-name";
import { logicalNames } from "./logical-names";
import { proofHooks, provedUnderMocks } from "./proof-hook";
import type { LateFaults, SharedWrite } from "./shared-identity";

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
 * The resources of texts that are granted. A text names itself, whatever its key is; an output is named by its key, and by its place
 * without one. Each is known to the engine by the other names that it may have had: without that, a move would attach everything anew and
 * then detach the same again. `late` are faults of texts that hooks tell.
 */
export function textGrantResources(
  parent: pulumi.Resource,
  owner: string,
  kind: string,
  property: string,
  grants: TextGrants<pulumi.Input<string>>,
  late: LateFaults = new Map(),
): GrantResource[] {
  const advice = adviceOnPlaces(grants);
  if (advice !== undefined) pulumi.log.warn(advice, parent);
  const named = logicalNames(owner);
  const all = listTextGrants(grants).map((grant) => {
    const inList = named(kind, grant.text);
    const byKey = grant.key === undefined ? inList : `${owner}-${kind}-${grant.key}`;
    return { ...grant, inList, byKey, name: typeof grant.text === "string" ? inList : byKey };
  });
  const today = new Set(all.map(({ name }) => name));
  const areWritten = all.every(({ text }) => typeof text === "string");
  const isTwin = finalTwins(
    all,
    ({ text }) => text,
    () => true,
  );
  return all.map(({ path, text, name, inList, byKey }, index) => {
    // What the text says is surer than a place.
    const written = formerName(name, [text], (known) => contentName(owner, kind, [known]), today);
    // Where all are written down, they may have been a list of outputs.
    const listed = areWritten ? [`${owner}-${kind}-${index + 1}`] : [];
    const former = [...new Set([written, inList, byKey, ...listed])].filter((each) => each !== name);
    const aliases = former.length === 0 ? {} : { aliases: former.map((each) => ({ name: each })) };
    const isTaken = late.get(path);
    if (isTwin[index] === undefined && isTaken === undefined) return { name, text, opts: { parent, ...aliases } };
    const check = (value: unknown) => [
      ...(isTwin[index]?.() ? [grantedTwice(grants, path, value)] : []),
      ...(isTaken?.() ?? []),
    ];
    const hooks = proofHooks(`grant ${name}`, [property], (inputs) => check(inputs[property]));
    return { name, text: provedUnderMocks(pulumi.output(text), check), opts: { parent, hooks, ...aliases } };
  });
}
