import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { counted, during } from "../../src/cli/progress";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

function screen(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, written, write: (text: string) => written.push(text) > 0 };
}

test("how far a work is stands on a terminal from half a second on, and is taken back at its end", () => {
  const terminal = screen(true);
  const tell = counted("identities", terminal);
  tell(1, 100);
  vi.advanceTimersByTime(600);
  tell(40, 100);
  tell(41, 100);
  tell(100, 100);
  expect(terminal.written).toEqual(["\r40 of 100 identities", "\r\u001b[K"]);
});

test("what is short is not told", async () => {
  const terminal = screen(true);
  counted("identities", terminal)(100, 100);
  await during("reading", async () => {}, terminal);
  expect(terminal.written).toEqual([]);
});

test("what is being done stands there until it is over, also where it fails", async () => {
  const terminal = screen(true);
  const failing = during("reading", () => new Promise((_, reject) => setTimeout(reject, 2000)), terminal);
  const ended = failing.catch(() => "failed");
  await vi.advanceTimersByTimeAsync(600);
  expect(terminal.written).toEqual(["reading ..."]);
  await vi.advanceTimersByTimeAsync(2000);
  expect(await ended).toBe("failed");
  expect(terminal.written).toEqual(["reading ...", "\r\u001b[K"]);
});

test.each(["a pipe", "a terminal that takes nothing back"])("nothing of it goes into %s", async (place) => {
  const isTTY = place !== "a pipe";
  if (isTTY) vi.stubEnv("TERM", "dumb");
  const out = screen(isTTY);
  const tell = counted("identities", out);
  const work = during("reading", () => new Promise<void>((resolve) => setTimeout(resolve, 2000)), out);
  await vi.advanceTimersByTimeAsync(2500);
  tell(40, 100);
  await work;
  expect(out.written).toEqual([]);
});
