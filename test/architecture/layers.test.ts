import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const src = resolve(__dirname, "../../src");
const files = (readdirSync(src, { recursive: true }) as string[]).filter((file) => file.endsWith(".ts")).sort();
const clouds = [...new Set(files.flatMap((file) => /^clouds\/([^/]+)\//.exec(file)?.[1] ?? []))];

/** Files of a cloud that are pure, and with them everything that the cloud's contract reaches. */
const PURE_FILES = /^(cloud|trust|admits|evaluate|findings|limits|wiring|sandbox|deployed)\.ts$/;

/** What each layer may import, besides itself. */
const MAY_IMPORT: Record<string, string[]> = {
  core: [],
  component: ["core"],
  kubernetes: ["core", "component"],
  issuer: ["core"],
  clouds: ["core", "component", "kubernetes", "issuer"],
  registry: ["core", "clouds"],
  verifier: ["core", "clouds", "registry"],
  sandbox: ["core", "issuer", "kubernetes", "clouds", "registry"],
  cli: ["core", "sandbox", "verifier"],
  testing: ["core", "kubernetes", "clouds", "registry", "verifier"],
  top: ["core", "component", "kubernetes", "clouds"],
};

function layerOf(file: string): string {
  if (file === "clouds/registry.ts") return "registry";
  return file.includes("/") ? (file.split("/")[0] as string) : "top";
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(src, file), "utf8");
  const specifiers = [...text.matchAll(/(?:from|import|require\()\s*"([^"]+)"/g)].map((match) => match[1] as string);
  return [...new Set(specifiers)];
}

function localImportsOf(file: string): string[] {
  return importsOf(file)
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) => relative(src, resolve(src, dirname(file), specifier)))
    .map(
      (path) => files.find((known) => known === `${path}.ts` || known === `${path}/index.ts`) ?? `${path} (missing)`,
    );
}

function reachedFrom(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const target of localImportsOf(file)) reachedFrom(target.replace(" (missing)", ".ts"), seen);
  return seen;
}

const pure = new Set(files.filter((file) => file.endsWith("/cloud.ts")).flatMap((file) => [...reachedFrom(file)]));

describe("the layers of src", () => {
  it("lists files, so that the other rules cannot pass on nothing", () => {
    expect(files.length).toBeGreaterThan(40);
    expect(clouds.length).toBeGreaterThan(0);
  });

  it.each(files)("%s imports only from the layers below it", (file) => {
    const layer = layerOf(file);
    const allowed = [layer, ...(MAY_IMPORT[layer] ?? [])];
    const wrong = localImportsOf(file).filter(
      (target) => target.endsWith("(missing)") || !allowed.includes(layerOf(target)),
    );
    expect(wrong).toEqual([]);
  });

  it.each(files.filter((file) => /^(core|verifier|cli)\//.test(file)))("%s imports no Pulumi", (file) => {
    expect(importsOf(file).filter((specifier) => specifier.startsWith("@pulumi/"))).toEqual([]);
  });

  it.each(files.filter((file) => /^clouds\/[^/]+\//.test(file)))(
    "%s stays within its cloud and keeps pure files pure",
    (file) => {
      const [, cloud = "", name = ""] = /^clouds\/([^/]+)\/(.+)$/.exec(file) ?? [];
      const others = localImportsOf(file).filter((target) => {
        const owner = /^clouds\/([^/]+)\//.exec(target)?.[1];
        return owner !== undefined && owner !== cloud;
      });
      expect(others).toEqual([]);
      if (PURE_FILES.test(name) || pure.has(file)) {
        expect(importsOf(file).filter((specifier) => specifier.startsWith("@pulumi/"))).toEqual([]);
        const impure = localImportsOf(file).filter(
          (target) => target.startsWith("component/") || target.startsWith("kubernetes/"),
        );
        expect(impure).toEqual([]);
      }
    },
  );

  it("names a cloud outside of clouds/ only in the two components that users import", () => {
    const allowed =
      /^((federated-workload|workload-(args|checks|issuers)|cluster-federation|index)\.ts|clouds\/registry\.ts)$/;
    const word = new RegExp(`\\b(${[...clouds, "amazon", "google", "alibaba"].join("|")})\\b`, "i");
    const naming = files
      .filter((file) => !/^clouds\/[^/]+\//.test(file) && !allowed.test(file))
      .filter((file) => word.test(codeOf(file)));
    expect(naming).toEqual([]);
  });

  it("has no two exported types or classes of one name", () => {
    const owners = new Map<string, string>();
    const twice: string[] = [];
    for (const file of files) {
      for (const [, name = ""] of readFileSync(join(src, file), "utf8").matchAll(
        /^export (?:abstract )?(?:class|interface|type) (\w+)/gm,
      )) {
        const owner = owners.get(name);
        if (owner !== undefined && owner !== file) twice.push(`${name}: ${owner} and ${file}`);
        owners.set(name, file);
      }
    }
    expect(twice).toEqual([]);
  });

  it("has no import circle", () => {
    const state = new Map<string, "open" | "done">();
    const circles: string[] = [];
    const visit = (file: string, path: string[]): void => {
      if (state.get(file) === "done" || file.endsWith("(missing)")) return;
      if (state.get(file) === "open") {
        circles.push([...path.slice(path.indexOf(file)), file].join(" -> "));
        return;
      }
      state.set(file, "open");
      for (const target of localImportsOf(file)) visit(target, [...path, file]);
      state.set(file, "done");
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });
});

/** The code of a file without comments and without string contents that are vendor paths. */
function codeOf(file: string): string {
  return readFileSync(join(src, file), "utf8")
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/\/\/.*$/gm, "")
    .replace(/"[^"]*"/g, '""')
    .replace(/`[^`]*`/g, "``");
}
