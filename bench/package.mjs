import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What a user downloads: the packed library, and the packages installed beside it for one cloud. */
export function run() {
  const [{ size, unpackedSize }] = JSON.parse(
    execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }),
  );
  const { packages } = JSON.parse(readFileSync(`${root}package-lock.json`, "utf8"));
  const closure = (names, seen = new Set()) => {
    for (const name of names) {
      const entry = packages[`node_modules/${name}`];
      if (entry === undefined || seen.has(name)) continue;
      seen.add(name);
      closure(Object.keys(entry.dependencies ?? {}), seen);
    }
    return seen;
  };
  const bare = closure(["@pulumi/pulumi", "@pulumi/aws", "@pulumi/kubernetes"]);
  const ours = closure([...bare, ...Object.keys(packages[""].dependencies)]);
  return [
    { what: "packed size", value: size / 1e6, unit: "MB", goal: 1 },
    { what: "unpacked size", value: unpackedSize / 1e6, unit: "MB" },
    {
      what: "packages a user of one cloud installs",
      value: ours.size + 1,
      unit: "packages",
      detail: `${bare.size} without the library`,
    },
  ];
}
