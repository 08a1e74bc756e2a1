/** A type of CEL: `list` has the type of its items as its only part, `map` those of its keys and values. */
export interface CelType {
  readonly name: string;
  readonly of: readonly CelType[];
}

/** A type that is still to be found out. */
interface Open extends CelType {
  readonly name: "?";
}

export const DYN = typeNamed("dyn");
export const BOOL = typeNamed("bool");
export const STRING = typeNamed("string");

export function typeNamed(name: string, ...of: CelType[]): CelType {
  return { name, of };
}

export function openType(): CelType {
  return { name: "?", of: [] };
}

function isOpen(type: CelType): type is Open {
  return type.name === "?";
}

/** What has been found out about open types. */
export type FoundTypes = ReadonlyMap<CelType, CelType>;

/** The type with all that is known of its parts; at the end, what stays open may be anything. */
export function resolved(type: CelType, found: FoundTypes, atEnd = false): CelType {
  const known = found.get(type);
  if (known !== undefined) return resolved(known, found, atEnd);
  if (isOpen(type)) return atEnd ? DYN : type;
  return type.of.length === 0 ? type : { name: type.name, of: type.of.map((part) => resolved(part, found, atEnd)) };
}

/** What has to be found out for values of these types to stand for one another, in order; `undefined` where they cannot. */
export function assignable(
  ones: readonly CelType[],
  others: readonly CelType[],
  found: FoundTypes,
): FoundTypes | undefined {
  if (ones.length !== others.length) return undefined;
  const extended = new Map(found);
  return ones.every((one, i) => canStandFor(one, others[i]!, extended)) ? extended : undefined;
}

function canStandFor(one: CelType, other: CelType, found: Map<CelType, CelType>): boolean {
  if (isOpen(other)) {
    const substitution = substitute(one, other, found);
    if (substitution === "possible") return true;
    if (substitution === "settled otherwise") return false;
  }
  if (isOpen(one)) return substitute(other, one, found) === "possible";
  if (one.name === "dyn" || other.name === "dyn") return true;
  const isOfOneKind = one.name === other.name && one.of.length === other.of.length;
  return isOfOneKind && one.of.every((part, i) => canStandFor(part, other.of[i]!, found));
}

function substitute(type: CelType, open: CelType, found: Map<CelType, CelType>) {
  if (type === open) return "possible";
  const known = found.get(open);
  if (known === undefined) {
    if (occursIn(open, type, found)) return "impossible";
    found.set(open, type);
    return "possible";
  }
  if (isSame(type, known)) return "possible";
  if (!canStandFor(type, known, found)) return "settled otherwise";
  const general = moreGeneral(type, known);
  if (!occursIn(open, general, found)) found.set(open, general);
  return "possible";
}

function occursIn(open: CelType, type: CelType, found: FoundTypes): boolean {
  if (type === open) return true;
  const known = found.get(type);
  return known !== undefined ? occursIn(open, known, found) : type.of.some((part) => occursIn(open, part, found));
}

export function isSame(one: CelType, other: CelType): boolean {
  if (isOpen(one) || isOpen(other)) return one === other;
  return (
    one.name === other.name &&
    one.of.length === other.of.length &&
    one.of.every((part, i) => isSame(part, other.of[i]!))
  );
}

export function moreGeneral(one: CelType, other: CelType): CelType {
  return isNoMoreSpecific(one, other) ? one : other;
}

function isNoMoreSpecific(one: CelType, other: CelType): boolean {
  if (one.name === "dyn" || isOpen(one)) return true;
  if (other.name === "dyn" || isOpen(other)) return false;
  return (
    one.name === other.name &&
    one.of.length === other.of.length &&
    one.of.every((part, i) => isNoMoreSpecific(part, other.of[i]!))
  );
}

export function typeText({ name, of }: CelType): string {
  return of.length === 0 ? name : `${name}(${of.map(typeText).join(", ")})`;
}
