import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

interface Manifest {
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

const root = join(__dirname, "../..");
const manifest = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));

describe("the dependencies of the package", () => {
  const { dependencies = {}, peerDependencies = {} } = manifest(root);

  it.each(Object.keys(dependencies))("have with them what %s wants beside itself: Yarn installs none of it", (name) => {
    const { peerDependencies: wanted = {}, peerDependenciesMeta: meta = {} } = manifest(
      join(root, "node_modules", name),
    );
    const needed = Object.keys(wanted).filter((peer) => meta[peer]?.optional !== true);
    expect(needed.filter((peer) => !(peer in dependencies) && !(peer in peerDependencies))).toEqual([]);
  });
});
