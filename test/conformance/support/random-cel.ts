import { subjectClaim } from "../../../src/core/subject";

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed * 0x9e3779b1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Kind = "bool" | "text" | "int" | "double" | "texts";

const KINDS: readonly Kind[] = ["bool", "text", "int", "double", "texts"];
const NAMES = ["shop", "sho", "orders", "a", "b", "a-b"];
const TEXTS = [
  "",
  "a",
  "b",
  "A",
  ":",
  "-",
  "shop",
  "orders",
  "sub",
  "é",
  "x😀y",
  " a ",
  "system:serviceaccount:shop:orders",
];
/** Also those that shadow the variables of Google's providers. */
const MACRO_VARIABLES = ["x", "y", "assertion", "attribute", "google"];

class Writer {
  constructor(private readonly random: () => number) {}

  /** An expression that should come to this kind of value; now and then it is of another. */
  write(wanted: Kind, depth: number, bound: readonly string[] = []): string {
    const kind = this.random() < 0.03 ? this.pick(KINDS) : wanted;
    const inner = (of: Kind, more: readonly string[] = []) => this.write(of, depth - 1, [...bound, ...more]);
    if (depth <= 0 || this.random() < 0.15) return this.leaf(kind, bound);
    return this.pick(this.ways(kind, inner, bound))();
  }

  private ways(
    kind: Kind,
    inner: (of: Kind, more?: readonly string[]) => string,
    bound: readonly string[],
  ): (() => string)[] {
    const choice = () => `(${inner("bool")} ? ${inner(kind)} : ${inner(kind)})`;
    const macro =
      (name: string, of: Kind, end: (call: string) => string = (call) => call) =>
      () => {
        const variable = this.pick(MACRO_VARIABLES);
        // The order of a map's keys is each library's own, so only what does not hang on it goes through one.
        const isOrdered = name === "map" || name === "filter";
        const range =
          !isOrdered && this.random() < 0.1 ? this.pick(["assertion", "google", "attribute"]) : inner("texts");
        return end(`${range}.${name}(${variable}, ${inner(of, [variable])})`);
      };
    const int = () => this.pick(["0", "1", "2", "3", "-1", "22"]);
    switch (kind) {
      case "bool":
        return [
          () => `${inner("text")} == ${inner("text")}`,
          () => `${inner("text")} != ${inner("text")}`,
          () => `(${inner("bool")} && ${inner("bool")})`,
          () => `(${inner("bool")} || ${inner("bool")})`,
          () => `!(${inner("bool")})`,
          () => `${inner("text")} in ${inner("texts")}`,
          () => `${inner("text")}.${this.pick(["startsWith", "endsWith", "contains"])}(${inner("text")})`,
          () => `${inner("text")}.matches(${this.pick(["'^[a-z]+$'", "'a|b'", "'shop'", "'^(?:a.*)?:'", "'('"])})`,
          () => `${inner("int")} ${this.pick(["<", "<=", ">", ">=", "=="])} ${inner("int")}`,
          () => `${inner("double")} ${this.pick(["<", "<=", ">", ">="])} ${inner("double")}`,
          // Of what can have no fields, cel-go says no for a text and fails for a list.
          () => (bound.includes("assertion") ? "true" : `has(assertion.${this.pick(["sub", "none", "aud"])})`),
          macro("exists", "bool"),
          macro("all", "bool"),
          macro("exists_one", "bool"),
          () => `${inner("texts")} == ${inner("texts")}`,
          choice,
        ];
      case "text":
        return [
          () => `(${inner("text")} + ${inner("text")})`,
          () => `${inner("text")}.${this.pick(["lowerAscii", "upperAscii", "trim"])}()`,
          () => `${inner("text")}.replace(${inner("text")}, ${inner("text")})`,
          () => `${inner("text")}.replace(${inner("text")}, ${inner("text")}, ${int()})`,
          () => `${inner("text")}.substring(${int()})`,
          () => `${inner("text")}.substring(${int()}, ${int()})`,
          () => `${inner("text")}.charAt(${int()})`,
          () => `${inner("text")}.extract(${this.pick(["'{x}'", "'a{x}'", "'{x}:'", "':{x}:'", "'a'", "'{x}{y}'"])})`,
          () => `${inner("texts")}.join(${this.random() < 0.5 ? "" : inner("text")})`,
          () => `${inner("texts")}[${int()}]`,
          // Each library writes doubles in its own way.
          () => `string(${this.leaf(this.pick(["text", "int", "bool"] as const), [])})`,
          choice,
        ];
      case "texts":
        return [
          () => `[${inner("text")}, ${inner("text")}]`,
          () => `${inner("text")}.split(${inner("text")})`,
          () => `${inner("text")}.split(${inner("text")}, ${int()})`,
          () => `(${inner("texts")} + ${inner("texts")})`,
          macro("filter", "bool"),
          macro("map", "text"),
          choice,
        ];
      case "int":
        return [
          () => `size(${inner(this.pick(["text", "texts"] as const))})`,
          () => `${inner("text")}.${this.pick(["indexOf", "lastIndexOf"])}(${inner("text")})`,
          () => `${inner("text")}.${this.pick(["indexOf", "lastIndexOf"])}(${inner("text")}, ${int()})`,
          () => `(${inner("int")} ${this.pick(["+", "-", "*", "/", "%"])} ${inner("int")})`,
          choice,
        ];
      case "double":
        return [() => `(${inner("double")} ${this.pick(["+", "-", "*"])} ${inner("double")})`, choice];
    }
  }

