import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";

type Plan = typeof import("../../release/plan.mjs", { with: { "resolution-mode": "import" }});
let planRelease: Plan["planRelease"];
beforeAll(async () => {
  ({ planRelease } = await import("../../release/plan.mjs"));
});

const release = {
  version: "0.2.0",
  date: "2026-12-01",
  manifest: { name: "x", version: "0.1.0", repository: "github:example/x" },
  changelog: "# Changelog\n\n## Unreleased\n\n- New: a thing.\n\n## 0.1.0 (2026-11-01)\n\n- First.\n",
  commits: ["A thing"],
};

describe("a release", () => {
  it("is the version in package.json, and the date over what users see", () => {
    const plan = planRelease(release);
    expect(plan).toMatchObject({ faults: [], tag: "v0.2.0", notes: "- New: a thing.", manifest: { version: "0.2.0" } });
    expect(plan.changelog).toBe(release.changelog.replace("## Unreleased", "## 0.2.0 (2026-12-01)"));
  });

  it.each([
    ["a version that is none", { version: "next" }, "1.2.3"],
    ["a version that is released", { version: "0.1.0" }, "above 0.1.0"],
    [
      "a version that is older by number",
      { version: "0.1.10", changelog: release.changelog.replace("0.1.0 ", "0.1.11 ") },
      "above 0.1.11",
    ],
    ["no repository, which provenance names", { manifest: { name: "x", version: "0.1.0" } }, "repository"],
    [
      "nothing that users see",
      { changelog: "# Changelog\n\n## Unreleased\n\n## 0.1.0 (2026-11-01)\n\n- First.\n" },
      "CHANGELOG",
    ],
    ["nothing that was committed", { commits: [] }, "committed"],
  ])("is refused for %s", (_, change, message) => {
    expect(planRelease({ ...release, ...change }).faults).toEqual([expect.stringContaining(message)]);
  });

  it("is told everything that keeps it back at once", () => {
    expect(planRelease({ ...release, version: "", changelog: "", commits: [] }).faults).toHaveLength(3);
  });

  it("finds the section of this repository's own changelog", () => {
    const changelog = readFileSync(join(__dirname, "../../CHANGELOG.md"), "utf8");
    const plan = planRelease({ ...release, changelog });
    expect(plan.faults).toEqual([]);
    expect(plan.changelog).toContain("## 0.2.0 (2026-12-01)\n");
  });

  it.each([
    ["0.2.0", "0.1.4", true],
    ["0.1.5", "0.1.4", false],
    ["1.3.0", "1.2.9", false],
    ["2.0.0", "1.9.0", true],
  ])("%s after %s may break promises: %s", (version, before, may) => {
    const changelog = `## Unreleased\n\n- Breaking: another name.\n\n## ${before} (2026-11-01)\n\n- First.\n`;
    const { faults } = planRelease({ ...release, version, changelog });
    expect(faults).toEqual(may ? [] : [expect.stringContaining("breaks what")]);
  });
});
