import type { Symbolic } from "./symbolic";
import { ERROR, oneOf, typeOf, whereDefined } from "./symbolic";

/** Types that an expression can name (cel-spec, langdef.md, "Abstract types"). */
export const TYPE_NAMES = ["bool", "bytes", "double", "int", "list", "map", "null_type", "string", "type", "uint"];

/** The type of this name; `undefined` where there is none. */
export function typeByName(name: string): Symbolic | undefined {
  return TYPE_NAMES.includes(name) ? { kind: "type", name } : undefined;
}

/** `type(value)`. Whether a claim that is a number is a whole one to Google is not documented. */
export function typeOfValue(value: Symbolic): Symbolic | undefined {
  const name = nameOf(value);
  if (name === undefined) return value.kind === "error" ? ERROR : undefined;
  // Of a value that some tokens lack there is no type either.
  return typeOf(value) !== undefined ? { kind: "type", name } : typeWhere(value, name);
}

function typeWhere(value: Symbolic, name: string): Symbolic | undefined {
  return oneOf([{ when: whereDefined(value), value: { kind: "type", name } }], false);
}

function nameOf(value: Symbolic): string | undefined {
  if (value.kind === "text") return "string";
  if (value.kind === "size") return "int";
  if (value.kind === "number") return value.isDouble ? "double" : "int";
  if (value.kind === "record") return "map";
  if (value.kind === "unknown")
    return value.is && { bool: "bool", text: "string", list: "list", number: undefined }[value.is];
  return value.kind === "bool" || value.kind === "list" || value.kind === "type" ? value.kind : undefined;
}
