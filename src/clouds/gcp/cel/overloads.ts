import type { CelType } from "./types";
import { openType, typeNamed } from "./types";

/** One way to call a function; `A` and `B` stand for any types. */
export interface Overload {
  /** Called on a value, which is then the first argument. */
  readonly isMember: boolean;
  /** The types of the arguments and of the result, with open types of their own. */
  fresh(): { args: CelType[]; result: CelType };
}

const NUMBERS = ["int", "uint", "double"];

/**
 * CEL's standard functions (cel-spec, langdef.md), its strings extension, and Google's `extract`; in the order of cel-go, where the first that
 * fits settles a type that is open. Numbers of all kinds can be ordered.
 */
const SIGNATURES = [
  "!_(bool) bool",
  "_&&_(bool,bool) bool",
  "_||_(bool,bool) bool",
  "@not_strictly_false(bool) bool",
  "_?_:_(bool,A,A) A",
  "_==_(A,A) bool",
  "_!=_(A,A) bool",
  "@in(A,list<A>) bool",
  "@in(A,map<A,B>) bool",
  "_[_](list<A>,int) A",
  "_[_](map<A,B>,A) B",
  ...["_<_", "_<=_", "_>_", "_>=_"].flatMap((name) => [
    `${name}(bool,bool) bool`,
    ...NUMBERS.flatMap((one) => NUMBERS.map((other) => `${name}(${one},${other}) bool`)),
    ...["string", "bytes", "timestamp", "duration"].map((type) => `${name}(${type},${type}) bool`),
  ]),
  "_+_(bytes,bytes) bytes",
  "_+_(double,double) double",
  "_+_(duration,duration) duration",
  "_+_(duration,timestamp) timestamp",
  "_+_(timestamp,duration) timestamp",
  "_+_(int,int) int",
  "_+_(list<A>,list<A>) list<A>",
  "_+_(string,string) string",
  "_+_(uint,uint) uint",
  "_-_(double,double) double",
  "_-_(duration,duration) duration",
  "_-_(int,int) int",
  "_-_(timestamp,duration) timestamp",
  "_-_(timestamp,timestamp) duration",
  "_-_(uint,uint) uint",
  ...["_*_", "_/_"].flatMap((name) => ["double", "int", "uint"].map((type) => `${name}(${type},${type}) ${type}`)),
  "_%_(int,int) int",
  "_%_(uint,uint) uint",
  "-_(double) double",
  "-_(int) int",
  ...["bytes", "list<A>", "map<A,B>", "string"].flatMap((type) => [`size(${type}) int`, `${type}.size() int`]),
  ...["string", "bool", "bytes", "double", "duration", "int", "timestamp", "uint"].map(
    (type) => `string(${type}) string`,
  ),
  ...["int", "double", "duration", "string", "timestamp", "uint"].map((type) => `int(${type}) int`),
  ...["uint", "double", "int", "string"].map((type) => `uint(${type}) uint`),
  ...["double", "int", "string", "uint"].map((type) => `double(${type}) double`),
  "bool(bool) bool",
  "bool(string) bool",
  ...["timestamp", "int", "string"].map((type) => `timestamp(${type}) timestamp`),
  ...["duration", "int", "string"].map((type) => `duration(${type}) duration`),
  "dyn(A) dyn",
  "type(A) type",
  ...["contains", "startsWith", "endsWith", "matches"].map((name) => `string.${name}(string) bool`),
  "matches(string,string) bool",
  "string.charAt(int) string",
  "string.extract(string) string",
  ...["indexOf", "lastIndexOf"].flatMap((name) => [`string.${name}(string) int`, `string.${name}(string,int) int`]),
  "list<string>.join() string",
  "list<string>.join(string) string",
  ...["lowerAscii", "upperAscii", "trim"].map((name) => `string.${name}() string`),
  "string.replace(string,string) string",
  "string.replace(string,string,int) string",
  "string.split(string) list<string>",
  "string.split(string,int) list<string>",
  "string.substring(int) string",
  "string.substring(int,int) string",
];

const byName = new Map<string, Overload[]>();

/** The ways to call a function of this name. */
export function overloadsOf(name: string): readonly Overload[] {
  if (byName.size === 0) {
    for (const each of SIGNATURES.map(readSignature)) byName.set(each.name, [...(byName.get(each.name) ?? []), each]);
  }
  return byName.get(name) ?? [];
}

/**
 * The same, where what stands behind brackets may be anything if the value before them may: cel-go guesses its type from the first
 * function that reads it, which is no reason to doubt a document.
 */
export function gradualOverloadsOf(name: string): readonly Overload[] {
  return name === "_[_]" ? [ANY_ITEM, ...overloadsOf(name)] : overloadsOf(name);
}

const ANY_ITEM = readSignature("_[_](dyn,A) dyn");

function readSignature(signature: string): Overload & { name: string } {
  const [, target, name = "", args = "", result = ""] =
    /^(?:([a-z<>,AB]+)\.)?(\S+)\((.*)\) (\S+)$/.exec(signature) ?? [];
  const types = [...(target === undefined ? [] : [target]), ...(args === "" ? [] : args.split(/,(?![^<]*>)/))];
  const read = () => {
    const open = { A: openType(), B: openType() };
    return { args: types.map((type) => readType(type, open)), result: readType(result, open) };
  };
  const isOpen = /[AB]/.test(types.join() + result);
  const settled = read();
  return { name, isMember: target !== undefined, fresh: isOpen ? read : () => settled };
}

function readType(text: string, open: Readonly<Record<string, CelType>>): CelType {
  const [, name = "", of] = /^(\w+)(?:<(.*)>)?$/.exec(text) ?? [];
  return open[name] ?? typeNamed(name, ...(of === undefined ? [] : of.split(",").map((part) => readType(part, open))));
}
