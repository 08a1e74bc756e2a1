/**
 * What a release changes, as plain data: the new texts of package.json and CHANGELOG.md, and every reason not to release.
 * `commits` are the subjects of what has been committed since the last release.
 */
export function planRelease({ version, date, manifest, changelog, commits }) {
  const faults = [];
  if (!/^\d+\.\d+\.\d+$/.test(version)) faults.push(`Give a version like 1.2.3: ${JSON.stringify(version)} is none`);
  const released = [...changelog.matchAll(/^## (\d+\.\d+\.\d+) \(\d{4}-\d\d-\d\d\)$/gm)].map(([, each]) => each);
  const newest = released.sort(byNumber).at(-1);
  if (faults.length === 0 && newest !== undefined && byNumber(version, newest) <= 0)
    faults.push(`Give a version above ${newest}, which is released`);
  const { repository } = manifest;
  if (repository === undefined)
    faults.push('Set "repository" in package.json: provenance names the repository that a package was built from');
  const open = /^## (?:\d+\.\d+\.\d+ \(unreleased\)|Unreleased)\n([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(changelog);
  if (open === null || !/^- /m.test(open[1]))
    faults.push('Write what users see below a heading "## Unreleased" in CHANGELOG.md');
  if (newest !== undefined && /^- Breaking: /m.test(open?.[1] ?? "") && !isBreaking(version, newest)) {
    faults.push(
      `Give the version that breaks what ${newest} promised: the changelog names something that does ("Breaking: ")`,
    );
  }
  if (commits.length === 0) faults.push("Nothing has been committed since the last release");
  if (faults.length > 0) return { faults };
  const [section, notes] = open;
  return {
    faults,
    tag: `v${version}`,
    notes: notes.trim(),
    manifest: { ...manifest, version },
    changelog: changelog.replace(
      section,
      section.replace(/^## .*$/m, () => `## ${version} (${date})`),
    ),
  };
}

/** Whether a version breaks what an earlier one promised: below 1.0.0 the second number does, from then on the first. */
function isBreaking(version, before) {
  const [major, minor] = version.split(".");
  const [oldMajor, oldMinor] = before.split(".");
  return major !== oldMajor || (major === "0" && minor !== oldMinor);
}

function byNumber(one, other) {
  return one.localeCompare(other, "en", { numeric: true });
}
