import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const run = (...args: string[]) =>
  execFileSync(process.execPath, [join(__dirname, "../../examples/quickstart/demo"), ...args], { encoding: "utf8" });

test("the demo fits 24 lines of 80 characters, with who gets in on every cloud, and tells the rest when asked", () => {
  const lines = run().trim().split("\n");
  expect(lines.length).toBeLessThan(24);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(80);
  const count = (word: string) => lines.join("\n").split(word).length - 1;
  expect({ allowed: count("allowed"), refused: count("refused") }).toEqual({ allowed: 5, refused: 30 });

  const whole = run("--verbose");
  expect(whole).toContain("sts:AssumeRoleWithWebIdentity");
  expect(whole.match(/^ {4}(allowed|refused) /gm)).toHaveLength(35);
});
