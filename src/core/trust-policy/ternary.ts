/** Kleene's three truth values: `unknown` is carried along unless another operand decides. */
export type Ternary = boolean | "unknown";

export function allOf(values: readonly Ternary[]): Ternary {
  return values.includes(false) ? false : values.includes("unknown") ? "unknown" : true;
}

export function anyOf(values: readonly Ternary[]): Ternary {
  return values.includes(true) ? true : values.includes("unknown") ? "unknown" : false;
}

export function opposite(value: Ternary): Ternary {
  return value === "unknown" ? value : !value;
}
