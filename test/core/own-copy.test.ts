import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { documentCopy, ownCopy } from "../../src/core/own-copy";

describe("a copy of arguments", () => {
  it("equals the arguments, whatever plain data they are", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(ownCopy(value)).toEqual(value);
      }),
    );
  });

  it("does not change when the program changes its objects afterwards", () => {
    const args = { subjects: [{ namespace: "shop" }], tags: { a: "b" } };
    const copy = ownCopy(args);
    args.subjects.push({ namespace: "ops" });
    args.tags.a = "c";
    expect(copy).toEqual({ subjects: [{ namespace: "shop" }], tags: { a: "b" } });
  });

  it("has what a getter answered first, and asks it once", () => {
    let reads = 0;
    const subject = {
      get serviceAccount() {
        reads += 1;
        return reads === 1 ? "orders" : "admin";
      },
    };
    const { subjects } = ownCopy({ subjects: [subject, subject] });
    expect(subjects.map(({ serviceAccount }) => serviceAccount)).toEqual(["orders", "orders"]);
    expect(subjects[0]?.serviceAccount).toBe("orders");
    expect(reads).toBe(1);
  });

  it("has nothing that an object inherits: from its class, its prototype or the prototype of all objects", () => {
    class Subject {
      namespace = "shop";
      get serviceAccount() {
        return "admin";
      }
    }
    expect(ownCopy(new Subject())).toEqual({ namespace: "shop" });
    expect(ownCopy(Object.create({ namespace: "shop" })).namespace).toBeUndefined();
    const polluted = Object.prototype as { subjects?: unknown };
    try {
      polluted.subjects = ["admin"];
      expect((ownCopy({}) as { subjects?: unknown }).subjects).toBeUndefined();
      expect((ownCopy({ aws: {} }) as { aws: { subjects?: unknown } }).aws.subjects).toBeUndefined();
    } finally {
      delete polluted.subjects;
    }
  });

  it("keeps keys that are named like what objects inherit", () => {
    const args = JSON.parse('{"__proto__":{"namespace":"ops"},"constructor":"a","hasOwnProperty":"b"}');
    const copy = ownCopy(args);
    expect(Object.keys(copy)).toEqual(["__proto__", "constructor", "hasOwnProperty"]);
    expect(copy.namespace).toBeUndefined();
  });

  it("keeps Outputs, Promises, resources and functions as they are", () => {
    const args = {
      output: pulumi.output("a"),
      promise: Promise.resolve("a"),
      resource: Object.create({}, { __pulumiResource: { value: true } }) as object,
      function: () => "a",
    };
    const copy = ownCopy({ list: [args] }).list[0]!;
    for (const key of Object.keys(args) as (keyof typeof args)[]) expect(copy[key]).toBe(args[key]);
  });

  it("ends for arguments that hold themselves, and keeps one object one", () => {
    const args: Record<string, unknown> = { name: "orders" };
    args.self = args;
    const copy = ownCopy(args);
    expect(copy).not.toBe(args);
    expect(copy.self).toBe(copy);
  });

  it("keeps the places and the length of a list", () => {
    const list: unknown[] = [];
    list[2] = "a";
    expect(ownCopy(list)).toEqual([undefined, undefined, "a"]);
    expect(ownCopy(Array.from({ length: 3 }))).toHaveLength(3);
    expect(Array.isArray(ownCopy([]))).toBe(true);
  });

  it("can be handed to Pulumi and printed, also that of an object without a prototype", async () => {
    const copy = ownCopy(Object.assign(Object.create(null), { a: "b" }) as object);
    expect(String(copy)).toBe("[object Object]");
    expect(`${JSON.stringify(copy)}`).toBe('{"a":"b"}');
    expect(await (pulumi.output(copy) as unknown as { promise(): Promise<unknown> }).promise()).toEqual({ a: "b" });
  });
});

describe("a copy of a vendor's document", () => {
  it("equals the document, and does not change with it", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(documentCopy(value)).toEqual(value);
      }),
    );
    const document = { Statement: [{ Action: ["a"] }] };
    const copy = documentCopy(document);
    document.Statement[0]!.Action.push("b");
    expect(copy).toEqual({ Statement: [{ Action: ["a"] }] });
  });

  it("has nothing that an object inherits, and keeps a member of any name", () => {
    const document = JSON.parse('{ "__proto__": { "Effect": "Allow" } }') as object;
    expect(JSON.stringify(documentCopy(document))).toBe('{"__proto__":{"Effect":"Allow"}}');
    expect(Object.keys(documentCopy(Object.create({ Effect: "Allow" }) as object))).toEqual([]);
    expect("Effect" in documentCopy(Object.create({ Effect: "Allow" }) as object)).toBe(false);
  });

  it("keeps outputs and resources as they are, so that a reader can say what they are", () => {
    const output = pulumi.output("a");
    expect(documentCopy({ Principal: output }).Principal).toBe(output);
  });

  it("has a place for what a list lacks, so that no reader passes over it", () => {
    const statements: unknown[] = [{ Effect: "Deny" }];
    statements[2] = { Effect: "Allow" };
    expect(Object.keys(documentCopy(statements))).toEqual(["0", "1", "2"]);
  });

  it("is refused where the document contains itself or nests too deeply", () => {
    const itself: { of?: unknown } = {};
    itself.of = [itself];
    expect(() => documentCopy(itself)).toThrow(expect.objectContaining({ code: "trust-too-large" }));
    let deep: unknown = "a";
    for (let i = 0; i < 100_000; i++) deep = [deep];
    expect(() => documentCopy(deep)).toThrow(expect.objectContaining({ code: "trust-too-large" }));
  });
});
