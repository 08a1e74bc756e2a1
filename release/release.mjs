#!/usr/bin/env node
/**
 * Releases the package: `node release/release.mjs <version>` tests everything and prepares the commit, the tag and the tarball;
 * `--publish` also publishes that tarball with provenance, which npm takes from the CI that runs it.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { planRelease } from "./plan.mjs";

const root = join(import.meta.dirname, "..");
const run = (command, ...args) => execFileSync(command, args, { cwd: root, stdio: "inherit" });
const ask = (command, ...args) => execFileSync(command, args, { cwd: root, encoding: "utf8" }).trim();
const fail = (message) => {
  console.error(message);
  process.exit(1);
};

const { positionals, values } = parseArgs({ allowPositionals: true, options: { publish: { type: "boolean" } } });
const [version = ""] = positionals;
if (ask("git", "status", "--porcelain") !== "")
  fail("Commit or put aside what is changed first: a release is a commit");
const last = ask("git", "tag", "--list", "v*", "--sort=-v:refname").split("\n")[0];
const range = last === "" ? ["HEAD"] : [`${last}..HEAD`];
const plan = planRelease({
  version,
  date: new Date().toISOString().slice(0, 10),
  manifest: JSON.parse(readFileSync(join(root, "package.json"), "utf8")),
  changelog: readFileSync(join(root, "CHANGELOG.md"), "utf8"),
  commits: ask("git", "log", "--format=%s", "--no-merges", ...range)
    .split("\n")
    .filter(Boolean),
});
if (plan.faults.length > 0) fail(plan.faults.join("\n"));

writeFileSync(join(root, "CHANGELOG.md"), plan.changelog);
run("npm", "version", version, "--no-git-tag-version", "--allow-same-version");
run(join(root, ".ci/run"));
run("npm", "run", "test:versions");
mkdirSync(join(root, "release/packed"), { recursive: true });
run("npm", "pack", "--pack-destination", "release/packed");
run("git", "commit", "-am", `Version ${version}`);
run("git", "tag", "--annotate", plan.tag, "--message", plan.notes);
if (values.publish) {
  const { name } = plan.manifest;
  run("npm", "publish", `release/packed/${name}-${version}.tgz`, "--provenance", "--access", "public");
} else {
  console.log(`Ready: git push --follow-tags, then in CI: node release/release.mjs ${version} --publish`);
}
