/** How a condition operator compares, stripped of the modifiers `IfExists`, `ForAllValues:` and `ForAnyValue:`. */
export interface OperatorMeaning {
  /** `presence` asks only whether the key is there; `unmodelled` compares numbers, dates, addresses and the like. */
  readonly compare: "exact" | "ignore-case" | "like" | "presence" | "unmodelled";
  /** True where none of the listed values may match. */
  readonly negated: boolean;
}

/** What the vendors of this policy language do differently, as plain data. What a vendor does not document is `unverified`. */
export interface PolicyDialect {
  /** Values of `Version`; the vendor refuses others. */
  readonly versions: readonly string[];
  /** The version of a document that names none; without it `Version` is required. */
  readonly assumedVersion?: string;
  /** The versions in which `${*}`, `${?}` and `${$}` stand for themselves. Elsewhere `${` is not modelled. */
  readonly escapes: readonly string[];
  /** Condition operators by their exact name. Other names are not modelled. */
  readonly operators: Readonly<Record<string, OperatorMeaning>>;
  /** Whether a key that the request lacks, `IfExists`, `ForAllValues:` and `ForAnyValue:` mean what AWS-style policies document. */
  readonly modifiers: "documented" | "unverified";
  /** Whether action names that differ only in the case of letters are the same action. */
  readonly actionCase: "ignored" | "unverified";
}

/** The operators that compare strings, under the names that every vendor shares. */
export const STRING_OPERATORS = {
  StringEquals: { compare: "exact", negated: false },
  StringNotEquals: { compare: "exact", negated: true },
  StringEqualsIgnoreCase: { compare: "ignore-case", negated: false },
  StringNotEqualsIgnoreCase: { compare: "ignore-case", negated: true },
  StringLike: { compare: "like", negated: false },
  StringNotLike: { compare: "like", negated: true },
} as const satisfies Record<string, OperatorMeaning>;

/** Entries for operators whose comparison is not modelled: they are decided only where the key is absent. */
export function unmodelledOperators(
  positive: readonly string[],
  negated: readonly string[],
): Record<string, OperatorMeaning> {
  return Object.fromEntries([
    ...positive.map((name) => [name, { compare: "unmodelled", negated: false }] as const),
    ...negated.map((name) => [name, { compare: "unmodelled", negated: true }] as const),
  ]);
}

/** The operators that compare numbers and dates, under the names that vendors share; how they compare is not modelled. */
export const NUMBER_AND_DATE_OPERATORS = unmodelledOperators(
  ["Numeric", "Date"].flatMap((kind) =>
    ["Equals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"].map((how) => `${kind}${how}`),
  ),
  ["NumericNotEquals", "DateNotEquals"],
);
