import type { CharSet } from "./char-set";
import { ANY_CHAR, charSet, codePoints, complementOf, oneChar, unionOf } from "./char-set";

/** The structure of a regular expression. Captures and greediness do not change which strings match, so they leave no trace. */
export type RegexNode =
  | { readonly kind: "chars"; readonly set: CharSet }
  | { readonly kind: "start" | "end" }
  | { readonly kind: "sequence" | "alternatives"; readonly of: readonly RegexNode[] }
  | { readonly kind: "repeat"; readonly of: RegexNode; readonly min: number; readonly max: number };

/** Largest counter of `{m,n}`, and of nested ones together, as in RE2. */
const MAX_REPEAT = 1000;
const MAX_DEPTH = 100;
const MAX_LENGTH = 4096;
/** Characters of a group's head, an escape or the name of a class. */
const MAX_HEAD = 40;

const DIGIT = charSet([48, 57]);
const WORD = charSet([48, 57], [65, 90], [95, 95], [97, 122]);
const SPACE = charSet([9, 10], [12, 13], [32, 32]);
const NOT_NEWLINE = complementOf(oneChar(10));
const PERL_CLASSES: Record<string, CharSet> = {
  d: DIGIT,
  D: complementOf(DIGIT),
  w: WORD,
  W: complementOf(WORD),
  s: SPACE,
  S: complementOf(SPACE),
};
const ALNUM = charSet([48, 57], [65, 90], [97, 122]);
const POSIX_CLASSES: Record<string, CharSet> = {
  alnum: ALNUM,
  alpha: charSet([65, 90], [97, 122]),
  ascii: charSet([0, 127]),
  blank: charSet([9, 9], [32, 32]),
  cntrl: charSet([0, 31], [127, 127]),
  digit: DIGIT,
  graph: charSet([33, 126]),
  lower: charSet([97, 122]),
  print: charSet([32, 126]),
  punct: charSet([33, 47], [58, 64], [91, 96], [123, 126]),
  space: charSet([9, 13], [32, 32]),
  upper: charSet([65, 90]),
  word: WORD,
  xdigit: charSet([48, 57], [65, 70], [97, 102]),
};
/** What Unicode folds to letters of ASCII beside the other case: the long s and the Kelvin sign. */
const ODD_FOLDS: readonly (readonly [letter: string, folded: number])[] = [
  ["s", 0x17f],
  ["k", 0x212a],
];
const CONTROLS: Record<string, number> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

class Unsupported extends Error {}

/**
 * Parses the part of RE2's syntax that this library decides about: literals, escapes, `.`, classes, groups with names and the
 * flags `i`, `s` and `U`, `|`, `* + ? {m,n}`, `^` and `$`.
 * Everything else is named in `unsupported`, also what RE2 itself refuses. Source: github.com/google/re2/wiki/Syntax.
 */
export function parseRegex(source: string): RegexNode | { unsupported: string } {
  try {
    return new Parser(source).parse();
  } catch (error) {
    if (error instanceof Unsupported) return { unsupported: error.message };
    throw error;
  }
}

class Parser {
  private readonly chars: string[];
  private at = 0;
  private depth = 0;
  private flags = { i: false, s: false };
  private readonly names = new Set<string>();

  constructor(source: string) {
    if (source.length > MAX_LENGTH) throw new Unsupported(`an expression of more than ${MAX_LENGTH} characters`);
    this.chars = [...source];
  }

  parse(): RegexNode {
    const node = this.alternatives();
    if (this.at < this.chars.length) throw new Unsupported('an unmatched ")"');
    if (!repeatsAtMost(MAX_REPEAT, node)) throw new Unsupported(`counters of more than ${MAX_REPEAT} together`);
    return node;
  }

  private alternatives(): RegexNode {
    if (++this.depth > MAX_DEPTH) throw new Unsupported(`groups nested more than ${MAX_DEPTH} deep`);
    const of = [this.sequence()];
    while (this.take("|")) of.push(this.sequence());
    this.depth--;
    return of.length === 1 ? of[0]! : { kind: "alternatives", of };
  }

