import { describe, expect, it } from "vitest";
import {
  parseShape,
  readExactly,
  readListOf,
  readObject,
  readOptional,
  readRecordOf,
  readText,
} from "../../src/core/shape";

interface Document {
  kind: "document";
  names: string[];
  labels?: Record<string, string>;
}

const read = readObject<Document>({
  kind: readExactly("document"),
  names: readListOf(readText),
  labels: readOptional(readRecordOf(readText)),
});
const parse = (value: unknown) => parseShape(read, value, "document-invalid", "the document");

describe("a document from outside", () => {
  it("is copied without the fields that nobody asked for", () => {
    const document = { kind: "document", names: ["a"], labels: { b: "c" }, extra: 1 };
    expect(parse(document)).toEqual({ kind: "document", names: ["a"], labels: { b: "c" } });
    expect(parse({ kind: "document", names: [], labels: null })).toEqual({ kind: "document", names: [] });
  });

  it("is refused with every fault, each with its path", () => {
    expect(() => parse({ kind: "other", names: ["a", 1, {}], labels: { "x.y": [] } })).toThrow(
      expect.objectContaining({
        code: "document-invalid",
        issues: [
          expect.objectContaining({ path: "kind", message: 'expected "document", got "other"' }),
          expect.objectContaining({ path: "names[1]" }),
          expect.objectContaining({ path: "names[2]" }),
          expect.objectContaining({ path: 'labels["x.y"]', message: "expected a string, got a list" }),
        ],
      }),
    );
  });

  it("does not count what is inherited, and keeps own keys that are named like it", () => {
    expect(() => parse(Object.create({ kind: "document", names: [] }))).toThrow(
      expect.objectContaining({ code: "document-invalid" }),
    );
    const labels = JSON.parse('{"__proto__":"x","constructor":"y"}');
    const parsed = parse({ kind: "document", names: [], labels });
    expect(Object.entries(parsed.labels ?? {})).toEqual([
      ["__proto__", "x"],
      ["constructor", "y"],
    ]);
    expect(Object.getPrototypeOf(parsed.labels)).toBe(Object.prototype);
  });

  it("is refused after some faults, however many there are", () => {
    const names = Array.from({ length: 100_000 }, () => 1);
    try {
      parse({ kind: "document", names });
      expect.unreachable();
    } catch (error) {
      expect((error as { issues: unknown[] }).issues.length).toBeLessThan(100);
    }
  });
});
