import { describe, expect, it } from "vitest";
import { jsonObject } from "../../src/core/json";

describe("jsonObject", () => {
  it.each([
    '{"a":[{"b":1},{"b":2}],"c":{"b":"x\\": y","a":null}}',
    '{ "__proto__" : { "a" : 1 } , "\\u0061:" : "b:" }',
    "[]",
    "{}",
  ])("reads %s", (text) => {
    expect(jsonObject(text)).toEqual(JSON.parse(text));
  });

  it.each([
    '{"Statement":[1],"Statement":[2]}',
    '{"a":{"b":1,"\\u0062":2}}',
    '{"__proto__":1,"__proto__":2}',
    "\ufeff{}",
    "null",
    "x",
  ])("reads nothing in %s, which is no object or names a member twice", (text) => {
    expect(jsonObject(text)).toEqual({});
  });
});
