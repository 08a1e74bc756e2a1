import { checkForm } from "./form";
import type { Issue } from "./issue";
import { issue } from "./issue";
import type { ValueCheck } from "./known";
import { ifKnown, isLater } from "./known";
import { show } from "./show";

/** What an identity is granted by a text each, such as the ARN of a policy: a list, and the same by keys. */
export interface TextGrants<Text = unknown> {
  /** Name of the list among the arguments; the keyed ones are called the same with `ByKey`. */
  readonly argument: string;
  readonly list: readonly Text[] | undefined;
  readonly byKey: Readonly<Record<string, Text>> | undefined;
  /** Code of the fault that the same is granted twice. */
  readonly duplicate: string;
}

/** One of them, with the path of its argument. */
interface TextGrant<Text> {
  readonly path: string;
  readonly text: Text;
  readonly key?: string;
}

// JavaScript puts keys that are numbers first, and a key takes over what the Output in its place was called.
const checkKey = checkForm(
  "grant-key-invalid",
  "key",
  /^[A-Za-z][A-Za-z0-9._-]{0,63}$/,
  '1 to 64 letters, digits, ".", "_" or "-", beginning with a letter',
);

/** All of them: the list first, then the keyed ones, in the order in which the program wrote them. */
export function listTextGrants<Text>({ argument, list = [], byKey = {} }: TextGrants<Text>): TextGrant<Text>[] {
  return [
    ...list.map((text, index) => ({ path: `${argument}[${index}]`, text })),
    ...Object.entries(byKey).map(([key, text]) => ({ path: `${argument}ByKey.${key}`, text, key })),
  ];
}

/** Faults of texts that are granted; their shape is good. `checkText` sees each that is known. */
export function checkTextGrants(grants: TextGrants, checkText: ValueCheck): Issue[] {
  const all = listTextGrants(grants);
  return [
    ...all.flatMap(({ path, text, key }, index) => [
      ...(key === undefined ? [] : checkKey(key, path)),
      ...ifKnown(text, path, checkText),
      ...(all.findIndex((other) => other.text === text) < index ? [grantedTwice(grants, path, text)] : []),
    ]),
    ...checkPlaces(grants),
  ];
}

/** The fault that a text is granted a second time: whichever of the two is taken away takes the grant along. */
export function grantedTwice({ duplicate }: Pick<TextGrants, "duplicate">, path: string, text: unknown): Issue {
  const what = isLater(text) ? "the same output" : show(text);
  return issue(duplicate, path, `Cannot grant ${what} twice: once is enough, and removing one would take away both`);
}

/** Outputs of a list are counted, and keyed ones take over the places of those: with both, nobody could tell whose a place was. */
function checkPlaces({ argument, list = [], byKey = {} }: TextGrants): Issue[] {
  if (!Object.values(byKey).some(isLater)) return [];
  return list.flatMap((text, index) =>
    isLater(text)
      ? [
          issue(
            "grant-key-missing",
            `${argument}[${index}]`,
            `Cannot tell an output of ${argument} from those of ${argument}ByKey: move it there too, all in the order that they had in the list`,
          ),
        ]
      : [],
  );
}

/** What to write instead of a list of several Outputs, or `undefined` where taking one away does no harm. */
export function adviceOnPlaces({ argument, list = [] }: TextGrants): string | undefined {
  const counted = list.flatMap((text, index) => (isLater(text) ? [`${argument}[${index}]`] : []));
  if (counted.length < 2) return undefined;
  const keyed = counted.map((path, index) => `name${index + 1}: <${path}>`).join(", ");
  return (
    `${argument} has ${counted.length} outputs, which are told apart by their places: taking one away would detach others that stay. ` +
    `Give each a name of its own, in this order and with nothing else changed, and take one away in a later update: ${argument}ByKey: { ${keyed} }`
  );
}
