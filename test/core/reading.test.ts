import { describe, expect, it } from "vitest";
import { Reading, whileUnchanged } from "../../src/core/reading";

describe("a reading", () => {
  const counted = () => {
    let times = 0;
    return new Reading((trust: { subject: string }) => `${trust.subject} ${++times}`);
  };

  it("is made anew for every question about a document that may have changed", () => {
    const reading = counted();
    const trust = { subject: "orders" };
    expect(reading.of(trust)).toBe("orders 1");
    trust.subject = "evil";
    expect(reading.of(trust)).toBe("evil 2");
  });

  it("answers the first question about the copy that was parsed, and no other document's", () => {
    const reading = counted();
    const copy = { subject: "orders" };
    expect(reading.parsed(copy)).toBe(copy);
    expect(reading.of({ subject: "orders" })).toBe("orders 2");
    expect(reading.of(copy)).toBe("orders 1");
    copy.subject = "evil";
    expect(reading.of(copy)).toBe("evil 3");
  });

  it("does not answer what another reading says of the same copy", () => {
    const [reading, other] = [counted(), counted()];
    const copy = other.parsed({ subject: "orders" });
    expect(other.of(copy)).toBe("orders 1");
    expect(reading.of(reading.parsed(copy))).toBe("orders 1");
    expect(other.of(copy)).toBe("orders 2");
  });

  it("answers every question about a copy that is not changed meanwhile, and none after that", () => {
    const reading = counted();
    const copy = reading.parsed({ subject: "orders" });
    const answers = whileUnchanged(copy, () => [reading.of(copy), reading.of({ subject: "cart" }), reading.of(copy)]);
    expect(answers).toEqual(["orders 1", "cart 2", "orders 1"]);
    copy.subject = "evil";
    expect(reading.of(copy)).toBe("evil 3");
  });

  it("is forgotten where a question fails", () => {
    const reading = counted();
    const copy = reading.parsed({ subject: "orders" });
    const fails = () => {
      throw new Error("no");
    };
    expect(() => whileUnchanged(copy, fails)).toThrow("no");
    copy.subject = "evil";
    expect(reading.of(copy)).toBe("evil 2");
  });
});