  private sequence(): RegexNode {
    const of: RegexNode[] = [];
    while (this.at < this.chars.length && this.peek() !== "|" && this.peek() !== ")") {
      if (!this.setsFlags()) of.push(this.repeated());
    }
    return of.length === 1 ? of[0]! : { kind: "sequence", of };
  }

  private repeated(): RegexNode {
    const node = this.atom();
    const bounds = this.bounds();
    if (bounds === undefined) return node;
    this.take("?");
    if (/^[*+?{]$/.test(this.peek())) throw new Unsupported(`the repetition "${this.peek()}" after a repetition`);
    return { kind: "repeat", of: node, ...bounds };
  }

  private bounds(): { min: number; max: number } | undefined {
    if (this.take("*")) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (this.take("+")) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (this.take("?")) return { min: 0, max: 1 };
    if (this.peek() !== "{") return undefined;
    const text = this.chars.slice(this.at, this.at + 12).join("");
    const match = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(text);
    if (match === null) throw new Unsupported('a "{" that starts no counter of up to four digits');
    this.at += match[0].length;
    const min = Number(match[1]);
    const max = match[2] === undefined ? min : match[3] === "" ? Number.POSITIVE_INFINITY : Number(match[3]);
    if (min > MAX_REPEAT || (max > MAX_REPEAT && max !== Number.POSITIVE_INFINITY) || min > max) {
      throw new Unsupported(`the counter "${match[0]}"`);
    }
    return { min, max };
  }

  private atom(): RegexNode {
    const char = this.next();
    if (char === "(") return this.group();
    if (char === "[") return { kind: "chars", set: this.characterClass() };
    if (char === ".") return { kind: "chars", set: this.flags.s ? ANY_CHAR : NOT_NEWLINE };
    if (char === "^") return { kind: "start" };
    if (char === "$") return { kind: "end" };
    if (char === "\\") return this.escape();
    if (/^[*+?{]$/.test(char)) throw new Unsupported(`the repetition "${char}" of nothing`);
    return { kind: "chars", set: this.folded(only(char)) };
  }

  private group(): RegexNode {
    const { flags } = this;
    if (this.take("?")) this.groupHead();
    const node = this.alternatives();
    if (!this.take(")")) throw new Unsupported('an unclosed "("');
    this.flags = flags;
    return node;
  }

  /** What stands between "(?" and what a group is about: ":", flags, or a name. */
  private groupHead(): void {
    const [head = "", , flags, name = ""] = this.read(/^(([iUs]*(?:-[iUs]+)?):|P?<(\w+)>)/) ?? [];
    if (head === "") throw new Unsupported(`the group "(?${this.peek()}"`);
    if (flags !== undefined) this.flags = this.withFlags(flags);
    else if (this.names.size === this.names.add(name).size) throw new Unsupported(`two groups of the name ${name}`);
  }

  /** Reads "(?i)" and its like, which hold up to the end of the group that they stand in. */
  private setsFlags(): boolean {
    if (this.peek() !== "(") return false;
    const [, flags] = this.read(/^\(\?([iUs]+(?:-[iUs]+)?|-[iUs]+)\)/) ?? [];
    if (flags === undefined) return false;
    this.flags = this.withFlags(flags);
    if (/^[*+?{]$/.test(this.peek())) throw new Unsupported(`the repetition "${this.peek()}" of nothing`);
    return true;
  }

  private withFlags(text: string): { i: boolean; s: boolean } {
    const [on = "", off = ""] = text.split("-");
    const is = (flag: "i" | "s") => !off.includes(flag) && (on.includes(flag) || this.flags[flag]);
    return { i: is("i"), s: is("s") };
  }

  /** The characters with those that count as the same where case does not. */
  private folded(set: CharSet): CharSet {
    if (!this.flags.i) return set;
    const sets = [set];
    for (let at = 0; at < set.length; at += 2) {
      const [from, to] = [set[at]!, set[at + 1]!];
      if (to > 127) throw new Unsupported("letters outside of ASCII whose case does not count");
      for (let char = from; char <= Math.min(to, 127); char++) {
        const letter = String.fromCodePoint(char);
        for (const other of [letter.toLowerCase(), letter.toUpperCase()]) sets.push(only(other));
        for (const [of, odd] of ODD_FOLDS) if (letter.toLowerCase() === of) sets.push(oneChar(odd));
      }
    }
    return unionOf(sets);
  }

  private escape(): RegexNode {
    if (this.take("A")) return { kind: "start" };
    if (this.take("z")) return { kind: "end" };
    return { kind: "chars", set: this.folded(this.escapedChars()) };
  }

  private escapedChars(): CharSet {
    const char = this.next();
    const perl = Object.hasOwn(PERL_CLASSES, char) ? PERL_CLASSES[char] : undefined;
    if (perl !== undefined) return perl;
    const control = Object.hasOwn(CONTROLS, char) ? CONTROLS[char] : undefined;
    if (control !== undefined) return oneChar(control);
    if (/^[!-/:-@[-^`{-~ ]$/.test(char)) return only(char);
    const [, braced, pair] = (char === "x" && this.read(/^(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{2}))/)) || [];
    const code = Number.parseInt(braced ?? pair ?? "", 16);
    if (code <= 0x10ffff) return oneChar(code);
    throw new Unsupported(`the escape "\\${char}"`);
  }

  private characterClass(): CharSet {
    const negated = this.take("^");
    const sets: CharSet[] = [];
    do {
      sets.push(this.classItem());
    } while (!this.take("]"));
    const union = this.folded(unionOf(sets));
    return negated ? complementOf(union) : union;
  }

  private classItem(): CharSet {
    const [, not, name = ""] = this.read(/^\[:(\^?)(\w+):\]/) ?? [];
    const posix = Object.hasOwn(POSIX_CLASSES, name) ? POSIX_CLASSES[name]! : undefined;
    if (posix !== undefined) return not === "^" ? complementOf(posix) : posix;
    if (name !== "") throw new Unsupported(`the class "[:${name}:]"`);
    const from = this.classChars();
    const isRange = this.peek() === "-" && this.chars[this.at + 1] !== "]";
    if (!isRange) return from;
    this.at++;
    const to = this.classChars();
    if (from.length !== 2 || from[0] !== from[1] || to.length !== 2 || to[0] !== to[1] || from[0]! > to[0]!) {
      throw new Unsupported("a range of characters without two ends in order");
    }
    if (this.peek() === "-" && this.chars[this.at + 1] !== "]") throw new Unsupported('a "-" after a range');
    return charSet([from[0]!, to[0]!]);
  }

  private classChars(): CharSet {
    const char = this.next();
    if (char === "[" && /^[:.=]$/.test(this.peek())) throw new Unsupported(`the class "[${this.peek()}"`);
    return char === "\\" ? this.escapedChars() : only(char);
  }

  private peek(): string {
    return this.chars[this.at] ?? "";
  }

  private next(): string {
    const char = this.chars[this.at++];
    if (char === undefined) throw new Unsupported("an expression that ends too early");
    return char;
  }

  /** Takes what an expression finds here, which looks at so many characters and no more. */
  private read(expression: RegExp): RegExpExecArray | undefined {
    const match = expression.exec(this.chars.slice(this.at, this.at + MAX_HEAD).join(""));
    if (match === null) return undefined;
    this.at += [...match[0]].length;
    return match;
  }

  private take(char: string): boolean {
    if (this.chars[this.at] !== char) return false;
    this.at++;
    return true;
  }
}

/** Whether counters inside of counters multiply to no more than this: RE2 refuses others. */
function repeatsAtMost(most: number, node: RegexNode): boolean {
  if (node.kind === "sequence" || node.kind === "alternatives")
    return node.of.every((part) => repeatsAtMost(most, part));
  if (node.kind !== "repeat") return true;
  const times = Number.isFinite(node.max) ? node.max : node.min;
  return times <= most && repeatsAtMost(times > 0 ? Math.floor(most / times) : most, node.of);
}

function only(char: string): CharSet {
  return oneChar(codePoints(char)[0]!);
}
