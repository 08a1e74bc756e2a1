/** The packed library at both ends of what it says to work with: SDKs as npm installs them, and releases of Node.js. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packLibrary, root } from "../package/installed";
import { exampleConfig, exampleNames } from "../support/examples";

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const peers: Record<string, string> = manifest.peerDependencies;
const sdks = Object.keys(peers).filter((name) => name !== "vitest");
const ENDS: Record<string, (name: string) => string> = {
  oldest: (name) => published(`${name}@${peers[name]}`)[0]!,
  /** What this repository develops with: later ones may need a later Node.js than the oldest that is supported. */
  newest: (name) => JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8")).version,
};

/** The versions of a range that the registry has, the lowest first. */
function published(range: string): string[] {
  const versions: string[] = [
    JSON.parse(execFileSync("npm", ["view", range, "version", "--json"], { encoding: "utf8" })),
  ].flat();
  return versions.sort((one, other) => one.localeCompare(other, "en", { numeric: true }));
}

/** The oldest release that is supported, and the long-term ones since. */
const NODE_VERSIONS = [`${/[\d.]+/.exec(manifest.engines.node)![0]}.0`, "22", "24"];
const nodePackage = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;

/** Runs an example under mocks, and prints what it has made. */
const RUNNER = `
const pulumi = require("@pulumi/pulumi");
const { installCloudMocks } = require("pulumi-workload-identity/testing");
const [, , name, config] = process.argv;
installCloudMocks().then(async (mocks) => {
  pulumi.runtime.setAllConfig(JSON.parse(config));
  require("./examples/" + name + "/index.js");
  await pulumi.runtime.waitForRPCs();
  console.log(mocks.resources.length);
});
`;

let packed: ReturnType<typeof packLibrary>;
const folders: Record<string, string> = {};
const nodes: Record<string, string> = {};

function newFolder(dependencies: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "versions-"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies }));
  const quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
  execFileSync("npm", ["install", ...quiet], { cwd: folder, stdio: "pipe" });
  return folder;
}

beforeAll(() => {
  packed = packLibrary();
  for (const version of NODE_VERSIONS) {
    const folder = newFolder({ [nodePackage]: version });
    folders[`node ${version}`] = folder;
    nodes[version] = join(folder, "node_modules", nodePackage, "bin/node");
  }
  for (const [end, version] of Object.entries(ENDS)) {
    const versions = Object.fromEntries(sdks.map((name) => [name, version(name)]));
    const { typescript, "@types/node": types } = manifest.devDependencies;
    const folder = newFolder({
      ...versions,
      typescript,
      "@types/node": types,
      "pulumi-workload-identity": `file:${packed.tarball}`,
    });
    folders[end] = folder;
    cpSync(join(root, "examples"), join(folder, "examples"), { recursive: true });
    writeFileSync(join(folder, "run.cjs"), RUNNER);
    const compilerOptions = { target: "ES2022", module: "Node16", strict: true, skipLibCheck: true, types: ["node"] };
    const files = exampleNames.map((name) => `examples/${name}/index.ts`);
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
  }
});

afterAll(() => {
  for (const folder of Object.values(folders)) rmSync(folder, { recursive: true, force: true });
  packed?.remove();
});

describe.each(Object.keys(ENDS))("with the %s SDKs", (end) => {
  it("the examples type-check", () => {
    const run = () =>
      execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "."], {
        cwd: folders[end],
        encoding: "utf8",
        stdio: "pipe",
      });
    expect(run).not.toThrow();
  });

  it.each(NODE_VERSIONS)("the examples run on Node.js %s", (version) => {
    expect(execFileSync(nodes[version]!, ["--version"], { encoding: "utf8" })).toMatch(new RegExp(`^v${version}\\.?`));
    for (const name of exampleNames) {
      const settings = Object.entries(exampleConfig(name));
      const config = Object.fromEntries(
        settings.map(([key, value]) => [key.includes(":") ? key : `project:${key}`, value]),
      );
      const made = execFileSync(nodes[version]!, ["run.cjs", name, JSON.stringify(config)], {
        cwd: folders[end],
        encoding: "utf8",
        stdio: "pipe",
      });
      expect(Number(made)).toBeGreaterThan(2);
    }
  });
});
