import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const src = resolve(__dirname, "../../src");
const files = (readdirSync(src, { recursive: true }) as string[]).filter((file) => file.endsWith(".ts")).sort();
const clouds = files.flatMap((file) => /^clouds\/([^/]+)\/cloud\.ts$/.exec(file)?.[1] ?? []);
/** Files of one cloud. */
const OF_CLOUD = new RegExp(`^clouds/(${clouds.join("|")})/(.+)$`);

/** Files of a cloud that are pure, and with them everything that its contracts for the verifier and the simulation reach. */
const PURE_FILES =
  /^((cloud|simulation|audit|trust|document|admits|evaluate|findings|limits|shape|wiring|deployed)\.ts$|simulated\/|openshift\/(cloud|spec|names|permissions|adopt|shape)\.ts$)/;

/** What each layer may import, besides itself. */
const MAY_IMPORT: Record<string, string[]> = {
  core: [],
  component: ["core"],
  kubernetes: ["core", "component"],
  issuer: ["core"],
  clouds: ["core", "component", "kubernetes", "issuer"],
  registry: ["core", "clouds"],
  components: ["core", "clouds"],
  shapes: ["core", "clouds"],
  "issuer-hosts": ["core", "clouds"],
  simulations: ["core", "clouds"],
  "openshift-clouds": ["core", "clouds"],
  "openshift-components": ["core", "clouds"],
  "secrets-stores": ["core", "clouds"],
  "error-tables": ["core", "clouds"],
  openshift: ["core", "issuer", "clouds", "openshift-clouds"],
  audits: ["core", "clouds"],
  verifier: ["core", "clouds", "registry", "audit"],
  audit: ["core", "openshift", "clouds", "registry", "audits"],
  sandbox: ["core", "kubernetes", "issuer", "clouds", "registry", "simulations"],
  crossguard: ["core", "clouds", "registry", "audit"],
  doctor: ["core", "issuer", "clouds", "registry", "audits", "audit", "verifier"],
  cli: ["core", "issuer", "openshift", "clouds", "registry", "sandbox", "verifier", "audit", "doctor"],
  provider: ["core", "component"],
  testing: ["core", "kubernetes", "clouds", "registry", "simulations", "verifier"],
  top: [
    "core",
    "component",
    "kubernetes",
    "issuer",
    "clouds",
    "components",
    "shapes",
    "issuer-hosts",
    "openshift",
    "openshift-clouds",
    "openshift-components",
    "secrets-stores",
  ],
};

/** What is known of several vendors, as data that no cloud owns. */
const DATA_TABLES = ["clouds/api-servers.ts", "clouds/issuer-entries.ts", "clouds/registration-names.ts"];

/** The tables that name every cloud, each a layer of its own. */
const TABLES =
  /^clouds\/(registry|components|shapes|issuer-hosts|simulations|audits|openshift-clouds|openshift-components|secrets-stores|error-tables)\.ts$/;

/** The arguments and outputs of the components that users import, which have a key for each cloud. */
const TOP =
  /^((federated-workload\/|workload-pod-template\/|service-account-issuer\/|openshift-identities\/|secrets-store\/|secrets-store-pod-template\/|cluster-federation|index|issuer\/index|openshift\/index)[^/]*)/;

function layerOf(file: string): string {
  const table = TABLES.exec(file)?.[1];
  if (table !== undefined) return table;
  return TOP.test(file) ? "top" : (file.split("/")[0] as string);
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

/** The files that run when a file is imported: types are gone by then, and what is imported later is not yet there. */
function loadedWith(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const specifier of specifiersOf.get(file)!.filter((each) => each.startsWith("."))) {
    const path = relative(src, resolve(src, dirname(file), specifier));
    loadedWith(files.find((known) => known === `${path}.ts` || known === `${path}/index.ts`)!, seen);
  }
  return seen;
}

const specifiersOf = new Map(
  files.map((file) => {
    const text = readFileSync(join(src, file), "utf8");
    const found = [...text.matchAll(/^(?:import|export) (?!type)[^;]*?from "([^"]+)"/gm)];
    return [file, found.map((match) => match[1] as string)];
  }),
);

const contracts = files.filter((file) => /^clouds\/[^/]+\/(cloud|simulation)\.ts$/.test(file));
const pure = new Set(contracts.flatMap((file) => [...reachedFrom(file)]));

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

  it.each(files.filter((file) => /^(core|verifier|audit|doctor|cli)\//.test(file)))("%s imports no Pulumi", (file) => {
    expect(importsOf(file).filter((specifier) => specifier.startsWith("@pulumi/"))).toEqual([]);
  });

  // Loading Pulumi takes longer than the whole of an audit; the sandbox speaks its protocol.
  it.each(
    files.filter(
      (file) => /^(core|verifier|audit|doctor|crossguard|cli)\//.test(file) && file !== "cli/sandbox-run.ts",
    ),
  )("%s starts without Pulumi", (file) => {
    const loading = [...loadedWith(file)].filter((each) =>
      specifiersOf.get(each)!.some((specifier) => specifier.startsWith("@pulumi/")),
    );
    expect(loading).toEqual([]);
  });

  it.each(files.filter((file) => OF_CLOUD.test(file)))(
    "%s stays within its cloud and keeps pure files pure",
    (file) => {
      const [, cloud = "", name = ""] = OF_CLOUD.exec(file) ?? [];
      const others = localImportsOf(file).filter((target) => {
        const owner = OF_CLOUD.exec(target)?.[1];
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

  it("reaches a cloud's components only by the table, and its simulation not at all, from the components that users import", () => {
    const wrong = files
      .filter((file) => layerOf(file) === "top")
      .flatMap((file) => localImportsOf(file).map((target) => [file, target] as const))
      .filter(([, target]) => OF_CLOUD.test(target) && !/\/(args|shape)\.ts$/.test(target));
    expect(wrong).toEqual([]);
    expect([...pure].filter((file) => file.startsWith("sandbox/"))).toEqual([]);
    const ofVerifier = reachedFrom("verifier/index.ts");
    expect([...ofVerifier].filter((file) => file.includes("simulated/") || file.endsWith("/components.ts"))).toEqual(
      [],
    );
  });

  it("names a cloud outside of clouds/, in code or in strings, only in the tables and in the components that users import", () => {
    const vendors = ["amazon\\w*", "google\\w*", "alibaba\\w*", "aliyun\\w*", "eks", "aks", "gke", "ack", "cce"];
    const word = new RegExp(`\\b(${[...clouds, ...vendors].join("|")})\\b`, "i");
    const naming = files
      .filter(
        (file) => !OF_CLOUD.test(file) && !TABLES.test(file) && !DATA_TABLES.includes(file) && layerOf(file) !== "top",
      )
      .filter((file) => word.test(codeOf(file).replaceAll("google-protobuf/google", "")));
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

/** The code of a file without comments; what strings say is code. */
function codeOf(file: string): string {
  return readFileSync(join(src, file), "utf8")
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/(^|[^:])\/\/.*$/gm, "$1");
}
