import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import type { Path } from "../../core/path";
import { at, pathText } from "../../core/path";
import { isRecord, own } from "../../core/record";
import { show } from "../../core/show";
import { checkHuaweiGroupName, HUAWEI_CONDITIONS_PER_RULE } from "./values";

/** A conversion rule in one shape: lists everywhere, nothing optional. */
export interface HuaweiRule {
  /** How a trace names it: its position from 1. */
  readonly label: string;
  /** The federated user that a token becomes; `undefined` where this rule leaves that to others. */
  readonly user: HuaweiRuleName | undefined;
  readonly groups: readonly HuaweiRuleName[];
  /** All of them have to hold. */
  readonly conditions: readonly HuaweiRuleCondition[];
}

/** A name that a rule gives, or why it cannot be known. */
export type HuaweiRuleName = { readonly name: string } | { readonly unmodelled: string };

export interface HuaweiRuleCondition {
  readonly claim: string;
  /** `present` asks only whether the token has the claim. */
  readonly test: "present" | "any-one-of" | "not-any-of";
  readonly values: readonly string[];
  readonly regex: boolean;
}

/** Bounds far above what the vendor stores, so that hostile input ends early. */
const MAX_RULES = 2000;
const MAX_VALUES = 20_000;
const MAX_TEXT_LENGTH = 4096;

/** User names that both editions of the vendor's documents allow. */
const SAFE_USER_NAME = /^[A-Za-z][A-Za-z0-9 ._-]{0,63}$/;

/** Brings the rules of a mapping into one shape and lists every fault. Members that a rule cannot have are faults, never ignored. */
export function readHuaweiRules(value: readonly unknown[], path: Path): { rules: HuaweiRule[]; issues: Issue[] } {
  const reader = new Reader();
  if (value.length > MAX_RULES) {
    reader.fault("huawei-rules-too-large", path, `${value.length} rules, at most ${MAX_RULES} are read`);
    return { rules: [], issues: reader.issues };
  }
  const rules = value.map((rule, i) => reader.rule(rule, at(path, i), `rule ${i + 1}`));
  return { rules, issues: reader.issues };
}

