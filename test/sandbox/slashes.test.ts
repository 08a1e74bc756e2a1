import { posix, win32 } from "node:path";
import { expect, test } from "vitest";
import { backendUrl } from "../../src/sandbox/deployment";
import { rewritePaths } from "../../src/sandbox/pod";

const FOLDER = "C:\\Users\\me\\pod-1";

test("Pulumi's backend on a drive of Windows is the address that Pulumi reads, and stays what it is elsewhere", () => {
  expect(backendUrl(FOLDER, win32)).toBe("file://C:/Users/me/pod-1");
  expect(backendUrl("/tmp/a\\b", posix)).toBe("file:///tmp/a\\b");
});

test("a file of a pod that names others stays JSON on Windows", () => {
  const moved = rewritePaths('{"file":"/id/token"}', ["/id"], FOLDER, win32);
  expect(JSON.parse(moved)).toEqual({ file: "C:/Users/me/pod-1/id/token" });
});
