import { isDeepStrictEqual } from "node:util";
import type { ResourceType } from "../../clouds/simulated/behaviour";
import { UNKNOWN_VALUE } from "../../core/known";
import type { Properties } from "./inputs";
import { isMadeUp, isObject, withoutDefaults } from "./inputs";

/** What a provider tells the engine of new inputs; `replaced` are those of the changed paths that cannot change in place. */
interface Difference {
  readonly changed: readonly string[];
  readonly replaced: readonly string[];
  readonly deletesFirst: boolean;
}

/** How a resource's new inputs differ from those before, but for the paths that the program ignores. */
export function difference(
  { replacedBy, autoname, sameInputs, deletesFirst = false }: ResourceType,
  olds: Properties,
  news: Properties,
  ignored: readonly string[],
): Difference {
  const compared = (inputs: Properties) => asCompared(withoutDefaults(inputs), sameInputs);
  const changed = changes(compared(olds), compared(news)).filter(
    (path) => !ignored.some((property) => within(path, property)),
  );
  const replaced = changed.filter(
    (path) => replacedBy === "every input" || replacedBy.some((property) => within(path, property)),
  );
  // Two objects of one explicit name cannot stand side by side.
  const name = autoname?.path.join(".");
  const isElsewhere = autoname?.place !== undefined && changed.includes(autoname.place);
  const keepsName = name !== undefined && !isMadeUp(news, name) && !changed.includes(name) && !isElsewhere;
  return { changed, replaced, deletesFirst: replaced.length > 0 && (keepsName || deletesFirst) };
}

/** Paths of the leaves that differ; a list counts as one leaf, and what is unknown yet counts as changed. */
function changes(olds: Properties, news: Properties, prefix = ""): string[] {
  const properties = [...new Set([...Object.keys(olds), ...Object.keys(news)])];
  return properties.flatMap((property) => {
    const [before, after] = [olds[property], news[property]];
    if (isObject(before) && isObject(after)) return changes(before, after, `${prefix}${property}.`);
    const same = isDeepStrictEqual(before, after) && !JSON.stringify(after ?? null).includes(UNKNOWN_VALUE);
    return same ? [] : [`${prefix}${property}`];
  });
}

/** The inputs as the provider compares them: what can be said in several ways is said in one. */
function asCompared(inputs: Properties, sameInputs: ResourceType["sameInputs"] = {}): Properties {
  const said = Object.entries(sameInputs).filter(
    ([name]) => typeof inputs[name] === "string" && inputs[name] !== UNKNOWN_VALUE,
  );
  return { ...inputs, ...Object.fromEntries(said.map(([name, inOneWay]) => [name, inOneWay(inputs[name])])) };
}

/** Whether a changed path touches a property, from either side. */
function within(path: string, property: string): boolean {
  return path === property || path.startsWith(`${property}.`) || property.startsWith(`${path}.`);
}