/** What engines read in different ways beside classes: flags, names of groups, and characters by number. */
const OF_SOME_ENGINES = /\(\?(?!:)|\[:|\\x/;

/**
 * Whether a regular expression says itself that it matches whole values, and has nothing that engines read differently: whether the vendor
 * anchors, and with which engine it compares, is not documented.
 */
export function isAnchored(source: string): boolean {
  if (!source.startsWith("^") || OF_SOME_ENGINES.test(source)) return false;
  let depth = 0;
  let inClass = false;
  for (let i = 1; i < source.length; i++) {
    const char = source[i];
    if (char === "\\") i++;
    else if (inClass && (char === "[" || /^(&&|--|~~|\|\|)/.test(source.slice(i, i + 2)))) return false;
    else if (inClass) inClass = char !== "]";
    else if (char === "[") inClass = true;
    else if (char === "(") depth++;
    else if (char === ")") depth--;
    else if (char === "|" && depth === 0) return false;
    else if (char === "$" && depth === 0 && i === source.length - 1) return true;
  }
  return false;
}

const RULE_MEMBERS = ["local", "remote"];
const LOCAL_MEMBERS = ["user", "group", "groups"];
const NAME_MEMBERS = ["name"];
const CONDITION_MEMBERS = ["type", "any_one_of", "not_any_of", "regex"];

class Reader {
  readonly issues: Issue[] = [];
  private values = 0;

  rule(value: unknown, path: Path, label: string): HuaweiRule {
    const rule = this.object(value, RULE_MEMBERS, path);
    const remote = this.list(own(rule, "remote"), at(path, "remote"));
    if (remote.length > HUAWEI_CONDITIONS_PER_RULE) {
      this.fault(
        "huawei-rule-too-long",
        at(path, "remote"),
        `${remote.length} conditions, at most ${HUAWEI_CONDITIONS_PER_RULE} are stored`,
      );
    }
    const users: HuaweiRuleName[] = [];
    const groups: HuaweiRuleName[] = [];
    const local = at(path, "local");
    for (const [i, item] of this.list(own(rule, "local"), local).entries()) {
      this.local(item, at(local, i), label, users, groups);
    }
    const conditions = remote.map((item, i) => this.condition(item, at(at(path, "remote"), i)));
    const [user, another] = users;
    // Which of two names counts is not documented.
    return {
      label,
      user: another === undefined ? user : { unmodelled: `${label}: two user names` },
      groups,
      conditions,
    };
  }

  private local(value: unknown, path: Path, label: string, users: HuaweiRuleName[], groups: HuaweiRuleName[]): void {
    const local = this.object(value, LOCAL_MEMBERS, path);
    const nameIn = (member: string): string | undefined => {
      const holder = own(local, member);
      if (holder === undefined) return undefined;
      const where = at(path, member);
      return this.text(own(this.object(holder, NAME_MEMBERS, where), "name"), at(where, "name"));
    };
    const [user, group, list] = [nameIn("user"), nameIn("group"), own(local, "groups")];
    if (user !== undefined) users.push(userName(user, label));
    if (group !== undefined) groups.push(literalName(group, label));
    if (list !== undefined) groups.push(...groupNames(this.text(list, at(path, "groups")), label));
  }

  private condition(value: unknown, path: Path): HuaweiRuleCondition {
    const condition = this.object(value, CONDITION_MEMBERS, path);
    const [anyOneOf, notAnyOf] = [own(condition, "any_one_of"), own(condition, "not_any_of")];
    const regex = own(condition, "regex");
    if (anyOneOf !== undefined && notAnyOf !== undefined) {
      this.fault("huawei-rule-invalid", path, "both any_one_of and not_any_of, expected one of them");
    }
    if (regex !== undefined && typeof regex !== "boolean") {
      this.fault("huawei-rule-invalid", at(path, "regex"), `${show(regex)}, expected true or false`);
    }
    const test = anyOneOf !== undefined ? "any-one-of" : notAnyOf !== undefined ? "not-any-of" : "present";
    const name = test === "any-one-of" ? "any_one_of" : "not_any_of";
    return {
      claim: this.text(own(condition, "type"), at(path, "type")),
      test,
      values: test === "present" ? [] : this.texts(anyOneOf ?? notAnyOf, at(path, name)),
      regex: regex === true,
    };
  }

  private texts(value: unknown, path: Path): string[] {
    const list = this.list(value, path);
    const before = this.values;
    this.values += list.length;
    if (this.values > MAX_VALUES) {
      if (before <= MAX_VALUES) this.fault("huawei-rules-too-large", path, `more than ${MAX_VALUES} values in all`);
      return [];
    }
    return list.map((one, i) => this.text(one, at(path, i)));
  }

  private text(value: unknown, path: Path): string {
    if (typeof value === "string" && value !== "" && value.length <= MAX_TEXT_LENGTH) return value;
    this.fault("huawei-rule-invalid", path, `${show(value)}, expected a string of 1 to ${MAX_TEXT_LENGTH} characters`);
    return "";
  }

  private list(value: unknown, path: Path): unknown[] {
    if (Array.isArray(value) && value.length > 0) return value;
    this.fault("huawei-rule-invalid", path, `${show(value)}, expected a list with at least one entry`);
    return [];
  }

  private object(value: unknown, known: readonly string[], path: Path): Record<string, unknown> {
    if (!isRecord(value)) {
      this.fault("huawei-rule-invalid", path, `${show(value)}, expected an object`);
      return {};
    }
    for (const name of Object.keys(value)) {
      if (known.includes(name)) continue;
      this.fault("huawei-rule-element-unknown", path, `${show(name)}, expected ${known.map(show).join(" or ")}`);
    }
    return value;
  }

  fault(code: string, path: Path, seen: string): void {
    // More faults tell a person nothing, and a hostile document could have millions.
    if (this.issues.length < 50)
      this.issues.push(issue(code, pathText(path), `Cannot read the conversion rules: found ${seen}`));
  }
}

/** `{0}` takes the value of a claim, and a `sub` has characters that the vendor's documents do not agree on. */
function userName(name: string, label: string): HuaweiRuleName {
  return SAFE_USER_NAME.test(name) ? { name } : { unmodelled: `${label}: the user name ${show(name)}` };
}

function literalName(name: string, label: string): HuaweiRuleName {
  const isGroup = checkHuaweiGroupName(name, "").length === 0;
  return isGroup ? { name } : { unmodelled: `${label}: the group name ${show(name)}` };
}

/** A list of names as JSON text; `{0}` would take the names from a claim. */
function groupNames(text: string, label: string): HuaweiRuleName[] {
  try {
    const names: unknown = JSON.parse(text);
    if (Array.isArray(names) && names.every((name) => typeof name === "string")) {
      return names.map((name: string) => literalName(name, label));
    }
  } catch {
    // Not JSON: a placeholder, or something the vendor may read in its own way.
  }
  return [{ unmodelled: `${label}: the groups ${show(text)}` }];
}
