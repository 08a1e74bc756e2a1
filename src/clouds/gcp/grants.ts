import type * as pulumi from "@pulumi/pulumi";
import type { Issue } from "../../core/issue";
import { issue, issuesUnder } from "../../core/issue";
import { isLater } from "../../core/known";
import { show } from "../../core/show";
import type { WithoutEffect } from "../../core/without-effect";
import { checkEffects } from "../../core/without-effect";
import type { GcpResourceGrant, GcpWorkloadArgs } from "./args";
import { GcpAccess, GcpGrantTarget } from "./args";
import type { GcpGrant } from "./grant-kinds";
import { gcpGrantByKind } from "./grant-kinds";

const ROLE = /^(roles\/[A-Za-z0-9_.]+|(projects|organizations)\/[A-Za-z0-9_.:-]+\/roles\/[A-Za-z0-9_.]+)$/;

/** A resource's name where it is a plain text; what every kind looks like is the cloud's to say, except for these. */
const RESOURCE: Partial<Record<GcpGrantTarget, { pattern: RegExp; form: string }>> = {
  [GcpGrantTarget.Folder]: { pattern: /^folders\/\d+$/, form: "folders/<number>" },
  [GcpGrantTarget.Bucket]: {
    pattern: /^(b\/)?[a-z0-9][a-z0-9._-]*$/,
    form: 'the bucket\'s name, without "gs://" and without a path',
  },
  [GcpGrantTarget.Organization]: { pattern: /^\d+$/, form: "the organization's number" },
  // A short name would be of the provider's project, whatever the workload's is, and no other grant's would be known as the same.
  ...idForms({
    [GcpGrantTarget.Secret]: "projects/<project>/secrets/<secret>",
    [GcpGrantTarget.Topic]: "projects/<project>/topics/<topic>",
    [GcpGrantTarget.Subscription]: "projects/<project>/subscriptions/<subscription>",
    [GcpGrantTarget.KeyRing]: "projects/<project>/locations/<location>/keyRings/<ring>",
    [GcpGrantTarget.CryptoKey]: "projects/<project>/locations/<location>/keyRings/<ring>/cryptoKeys/<key>",
    [GcpGrantTarget.Dataset]: "projects/<project>/datasets/<dataset>",
    [GcpGrantTarget.Repository]: "projects/<project>/locations/<location>/repositories/<repository>",
    [GcpGrantTarget.ServiceAccount]: "projects/<project>/serviceAccounts/<email>",
  }),
};

function idForms(forms: Partial<Record<GcpGrantTarget, string>>): typeof RESOURCE {
  const patternOf = (form: string) => new RegExp(`^${form.replace(/<\w+>/g, "[^/]+")}$`);
  return Object.fromEntries(Object.entries(forms).map(([kind, form]) => [kind, { form, pattern: patternOf(form) }]));
}

/** A type of `@pulumi/gcp` that adds one member and leaves the others alone. */
const MEMBER_TYPE = /^gcp:([a-z0-9]+)\/\w+:(\w*I(?:AM|am)Member)$/;

/** The module and the class of a member type; `undefined` where it is none. */
export function gcpMemberClass(type: unknown): { module: string; name: string } | undefined {
  const [, module, name] = MEMBER_TYPE.exec(String(type)) ?? [];
  return module === undefined || name === undefined ? undefined : { module, name };
}

/** Stands for the project in names of what `roles` grants, whatever project it is. */
export const OWN_PROJECT = "(own)";

/** Every grant that is asked for; `roles` are grants on the project. */
export function gcpGrantsOf(args: GcpWorkloadArgs): GcpResourceGrant[] {
  const { roles = [], grants = [], project } = args;
  const own = roles.map((role) => ({ kind: GcpGrantTarget.Project, resource: project ?? "", role, key: OWN_PROJECT }));
  return [...own, ...grants];
}

/** What a grant is named by: plain, so that taking one away is one delete. A key names a resource that is an output. */
export function gcpGrantContent(grant: GcpResourceGrant): string[] {
  const { resource, key } = grant;
  return contentOf(grant, typeof resource === "string" && key !== OWN_PROJECT ? resource : (key ?? ""));
}

/** What a grant may have been named by without its key, with it, and while its resource was an output. */
export function gcpFormerContents(grant: GcpResourceGrant): string[][] {
  const { resource, key } = grant;
  return [typeof resource === "string" ? resource : "", key ?? "", ""].map((place) => contentOf(grant, place));
}

function contentOf({ kind, role, condition }: GcpResourceGrant, place: string): string[] {
  return [role, kind, place, condition?.title ?? ""];
}

/** Kinds of which earlier versions took a name without its project. */
const ONCE_SHORT: readonly string[] = [GcpGrantTarget.Secret, GcpGrantTarget.Topic];

/**
 * What a grant was named by while its resource was written down that is an output now, or without its project, or while it was one of
 * `roles`: `own` is what its place was called then.
 */
export function gcpWrittenContents(
  { kind, resource, role, condition }: GcpResourceGrant,
  own: readonly pulumi.Input<string>[],
): pulumi.Input<string>[][] {
  const wasRole = kind === GcpGrantTarget.Project && condition === undefined;
  const places = [
    ...(resource !== undefined && isLater(resource) ? [resource] : []),
    ...(ONCE_SHORT.includes(kind) && typeof resource === "string" ? resource.split("/").slice(-1) : []),
    ...(wasRole ? own : []),
  ];
  return places.map((place) => [role, kind, place, condition?.title ?? ""]);
}

/** Whether nothing but the resource tells two grants apart. */
export function isGcpGrantAlike(one: GcpGrant, other: GcpGrant): boolean {
  return (
    one.role === other.role &&
    one.kind === other.kind &&
    one.kind !== GcpGrantTarget.Other &&
    one.condition?.title === other.condition?.title
  );
}

