import * as pulumi from "@pulumi/pulumi";
import { checkForm } from "../../../core/form";
import type { Issue } from "../../../core/issue";
import { issue, issuesUnder } from "../../../core/issue";
import { ifKnown } from "../../../core/known";
import { show } from "../../../core/show";
import { quotedYaml } from "../../quoted-yaml";
import type { NamedMount, SecretsStore } from "../../secrets-store";
import { checkSecretFile } from "../../secrets-store-files";
import type { GcpIdentity, GcpResourceGrant, GcpWorkloadArgs } from "../args";
import { GcpAccess, GcpGrantTarget } from "../args";
import type { GcpKnownRegistration } from "../mechanisms/mechanism";
import type { GcpSecretObject, GcpSecretsMountArgs } from "./args";
import { readGcpSecretsMountArgs } from "./shape";

const SECRET = /^projects\/([^/\s]+)(?:\/locations\/([^/\s]+))?\/secrets\/([A-Za-z0-9_-]{1,255})$/;
const checkSecret = checkForm(
  "gcp-secret-invalid",
  "secret",
  SECRET,
  '"projects/<project>/secrets/<secret>", with "/locations/<location>" after the project for a regional one, and the version in version',
);
const checkVersion = checkForm(
  "gcp-secret-version-invalid",
  "version",
  /^([1-9]\d*|latest|[A-Za-z][A-Za-z0-9_-]{0,62})$/,
  'a number, an alias or "latest"',
);

const READER = "roles/secretmanager.secretAccessor";
/** Regional secrets have member types of their own. */
const REGIONAL_MEMBER = "gcp:secretmanager/regionalSecretIamMember:RegionalSecretIamMember";

/** Google Secret Manager. */
export const gcpSecretsStore: SecretsStore<GcpSecretsMountArgs, GcpWorkloadArgs, GcpIdentity> = {
  name: "gcp",
  provider: "gcp",
  read: readGcpSecretsMountArgs,
  check: ({ objects }) =>
    objects.flatMap((object, index) =>
      issuesUnder(`objects[${index}]`, [
        ...ifKnown(object.secret, "secret", checkSecret),
        ...checkRegional(object),
        ...checkSecretFile(object.file, "file"),
        ...ifKnown(object.version, "version", checkVersion),
      ]),
    ),
  checkToken: (workload, { registration = {}, settings = {} }) => {
    const known = registration as GcpKnownRegistration;
    const isGke = workload.gke ?? known.gkeWorkloadPool !== undefined;
    if (isGke) return [];
    const { workloadIdentityProvider } = known;
    const expected = workloadIdentityProvider === undefined ? undefined : audienceOf(workloadIdentityProvider);
    const check = (audience: unknown, path: string) =>
      ifKnown(audience, path, () => (audience === expected ? [] : [audienceMismatch(audience, path)]));
    return [
      ...check(known.audience, "issuer.gcp.audience"),
      ...check(settings.audience, "registrations.gcp.audience"),
      ...(workload.access === GcpAccess.Impersonation
        ? [
            issue(
              "secrets-store-access-mismatch",
              "gcp.access",
              'Cannot mount secrets as a service account outside of GKE: Google\'s provider reads the secrets as the ServiceAccount itself; use access "direct"',
            ),
          ]
        : []),
    ];
  },
  grant: (workload, mounts) => ({ ...workload, grants: [...(workload.grants ?? []), ...grantsOn(mounts)] }),
  files: ({ objects }) => objects.map(({ file }) => file),
  parameters: ({ objects }) => ({
    auth: "pod-adc",
    secrets: quotedYaml(
      objects.map(({ secret, version = "latest", file }) => ({
        resourceName: `${secret}/versions/${version}`,
        path: file,
      })),
    ),
  }),
  token: (_, registration = {}) => {
    const { gkeWorkloadPool, workloadIdentityProvider = "" } = registration as GcpKnownRegistration;
    return { audience: gkeWorkloadPool ?? audienceOf(workloadIdentityProvider), getsItself: true };
  },
};

/** The provider asks for the audience in its own credential configuration, which has no `https:` (provider-gcp 0077988, `auth.go`). */
function audienceOf(workloadIdentityProvider: string): string {
  return `//iam.googleapis.com/${workloadIdentityProvider}`;
}

function audienceMismatch(audience: unknown, path: string): Issue {
  const why = "Google's provider takes tokens for the workload identity provider's own name";
  const fix = "register the issuer without an audience, which admits those and the pods' own";
  return issue(
    "secrets-store-audience-mismatch",
    path,
    `Cannot mount secrets with tokens for ${show(audience)}: ${why}; ${fix}`,
  );
}

/** The right to read each secret, once however often it is mounted. */
function grantsOn(mounts: readonly NamedMount<GcpSecretsMountArgs>[]): GcpResourceGrant[] {
  const granted = new Set<pulumi.Input<string>>();
  return mounts.flatMap(({ name, mount: { objects, grantedElsewhere = false } }) =>
    grantedElsewhere
      ? []
      : objects.flatMap(({ secret, file, regional = false }): GcpResourceGrant[] => {
          if (granted.size === granted.add(secret).size) return [];
          if (regional) return [regionalGrant(secret, typeof secret === "string" ? secret : `${name}-${file}`)];
          const key = typeof secret === "string" ? {} : { key: `${name}-${file}` };
          return [{ kind: GcpGrantTarget.Secret, resource: secret, role: READER, ...key }];
        }),
  );
}

function regionalGrant(secret: pulumi.Input<string>, key: string): GcpResourceGrant {
  const part = (index: number) => pulumi.output(secret).apply((known) => SECRET.exec(known)?.[index] ?? "");
  const properties = { project: part(1), location: part(2), secretId: part(3) };
  return { kind: GcpGrantTarget.Other, memberType: REGIONAL_MEMBER, properties, role: READER, key };
}

/** Said by the program, because it decides what is created while the name may be an output. */
function checkRegional({ secret, regional = false }: GcpSecretObject): Issue[] {
  const read = typeof secret === "string" ? SECRET.exec(secret) : null;
  if (read === null || regional === (read[2] !== undefined)) return [];
  const fault = `Cannot take ${show(secret)} for ${regional ? "a regional secret: it names no location; leave out regional" : "a global secret: it names a location; set regional"}`;
  return [issue("gcp-secret-regional-mismatch", "regional", fault)];
}
