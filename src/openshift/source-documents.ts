import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import type { Path } from "../core/path";
import { at, pathText } from "../core/path";
import { isRecord, own } from "../core/record";
import { show } from "../core/show";

/** An object of a manifest, and where it stands. */
export interface SourceDocument {
  /** The file, with the number of the document where it has several, and the item of a list, for example `all.yaml#2.items[0]`. */
  readonly source: string;
  readonly path: Path;
  readonly value: Record<string, unknown>;
}

/** The line that names the file of a text, as `helm template` writes it. */
const SOURCE_LINE = /^# Source: (.+)\r?\n/;

/** A text that begins with the name of its file, so that faults name it wherever the text is handed on. */
export function withSource(source: string, text: string): string {
  // A byte order mark is one at the very beginning alone.
  return `# Source: ${source}\n${text.replace(/^\uFEFF/, "")}`;
}

/** A text of a list of arguments, which says where it stands there unless it names its file. */
export function withPlace(place: string, text: string): string {
  return typeof text !== "string" || SOURCE_LINE.test(text) ? text : withSource(place, text);
}

/** The same text, whose file is named with its folder. */
export function withinFolder(folder: string, text: string): string {
  return text.replace(SOURCE_LINE, (_, file: string) => `# Source: ${join(folder, file.trim())}\n`);
}

/** The objects in manifests, YAML or JSON: of each document, and of each item where that is a list. Faults are collected. */
export function sourceDocuments(texts: readonly string[], issues: Issue[]): SourceDocument[] {
  return texts.flatMap((text, index) => {
    if (typeof text !== "string") {
      const fault = `Cannot read ${show(text)}: expected the text of a manifest`;
      issues.push(issue("openshift-yaml-invalid", `text ${index + 1}`, fault));
      return [];
    }
    const file = SOURCE_LINE.exec(text)?.[1]?.trim() ?? (texts.length === 1 ? "text" : `text ${index + 1}`);
    const values = parsed(text, file, issues);
    return values.flatMap((value, place) => {
      const source = values.length === 1 ? file : `${file}#${place + 1}`;
      return objectsIn(value, source, issues);
    });
  });
}

function parsed(text: string, file: string, issues: Issue[]): unknown[] {
  const manifest = text.replace(SOURCE_LINE, "");
  const stream = jsonStream(manifest);
  if (stream !== undefined) return stream;
  // Anchors that expand to more than this are an attack, and merge keys are what people who use anchors expect.
  // Keys are texts, as Kubernetes has them: IAM's condition operator `Null` is no null.
  const documents = parseAllDocuments(manifest, { merge: true, stringKeys: true, prettyErrors: true });
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document) => {
    const [fault] = document.errors;
    if (fault !== undefined) return unreadable(fault, text, file, issues);
    try {
      const value: unknown = document.toJS({ maxAliasCount: 100 });
      return value === null || value === undefined ? [] : [value];
    } catch (error) {
      return unreadable(error as Error, text, file, issues);
    }
  });
}

/** Objects of JSON one behind another, as `opm render -o json` and `jq` print them, which YAML does not know; `undefined` of any other text. */
function jsonStream(text: string): unknown[] | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  const values: unknown[] = [];
  let [depth, start] = [0, 0];
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/gs)) {
    if (token === "{") depth += 1;
    if (token !== "}" || --depth > 0) continue;
    try {
      values.push(JSON.parse(text.slice(start, index + 1)));
    } catch {
      return undefined;
    }
    start = index + 1;
  }
  // One alone is YAML too, whose reader says where a fault is, and names a key that is there twice.
  return values.length < 2 || text.slice(start).trim() !== "" ? undefined : values;
}

function unreadable({ message }: Error, text: string, file: string, issues: Issue[]): [] {
  const [what = ""] = message.split("\n");
  const advice = /\{\{/.test(text) ? "fill in the template first, with helm template for example; " : "";
  issues.push(issue("openshift-yaml-invalid", file, `Cannot read this as YAML: ${advice}${what.replace(/:$/, "")}`));
  return [];
}

function objectsIn(value: unknown, path: Path, issues: Issue[]): SourceDocument[] {
  if (!isRecord(value)) {
    issues.push(issue("openshift-yaml-invalid", pathText(path), "Cannot read this as a manifest: expected an object"));
    return [];
  }
  const items = own(value, "items");
  if (!Array.isArray(items) || !/List$/.test(String(own(value, "kind")))) {
    return [{ source: pathText(path), path, value }];
  }
  return items.flatMap((item, index) => objectsIn(item, at(at(path, "items"), index), issues));
}
