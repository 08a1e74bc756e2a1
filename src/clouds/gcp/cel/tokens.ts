/** A word or sign of an expression; of a constant also its value, as CEL's syntax tree has it. */
export interface CelToken {
  readonly kind: "name" | "sign" | "constant" | "end";
  readonly text: string;
  readonly constant?: CelConstant;
}

export type CelConstant =
  | { case: "stringValue"; value: string }
  | { case: "bytesValue"; value: Uint8Array }
  | { case: "int64Value" | "uint64Value"; value: bigint }
  | { case: "doubleValue"; value: number }
  | { case: "boolValue"; value: boolean }
  | { case: "nullValue"; value: 0 };

/** An expression that CEL's grammar does not have; becomes an `unknown`, never leaves this folder. */
export class CelSyntaxError extends Error {}

const SPACE = /(?:[ \t\n\r\f]+|\/\/[^\n]*)*/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const STRING = /([rR]?[bB]|[bB]?[rR])?("""|'''|"|')/y;
const DOUBLE = /(?:\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?)/y;
const INTEGER = /(?:0x[0-9a-fA-F]+|\d+)([uU]?)/y;
const SIGN = /&&|\|\||[=!<>]=|[-+*/%<>!?:.,()[\]{}]/y;

const WORDS: Readonly<Record<string, CelConstant>> = {
  true: { case: "boolValue", value: true },
  false: { case: "boolValue", value: false },
  null: { case: "nullValue", value: 0 },
};

/** The words and signs of an expression in order, with `end` as the last. Throws `CelSyntaxError`. */
export function celTokens(source: string): CelToken[] {
  const tokens: CelToken[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (match !== null) at = pattern.lastIndex;
    return match;
  };
  for (take(SPACE); at < source.length; take(SPACE)) {
    const start = at;
    const opening = take(STRING);
    if (opening !== null) {
      const [, prefix = "", quote = ""] = opening;
      const end = endOf(source, at, quote, /r/i.test(prefix));
      const body = source.slice(at, end);
      at = end + quote.length;
      tokens.push({ kind: "constant", text: source.slice(start, at), constant: textConstant(body, prefix) });
      continue;
    }
    const name = take(NAME)?.[0];
    if (name !== undefined) {
      const constant = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined;
      if (constant !== undefined) tokens.push({ kind: "constant", text: name, constant });
      else tokens.push({ kind: name === "in" ? "sign" : "name", text: name });
      continue;
    }
    const double = take(DOUBLE)?.[0];
    if (double !== undefined) {
      tokens.push({ kind: "constant", text: double, constant: { case: "doubleValue", value: Number(double) } });
      continue;
    }
    const integer = take(INTEGER);
    if (integer !== null) {
      const [text, suffix] = integer;
      const value = BigInt(suffix === "" ? text : text.slice(0, -1));
      tokens.push({ kind: "constant", text, constant: { case: suffix === "" ? "int64Value" : "uint64Value", value } });
      continue;
    }
    const sign = take(SIGN)?.[0];
    if (sign === undefined) throw new CelSyntaxError(`nothing of CEL begins with ${JSON.stringify(source[at])}`);
    tokens.push({ kind: "sign", text: sign });
  }
  tokens.push({ kind: "end", text: "" });
  return tokens;
}

function endOf(source: string, from: number, quote: string, isRaw: boolean): number {
  for (let at = from; at < source.length; at++) {
    if (source.startsWith(quote, at)) return at;
    if (quote.length === 1 && /[\n\r]/.test(source[at]!)) break;
    if (!isRaw && source[at] === "\\") at++;
  }
  throw new CelSyntaxError(`a text without its ending ${quote}`);
}

function textConstant(body: string, prefix: string): CelConstant {
  const isBytes = /b/i.test(prefix);
  const text = /r/i.test(prefix) ? [body] : unescaped(body, isBytes);
  if (!isBytes) return { case: "stringValue", value: text.join("") };
  const parts = text.map((part) => (typeof part === "number" ? Uint8Array.of(part) : Buffer.from(part)));
  return { case: "bytesValue", value: new Uint8Array(Buffer.concat(parts)) };
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  "?": "?",
  '"': '"',
  "'": "'",
  "`": "`",
};
const ESCAPE = /\\(?:([abfnrtv\\?"'`])|[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2}))/y;

/** The text that is meant; in bytes, numbers stand for themselves. */
function unescaped(body: string, isBytes: boolean): (string | number)[] {
  const parts: (string | number)[] = [];
  let from = 0;
  for (let at = body.indexOf("\\"); at >= 0; at = body.indexOf("\\", from)) {
    ESCAPE.lastIndex = at;
    const match = ESCAPE.exec(body);
    if (match === null) throw new CelSyntaxError(`the escape ${JSON.stringify(body.slice(at, at + 2))}`);
    const [whole, plain, byte, short, long, octal] = match;
    const wide = short ?? long;
    const code = Number.parseInt(byte ?? wide ?? octal ?? "0", octal === undefined ? 16 : 8);
    if (wide !== undefined && (isBytes || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))) {
      throw new CelSyntaxError(`the escape ${whole}`);
    }
    parts.push(body.slice(from, at));
    parts.push(plain !== undefined ? ESCAPES[plain]! : isBytes ? code : String.fromCodePoint(code));
    from = at + whole.length;
  }
  parts.push(body.slice(from));
  return parts;
}
