import { describe, expect, test } from "vitest";
import type { RotatingKey } from "../../src/issuer/rotation";
import {
  checkKeyPhases,
  checkRotation,
  DEFAULT_ROTATION_WAITS,
  KeyPhase,
  safeFrom,
  timeText,
} from "../../src/issuer/rotation";

const { Pending, Active, Retiring } = KeyPhase;
const NOW = Date.parse("2026-11-26T12:00:00Z");
const HOUR = 3600_000;
const ago = (hours: number) => timeText(NOW - hours * HOUR);
const key = (kid: string, phase: KeyPhase, hoursAgo = 0): RotatingKey => ({ kid, phase, since: ago(hoursAgo) });
const old = key("old", Active, 1000);
const codes = (before: RotatingKey[], after: RotatingKey[]) =>
  checkRotation(before, after, NOW, DEFAULT_ROTATION_WAITS).map(({ code, path }) => `${code} ${path}`);

describe("a rotation", () => {
  test("goes by its three steps, each when the wait before it is over", () => {
    expect(codes([old], [old, key("new", Pending)])).toEqual([]);
    expect(codes([old, key("new", Pending, 2)], [key("old", Retiring), key("new", Active)])).toEqual([]);
    expect(codes([key("old", Retiring, 25), key("new", Active, 25)], [key("new", Active, 25)])).toEqual([]);
  });

  test("may be called off before the new key signs, and taken back after", () => {
    expect(codes([old, key("new", Pending, 1)], [old])).toEqual([]);
    expect(codes([key("old", Retiring, 1), key("new", Active, 1)], [key("old", Active), key("new", Retiring)])).toEqual(
      [],
    );
  });

  test.each<[string, RotatingKey[], RotatingKey[], string[]]>([
    [
      "a key signs that nobody knows",
      [old],
      [key("old", Retiring), key("new", Active)],
      ["issuer-rotation-unpublished keys.new"],
    ],
    [
      "a key signs before every cache is over",
      [old, key("new", Pending, 1.9)],
      [key("old", Retiring), key("new", Active)],
      ["issuer-rotation-too-early keys.new"],
    ],
    [
      "the key that signs is dropped",
      [old, key("new", Pending, 9)],
      [key("new", Active)],
      ["issuer-rotation-still-signing keys.old"],
    ],
    [
      "all keys are replaced",
      [old],
      [key("new", Active)],
      ["issuer-rotation-unpublished keys.new", "issuer-rotation-still-signing keys.old"],
    ],
    [
      "a key is dropped whose tokens may be in use",
      [key("old", Retiring, 24.9), key("new", Active, 25)],
      [key("new", Active, 25)],
      ["issuer-rotation-still-used keys.old"],
    ],
    [
      "a key that has signed is called pending, to drop it next",
      [old, key("new", Pending, 9)],
      [key("old", Pending), key("new", Active)],
      ["issuer-rotation-backwards keys.old"],
    ],
    [
      "a key that nobody knows is called retiring, to let it sign next",
      [old],
      [old, key("new", Retiring)],
      ["issuer-rotation-never-signed keys.new"],
    ],
    [
      "a pending key is called retiring, to let it sign next",
      [old, key("new", Pending, 1)],
      [old, key("new", Retiring)],
      ["issuer-rotation-never-signed keys.new"],
    ],
    [
      "a wait is shortened by another time",
      [key("old", Retiring, 1), key("new", Active, 1)],
      [key("old", Retiring, 30), key("new", Active, 1)],
      ["issuer-rotation-since-moved keys.old"],
    ],
    [
      "a step says a time long before it",
      [old],
      [old, key("new", Pending, 5)],
      ["issuer-rotation-since-wrong keys.new"],
    ],
    ["a step says a time to come", [old], [old, key("new", Pending, -1)], ["issuer-rotation-since-wrong keys.new"]],
  ])("is refused where %s", (_, before, after, faults) => {
    expect(codes(before, after)).toEqual(faults);
  });

  test("says from when on the refused step is safe, and it is", () => {
    const before = [old, key("new", Pending, 1)];
    const after = [key("old", Retiring), key("new", Active)];
    const [fault] = checkRotation(before, after, NOW, DEFAULT_ROTATION_WAITS);
    const safe = safeFrom(key("new", Pending, 1), DEFAULT_ROTATION_WAITS);
    expect(fault?.message).toContain(`from ${timeText(safe)} on`);
    const then = after.map((step) => ({ ...step, since: timeText(safe) }));
    expect(checkRotation(before, then, safe, DEFAULT_ROTATION_WAITS)).toEqual([]);
    expect(checkRotation(before, then, safe - 1000, DEFAULT_ROTATION_WAITS)).not.toEqual([]);
  });
});

describe("the phases of keys", () => {
  test.each<[string, RotatingKey[], string[]]>([
    ["no active key", [key("a", Pending)], ["issuer-key-active keys"]],
    ["no key at all", [], ["issuer-key-active keys"]],
    ["two active keys", [key("a", Active), key("b", Active)], ["issuer-key-active keys"]],
    ["one key twice", [key("a", Active), key("a", Pending)], ["issuer-key-twice keys[1]"]],
    ["a day without time", [{ ...old, since: "2026-11-26" }], ["issuer-key-since-invalid keys[0].since"]],
    ["a time without zone", [{ ...old, since: "2026-11-26T12:00:00" }], ["issuer-key-since-invalid keys[0].since"]],
    ["a day that is none", [{ ...old, since: "2026-02-29T12:00:00Z" }], ["issuer-key-since-invalid keys[0].since"]],
    ["a leap day", [{ ...old, since: "2028-02-29T00:30:00+05:30" }], []],
    ["an hour that is none", [{ ...old, since: "2026-11-26T24:00:00Z" }], ["issuer-key-since-invalid keys[0].since"]],
    ["a time that is none", [{ ...old, since: "2026-13-26T12:00:00Z" }], ["issuer-key-since-invalid keys[0].since"]],
  ])("are refused with %s", (_, keys, faults) => {
    expect(checkKeyPhases(keys, "keys").map(({ code, path }) => `${code} ${path}`)).toEqual(faults);
    expect(checkKeyPhases([{ ...old, since: "2026-11-26T12:00:00+01:00" }], "keys")).toEqual([]);
  });
});
