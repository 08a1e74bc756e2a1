import { parseAllDocuments } from "yaml";
import type { AuditInput, Unread } from "./estate";

/** One JSON or YAML document of a text. */
export interface AuditDocument {
  /** The file, with the number of the document where it has several, for example `all.yaml#2`. */
  readonly source: string;
  readonly cluster?: string;
  readonly value: unknown;
}

/** What is not understood where nothing of a file is. */
export const WHOLE_FILE = "the file";

/** Above this a text is not read as YAML: its parser needs a hundred times the text. JSON has no limit. */
const YAML_MAX_LENGTH = 20_000_000;

/** What Helm and its like fill in. */
const TEMPLATE = /^[^#\n]*\{\{-?\s*[.$a-z]/m;

/** The documents of a text: JSON, several JSON values behind each other as loops over a command print them, or YAML. */
export function documentsIn({ source, text, cluster }: AuditInput, unread: Unread[]): AuditDocument[] {
  // A byte order mark is what PowerShell writes in front of a command's output.
  const values = valuesIn(source, text.replace(/^\uFEFF/, ""), unread);
  return values.map((value, index) => ({
    source: values.length === 1 ? source : `${source}#${index + 1}`,
    ...(cluster === undefined ? {} : { cluster }),
    value,
  }));
}

function valuesIn(source: string, text: string, unread: Unread[]): unknown[] {
  if (text.trim() === "") {
    unread.push({ source, what: WHOLE_FILE, why: "it is empty" });
    return [];
  }
  if (/^\s*[[{]/.test(text)) {
    const values = jsonValues(text);
    if (values !== undefined) return values;
  }
  if (text.length > YAML_MAX_LENGTH) {
    const why = `it is no JSON, and too long for YAML (${text.length} characters, at most ${YAML_MAX_LENGTH})`;
    unread.push({ source, what: WHOLE_FILE, why });
    return [];
  }
  return yamlValues(source, text, unread);
}

/** All JSON values of a text; `undefined` where it holds anything else. */
function jsonValues(text: string): unknown[] | undefined {
  try {
    return [JSON.parse(text)];
  } catch {
    return severalJsonValues(text);
  }
}

function severalJsonValues(text: string): unknown[] | undefined {
  const values: unknown[] = [];
  let depth = 0;
  let start = 0;
  // Strings are passed over whole, so that brackets in them do not count.
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token === "{" || token === "[") {
      if (depth++ === 0) {
        if (text.slice(start, index).trim() !== "") return undefined;
        start = index;
      }
    } else if (token === "}" || token === "]") {
      if (--depth > 0) continue;
      try {
        values.push(JSON.parse(text.slice(start, index + 1)));
      } catch {
        return undefined;
      }
      start = index + 1;
    }
  }
  return text.slice(start).trim() === "" ? values : undefined;
}

function yamlValues(source: string, text: string, unread: Unread[]): unknown[] {
  // Keys are texts, as Kubernetes has them: IAM's condition operator `Null` is no null.
  const documents = parseAllDocuments(text, { merge: true, stringKeys: true });
  if (!Array.isArray(documents)) {
    unread.push({ source, what: WHOLE_FILE, why: "it is empty" });
    return [];
  }
  return documents.flatMap((document, index) => {
    const what = documents.length === 1 ? WHOLE_FILE : `document ${index + 1}`;
    const [fault] = document.errors;
    try {
      if (fault !== undefined) throw fault;
      // Anchors that expand to more than this are an attack.
      const value: unknown = document.toJS({ maxAliasCount: 100 });
      return value === null || value === undefined ? [] : [value];
    } catch (error) {
      const [first = ""] = (error as Error).message.split("\n");
      const why = TEMPLATE.test(text)
        ? "it is a template: give what is made of it, for example by helm template"
        : `it is neither JSON nor YAML: ${first.replace(/:$/, "")}`;
      unread.push({ source, what, why });
      return [];
    }
  });
}
