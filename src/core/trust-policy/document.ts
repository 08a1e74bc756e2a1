import type { Issue } from "../issue";
import { issue } from "../issue";
import { jsonDocument } from "../json";
import { documentCopy } from "../own-copy";
import type { Path } from "../path";
import { at, pathText } from "../path";
import { isRecord, own } from "../record";
import type { Read } from "../shape";
import { shapeFault } from "../shape";
import { show } from "../show";
import type { Size } from "../size";
import { sizeWithin } from "../size";
import type { ConditionTest } from "./condition-test";
import { conditionTest } from "./condition-test";
import type { PolicyDialect } from "./dialect";

/** A policy document in one shape: lists everywhere, nothing optional. */
export interface PolicyDocument {
  readonly version: string;
  readonly statements: readonly PolicyStatement[];
  /** Characters and members of the document. */
  readonly size: Size;
  /** Characters of the document as JSON without white space. */
  length(): number;
}

export interface PolicyStatement {
  /** How a trace names it: its position from 1 and its `Sid`. */
  readonly label: string;
  /** Its name, or empty. */
  readonly sid: string;
  readonly effect: "Allow" | "Deny";
  /** Who the statement is about, or with `notPrincipal` who it is not about. */
  readonly principals: readonly PolicyPrincipal[];
  readonly notPrincipal: boolean;
  readonly actions: readonly string[];
  readonly notAction: boolean;
  /** All of them have to hold. */
  readonly conditions: readonly PolicyCondition[];
}

/** `"Principal": "*"` is `{ kind: "*", value: "*" }`. */
export interface PolicyPrincipal {
  readonly kind: string;
  readonly value: string;
}

export interface PolicyCondition {
  /** As written, for example `ForAnyValue:StringLike`. */
  readonly operator: string;
  /** What the operator means; `undefined` where this vendor's table does not know it. */
  readonly test: ConditionTest | undefined;
  readonly key: string;
  /** Any one of them has to match. */
  readonly values: readonly string[];
}

/** Bounds far above what any vendor stores (the largest trust document has 4096 characters), so that hostile input ends early. */
export const POLICY_MAX_STATEMENTS = 200;
export const POLICY_MAX_VALUES = 5000;
const POLICY_MAX_TEXT_LENGTH = 4096;
const POLICY_MAX_SIZE = 250_000;

/** More faults than this tell a person nothing. */
const MAX_ISSUES = 50;

const DOCUMENT_ELEMENTS = ["Version", "Id", "Statement"];
const STATEMENT_ELEMENTS = ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Condition"];

/**
 * Brings a trust policy into one shape and lists every fault. Elements that a trust policy cannot have are faults, never ignored:
 * a misspelt `Condition` would otherwise open the statement.
 */
export function readPolicyDocument(
  value: unknown,
  dialect: PolicyDialect,
  path: Path,
): { document: PolicyDocument; issues: Issue[] } {
  const reader = new Reader(dialect);
  const document = reader.document(value, path);
  return { document, issues: reader.issues };
}

/** A policy as it stands in a trust: the document, or its JSON text as vendors and Pulumi hand it on. */
export const readPolicy: Read<object> = (value, path, issues) => {
  // A longer text is none that a vendor stores, and reading it would cost the more the longer it is.
  const document =
    typeof value === "string" && value.length <= POLICY_MAX_SIZE ? jsonDocument(value) : documentCopy(value);
  if (isRecord(document)) return document;
  return shapeFault(value, path, issues, "a policy document, as an object or as JSON text", {});
};

class Reader {
  readonly issues: Issue[] = [];
  private values = 0;

  constructor(private readonly dialect: PolicyDialect) {}

  document(value: unknown, path: Path): PolicyDocument {
    const nothing: PolicyDocument = {
      version: "",
      statements: [],
      size: { characters: 0, members: 0 },
      length: () => 0,
    };
    if (!isRecord(value)) {
      this.fault(
        "policy-not-object",
        path,
        `Cannot read policy ${show(value)}: expected a policy document as an object`,
      );
      return nothing;
    }
    this.elements(value, DOCUMENT_ELEMENTS, path);
    const version = own(value, "Version") ?? this.dialect.assumedVersion;
    if (typeof version !== "string" || !this.dialect.versions.includes(version)) {
      const known = this.dialect.versions.map(show).join(" or ");
      this.fault(
        "policy-version-unknown",
        at(path, "Version"),
        `Cannot read a policy of version ${show(version)}: expected ${known}`,
      );
      return nothing;
    }
    const statement = own(value, "Statement");
    const statements = Array.isArray(statement) ? statement : [statement];
    if (statements.length > POLICY_MAX_STATEMENTS) {
      this.tooLarge(at(path, "Statement"), `${statements.length} statements`, POLICY_MAX_STATEMENTS);
      return nothing;
    }
    const size = sizeWithin(POLICY_MAX_SIZE, value);
    if (size === undefined) {
      this.tooLarge(path, "more characters and members", POLICY_MAX_SIZE);
      return nothing;
    }
    return {
      version,
      size,
      length: () => JSON.stringify(value).length,
      statements: statements.map((one, index) =>
        this.statement(one, index, Array.isArray(statement) ? at(at(path, "Statement"), index) : at(path, "Statement")),
      ),
    };
  }

