import { describe, expect, it } from "vitest";
import { Reading } from "../../src/core/reading";

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
});