  private leaf(kind: Kind, bound: readonly string[]): string {
    if (bound.length > 0 && this.random() < 0.4) return bound.at(-1)!;
    const claim = () =>
      this.pick([
        "assertion.sub",
        "assertion['sub']",
        "assertion['kubernetes.io']['namespace']",
        "assertion['kubernetes.io'].serviceaccount.name",
        "google.subject",
        "attribute.namespace",
        "assertion.none",
      ]);
    const leaves: Record<Kind, () => string> = {
      bool: () => this.pick(["true", "false", "assertion.verified"]),
      text: () => (this.random() < 0.5 ? claim() : this.literal()),
      texts: () => this.pick(["assertion.aud", "['a', 'b']", "[]", "['shop']", "google.groups"]),
      int: () => this.pick(["0", "1", "-1", "7", "9223372036854775807"]),
      double: () => this.pick(["assertion.exp", "1.5", "0.0", "-2.5e3"]),
    };
    return leaves[kind]();
  }

  private literal(): string {
    const text = this.pick(TEXTS);
    return this.pick([`'${text}'`, `"${text}"`, `r'${text}'`, `'''${text}'''`]);
  }

  pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.random() * values.length)]!;
  }
}

/** An expression as a condition or mapping might have it: strings, lists and macros over claims, with faults and errors among them. */
export function randomCel(seed: number): string {
  const writer = new Writer(randomNumbers(seed));
  return writer.write(writer.pick(["bool", "bool", "bool", "text", "texts"]), 4);
}

/** The variables of a condition, for a token of a ServiceAccount. */
export function randomClaims(seed: number): Record<string, unknown> {
  const [namespace, serviceAccount] = [NAMES[seed % NAMES.length]!, NAMES[(seed >> 3) % NAMES.length]!];
  const sub = subjectClaim({ namespace, serviceAccount });
  return {
    assertion: {
      iss: "https://issuer.example.com",
      sub,
      aud: seed % 3 === 0 ? ["a", "b"] : ["sub"],
      exp: 1_767_229_200,
      verified: seed % 2 === 0,
      "kubernetes.io": { namespace, serviceaccount: { name: serviceAccount, uid: "u" } },
    },
    google: { subject: sub, groups: ["a"] },
    attribute: { namespace },
  };
}
