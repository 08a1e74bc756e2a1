import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(__dirname, "../..");
const clouds = join(root, "src/clouds");
const { exports: entries, typesVersions } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  exports: Record<string, unknown>;
  typesVersions: { "*": Record<string, unknown> };
};
const folders = readdirSync(clouds, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "simulated")
  .map(({ name }) => name)
  .sort();

/** The same role, the same file name: what every cloud has. Whoever has read one cloud has read all. */
const ROLES = [
  "admits",
  "args",
  "audience",
  "audit",
  "catalogue",
  "cloud",
  "components",
  "deployed",
  "document",
  "evaluate",
  "findings",
  "grants",
  "index",
  "issuer",
  "limits",
  "refusals",
  "shape",
  "simulation",
  "trust",
  "wiring",
  "workload-identity",
];

/** Roles that a cloud can do without: Azure registers nothing, Huawei Cloud has no SDK and creates grants by mechanism. */
const OPTIONAL_ROLES = [
  "doubts",
  "dynamic-provider",
  "error-table",
  "grant-resources",
  "issuer-host",
  "others",
  "proof",
  "registration",
  "resource-types",
  "role",
  "sdk",
];

const SIMULATED_ROLES = ["behaviour", "exchange", "resources"];

/** Huawei Cloud stores keys and has no buckets here. */
const OPTIONAL_SIMULATED_ROLES = ["buckets", "lookups", "partition", "webhook"];

/** What only one vendor has. A file that other clouds could have too belongs to the roles above. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  alicloud: ["webhook-addon"],
  aws: ["accounts", "partition"],
  azure: [
    "built-in-roles",
    "claims-matching-expression",
    "credential-resources",
    "credentials",
    "flexible-issuers",
    "guids",
    "role-definitions",
  ],
  gcp: [
    "access",
    "bindings",
    "credential-configuration",
    "derived-id",
    "entrants",
    "final-issuers",
    "foreign-token",
    "grant-kinds",
    "hierarchy",
    "impersonation",
    "jwks",
    "managed-principals",
    "member-names",
    "members",
    "narrowing",
    "pod-wiring",
    "policies",
    "pool",
    "pool-resources",
    "principals",
    "read-issuers",
    "service-account",
    "trusted-issuer",
  ],
  huawei: [
    "agency-policy",
    "conversion-rules",
    "jwks",
    "pod-identity",
    "shared-users",
    "account-words",
    "stack-owner",
    "values",
  ],
};

/** Clouds that OpenShift's operators get identities on, each with a folder of the same files. */
const OPENSHIFT_CLOUDS = ["aws", "azure", "gcp"];
const OPENSHIFT_ROLES = [
  "adopt",
  "adopted-host",
  "args",
  "cloud",
  "components",
  "inventory",
  "limits",
  "names",
  "permissions",
  "shape",
  "spec",
];

/** Clouds whose secrets pods mount by the Secrets Store CSI driver, each with a folder of the same files. */
const SECRETS_STORE_CLOUDS = ["aws", "azure", "gcp"];
const SECRETS_STORE_ROLES = ["args", "shape", "store"];

const OWN_FOLDERS: Readonly<Record<string, readonly string[]>> = {
  alicloud: ["api", "resources"],
  aws: ["api", "pod-identity", "resources"],
  azure: ["controllers", "mechanisms", "resources"],
  gcp: ["cel", "mechanisms"],
  huawei: ["api", "mechanisms", "resources"],
};

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name.replace(/\.ts$/, ""));
}

describe("the folders of the clouds", () => {
  it("are those that this test knows", () => {
    expect(folders).toEqual(Object.keys(OWN).sort());
  });

  it.each(folders)("%s has a file for every role, and no other file but its own", (cloud) => {
    const files = filesIn(join(clouds, cloud));
    expect(ROLES.filter((role) => !files.includes(role))).toEqual([]);
    const known = [...ROLES, ...OPTIONAL_ROLES, ...OWN[cloud]!];
    expect(files.filter((file) => !known.includes(file))).toEqual([]);
    expect(OWN[cloud]!.filter((file) => !files.includes(file))).toEqual([]);
  });

  it.each(folders)("%s is simulated by the same files, with its token services in a folder", (cloud) => {
    const folder = join(clouds, cloud, "simulated");
    const known = [...SIMULATED_ROLES, ...OPTIONAL_SIMULATED_ROLES];
    expect(SIMULATED_ROLES.filter((role) => !filesIn(folder).includes(role))).toEqual([]);
    expect(filesIn(folder).filter((file) => !known.includes(file))).toEqual([]);
    expect(readdirSync(join(folder, "services")).length).toBeGreaterThan(0);
  });

  it.each(folders)("%s has no other folders but its own", (cloud) => {
    const inside = readdirSync(join(clouds, cloud), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const openshift = OPENSHIFT_CLOUDS.includes(cloud) ? ["openshift"] : [];
    const secrets = SECRETS_STORE_CLOUDS.includes(cloud) ? ["secrets-store"] : [];
    const known = [...(OWN_FOLDERS[cloud] ?? []), ...openshift, ...secrets, "simulated"];
    expect(inside.map(({ name }) => name).sort()).toEqual(known.sort());
  });

  it.each(OPENSHIFT_CLOUDS)("%s has a file for every role of OpenShift's identities", (cloud) => {
    const files = filesIn(join(clouds, cloud, "openshift"));
    expect(OPENSHIFT_ROLES.filter((role) => !files.includes(role))).toEqual([]);
  });

  it.each(SECRETS_STORE_CLOUDS)("%s has a file for every role of mounted secrets", (cloud) => {
    const files = filesIn(join(clouds, cloud, "secrets-store"));
    expect(SECRETS_STORE_ROLES.filter((role) => !files.includes(role))).toEqual([]);
  });

  it.each(folders)("%s can be imported by its sub-path, also by programs that resolve modules the old way", (cloud) => {
    const file = `dist/clouds/${cloud}/index`;
    expect(entries[`./clouds/${cloud}`]).toEqual({ types: `./${file}.d.ts`, default: `./${file}.js` });
    expect(typesVersions["*"][`clouds/${cloud}`]).toEqual([`${file}.d.ts`]);
  });

  it("have the roles that CONTRIBUTING names to whoever adds a cloud", () => {
    const contributing = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");
    const roles = [...ROLES, ...OPTIONAL_ROLES, ...SIMULATED_ROLES, ...OPTIONAL_SIMULATED_ROLES, ...OPENSHIFT_ROLES];
    expect(roles.filter((role) => !contributing.includes(`\`${role}.ts\``))).toEqual([]);
  });
});