/** Google stores a member once for each role, resource and condition: of two grants, removing one would take away both. */
export function gcpGrantTwice({ role, kind }: GcpResourceGrant): Issue {
  return issue("gcp-grant-duplicate", "", `Cannot grant ${show(role)} on the same ${kind} twice: remove one`);
}

/** Faults of what is granted; its shape is good. */
export function checkGcpGrants(args: GcpWorkloadArgs): Issue[] {
  const { roles = [], grants = [], project, access = GcpAccess.Direct } = args;
  const seen = new Map<string, GcpResourceGrant>();
  const again = (grant: GcpResourceGrant): Issue[] => {
    const content = JSON.stringify(gcpGrantContent(grant));
    const own = gcpGrantByKind(grant);
    const same = [...seen.values()].find((other) => {
      const theirs = gcpGrantByKind(other);
      return isGcpGrantAlike(theirs, own) && theirs.resource === own.resource;
    });
    const first = same ?? seen.get(content);
    seen.set(content, grant);
    if (first === undefined) return [];
    return same !== undefined || typeof grant.resource === "string" || grant.key !== undefined
      ? [gcpGrantTwice(grant)]
      : [
          issue(
            "gcp-grant-key-missing",
            "key",
            `Cannot name a second grant of ${show(grant.role)} on a ${grant.kind} that is an output: set key on the new one to a plain name of the ${grant.kind}; what is deployed without one keeps its name`,
          ),
        ];
  };
  const own = gcpGrantsOf({ roles, ...(project === undefined ? {} : { project }) });
  return [
    ...(roles.length > 0 && project === undefined
      ? [issue("gcp-project-missing", "project", "Cannot grant roles on no project: set project to the project's id")]
      : []),
    ...own.flatMap((grant, index) => issuesUnder(`roles[${index}]`, [...checkRole(grant.role, ""), ...again(grant)])),
    ...grants.flatMap((grant, index) => {
      const faults = checkGrant(grant, access);
      return issuesUnder(`grants[${index}]`, faults.length > 0 ? faults : again(grant));
    }),
  ];
}

const OF_OTHERS: readonly WithoutEffect<GcpResourceGrant>[] = [
  { args: ["memberType", "properties"], beside: () => true, why: 'only the kind "other" has it; leave it out' },
];

function checkResource({ kind, resource }: GcpResourceGrant, access: GcpAccess): Issue[] {
  const ownAccount = kind === GcpGrantTarget.ServiceAccount && access === GcpAccess.Impersonation;
  if (resource === undefined && ownAccount) return [];
  const form = Object.values(GcpGrantTarget).includes(kind) ? RESOURCE[kind] : undefined;
  const isKnown = typeof resource === "string";
  if (resource !== undefined && resource !== "" && !(isKnown && form?.pattern.test(resource) === false)) return [];
  const fault = `Cannot grant a role on ${show(kind)} ${show(resource)}: expected ${form?.form ?? "the resource's name"}`;
  return [issue("gcp-grant-resource-invalid", "resource", fault)];
}

function checkOther({ memberType, properties = {}, resource, key }: GcpResourceGrant): Issue[] {
  const issues: Issue[] = [];
  const missing = (path: string, why: string) => {
    issues.push(issue("gcp-grant-other-incomplete", path, `Cannot grant a role on another kind of resource ${why}`));
  };
  if (gcpMemberClass(memberType) === undefined) {
    const example = "gcp:cloudrunv2/serviceIamMember:ServiceIamMember";
    missing("memberType", `with type ${show(memberType)}: expected one that adds a member, such as ${show(example)}`);
  }
  if (Object.keys(properties).length === 0) missing("properties", "without properties: set what its type calls it");
  if (key === undefined) missing("key", "without a key: set key to a plain name of it");
  if (resource !== undefined) missing("resource", "by resource: name it in properties alone");
  for (const name of ["role", "member", "condition"].filter((name) => Object.hasOwn(properties, name))) {
    missing(`properties.${name}`, `with its own ${name}: that comes from the grant`);
  }
  return issues;
}

function checkGrant(grant: GcpResourceGrant, access: GcpAccess): Issue[] {
  const { kind, role, condition, key } = grant;
  const issues = checkRole(role, "role");
  if (key !== undefined && !isText(key)) {
    const fault = `Cannot name a grant by key ${show(key)}: expected a plain text`;
    issues.push(issue("gcp-grant-key-invalid", "key", fault));
  }
  const kinds = Object.values(GcpGrantTarget);
  if (!kinds.includes(kind)) {
    issues.push(
      issue("gcp-grant-kind-invalid", "kind", `Cannot grant a role on ${show(kind)}: expected ${kinds.join(", ")}`),
    );
  }
  if (kind === GcpGrantTarget.Other) issues.push(...checkOther(grant));
  else issues.push(...checkEffects(grant, OF_OTHERS), ...checkResource(grant, access));
  if (
    condition !== undefined &&
    !(isText(condition?.title) && condition.expression !== undefined && condition.expression !== "")
  ) {
    issues.push(
      issue(
        "gcp-grant-condition-invalid",
        "condition",
        "Cannot use an IAM condition without a plain title and an expression",
      ),
    );
  }
  return issues;
}

function checkRole(role: unknown, path: string): Issue[] {
  return typeof role === "string" && ROLE.test(role)
    ? []
    : [
        issue(
          "gcp-role-invalid",
          path,
          `Cannot grant role ${show(role)}: ${typeof role === "string" && ROLE.test(`roles/${role}`) ? `write ${show(`roles/${role}`)}; ` : ""}expected roles/<name>, projects/<project>/roles/<name> or organizations/<number>/roles/<name>`,
        ),
      ];
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}