  private statement(value: unknown, index: number, path: Path): PolicyStatement {
    if (!isRecord(value)) {
      this.fault("policy-statement-invalid", path, `Cannot read statement ${show(value)}: expected an object`);
      value = {};
    } else {
      this.elements(value, STATEMENT_ELEMENTS, path);
    }
    const statement = value as Record<string, unknown>;
    const effect = own(statement, "Effect");
    if (effect !== "Allow" && effect !== "Deny") {
      this.fault(
        "policy-effect-invalid",
        at(path, "Effect"),
        `Cannot read Effect ${show(effect)}: expected "Allow" or "Deny"`,
      );
    }
    const given = own(statement, "Sid") ?? "";
    const isText = typeof given === "string";
    const [sid = ""] = isText ? this.texts(given, at(path, "Sid")) : [];
    if (!isText) {
      const fault = `Cannot read ${Array.isArray(given) ? "a list" : show(given)} as Sid: expected a text`;
      this.fault("policy-value-invalid", at(path, "Sid"), fault);
    }
    const [principal, notPrincipal] = this.either(statement, "Principal", "NotPrincipal", path);
    const [action, notAction] = this.either(statement, "Action", "NotAction", path);
    return {
      label: sid === "" ? `statement ${index + 1}` : `statement ${index + 1} (${sid.slice(0, 64)})`,
      sid,
      effect: effect === "Deny" ? "Deny" : "Allow",
      principals: this.principals(principal, at(path, notPrincipal ? "NotPrincipal" : "Principal")),
      notPrincipal,
      actions: this.texts(action, at(path, notAction ? "NotAction" : "Action")),
      notAction,
      conditions: this.conditions(own(statement, "Condition"), at(path, "Condition")),
    };
  }

  /** Exactly one of an element and its negation. */
  private either(statement: Record<string, unknown>, name: string, notName: string, path: Path): [unknown, boolean] {
    const [value, notValue] = [own(statement, name), own(statement, notName)];
    if ((value === undefined) === (notValue === undefined)) {
      const seen = value === undefined ? "neither" : "both";
      const message = `Cannot read a statement with ${seen} of ${name} and ${notName}: expected exactly one`;
      this.fault("policy-element-missing", at(path, name), message);
      return [[], false];
    }
    return value === undefined ? [notValue, true] : [value, false];
  }

  private principals(value: unknown, path: Path): PolicyPrincipal[] {
    if (value === "*") return [{ kind: "*", value: "*" }];
    if (Array.isArray(value) && value.length === 0) return [];
    if (!isRecord(value)) {
      const message = `Cannot read principal ${show(value)}: expected "*" or an object such as {"Federated": "…"}`;
      this.fault("policy-principal-invalid", path, message);
      return [];
    }
    const principals: PolicyPrincipal[] = [];
    for (const kind of Object.keys(value)) {
      for (const text of this.texts(value[kind], at(path, kind))) principals.push({ kind, value: text });
    }
    return principals;
  }

  private conditions(value: unknown, path: Path): PolicyCondition[] {
    if (value === undefined) return [];
    if (!isRecord(value)) {
      this.fault(
        "policy-condition-invalid",
        path,
        `Cannot read condition ${show(value)}: expected an object of operators`,
      );
      return [];
    }
    const conditions: PolicyCondition[] = [];
    for (const operator of Object.keys(value)) {
      const keys = value[operator];
      if (!isRecord(keys)) {
        const message = `Cannot read condition ${show(keys)}: expected an object of condition keys`;
        this.fault("policy-condition-invalid", at(path, operator), message);
        continue;
      }
      const test = conditionTest(operator, this.dialect);
      for (const key of Object.keys(keys)) {
        const values = this.texts(keys[key], at(at(path, operator), key));
        conditions.push({ operator, test, key, values });
      }
    }
    return conditions;
  }

  /** One value or a list of them, as text; the vendors store numbers and booleans as text as well. */
  private texts(value: unknown, path: Path): string[] {
    const list: unknown[] = Array.isArray(value) ? value : [value];
    this.values += list.length;
    if (this.values > POLICY_MAX_VALUES) {
      if (this.values - list.length <= POLICY_MAX_VALUES) this.tooLarge(path, "more values", POLICY_MAX_VALUES);
      return [];
    }
    const texts: string[] = [];
    for (let i = 0; i < list.length; i++) {
      const one = list[i];
      const text = typeof one === "number" || typeof one === "boolean" ? String(one) : one;
      if (typeof text === "string" && text.length <= POLICY_MAX_TEXT_LENGTH) {
        texts.push(text);
        continue;
      }
      const where = Array.isArray(value) ? at(path, i) : path;
      if (typeof text === "string") {
        this.tooLarge(where, `${text.length} characters in one value`, POLICY_MAX_TEXT_LENGTH);
      } else {
        this.fault("policy-value-invalid", where, `Cannot read value ${show(one)}: expected a string`);
      }
    }
    return texts;
  }

  private elements(value: Record<string, unknown>, known: readonly string[], path: Path): void {
    for (const name of Object.keys(value)) {
      if (known.includes(name)) continue;
      const message = `Cannot read element ${show(name)}: a trust policy has ${known.join(", ")} here`;
      this.fault("policy-element-unknown", at(path, name), message);
    }
  }

  private tooLarge(path: Path, seen: string, most: number): void {
    this.fault(
      "policy-too-large",
      path,
      `Cannot read a policy with ${seen}: at most ${most} are read, more than any vendor stores`,
    );
  }

  private fault(code: string, path: Path, message: string): void {
    if (this.issues.length < MAX_ISSUES) this.issues.push(issue(code, pathText(path), message));
  }
}
