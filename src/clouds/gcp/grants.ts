import type { Issue } from "../../core/issue";
import { issue, issuesUnder } from "../../core/issue";
import { show } from "../../core/show";
import type { GcpResourceGrant, GcpWorkloadArgs } from "./args";
import { GcpGrantTarget } from "./args";

const ROLE = /^(roles\/[A-Za-z0-9_.]+|(projects|organizations)\/[A-Za-z0-9_.:-]+\/roles\/[A-Za-z0-9_.]+)$/;

/** A resource's name where it is a plain text; what every kind looks like is the cloud's to say, except for these. */
const RESOURCE: Partial<Record<GcpGrantTarget, { pattern: RegExp; form: string }>> = {
  [GcpGrantTarget.Folder]: { pattern: /^folders\/\d+$/, form: "folders/<number>" },
  [GcpGrantTarget.Organization]: { pattern: /^\d+$/, form: "the organization's number" },
};

/** Every grant that is asked for; `roles` are grants on the project. */
export function gcpGrantsOf(args: GcpWorkloadArgs): GcpResourceGrant[] {
  const { roles = [], grants = [], project } = args;
  const own = roles.map((role) => ({ kind: GcpGrantTarget.Project, resource: project ?? "", role, key: "(own)" }));
  return [...own, ...grants];
}

/** What a grant is named by: plain, so that taking one away is one delete. */
export function gcpGrantContent({ kind, resource, role, condition, key }: GcpResourceGrant): string[] {
  return [role, kind, key ?? (typeof resource === "string" ? resource : ""), condition?.title ?? ""];
}

/** What a grant would be named by without its key. */
export function gcpKeylessContent({ key: _, ...grant }: GcpResourceGrant): string[] {
  return gcpGrantContent(grant);
}

/** Google stores a member once for each role, resource and condition: of two grants, removing one would take away both. */
function isSameGrant(one: GcpResourceGrant, other: GcpResourceGrant): boolean {
  return (
    one.role === other.role &&
    one.kind === other.kind &&
    one.resource === other.resource &&
    one.condition?.title === other.condition?.title
  );
}

/** Faults of what is granted; its shape is good. */
export function checkGcpGrants(args: GcpWorkloadArgs): Issue[] {
  const { roles = [], grants = [], project } = args;
  const seen = new Map<string, GcpResourceGrant>();
  const again = (grant: GcpResourceGrant): Issue[] => {
    const content = JSON.stringify(gcpGrantContent(grant));
    const same = [...seen.values()].find((other) => isSameGrant(other, grant));
    const first = same ?? seen.get(content);
    seen.set(content, grant);
    if (first === undefined) return [];
    return same !== undefined || typeof grant.resource === "string" || grant.key !== undefined
      ? [issue("gcp-grant-duplicate", "", `Cannot grant ${show(grant.role)} on the same ${grant.kind} twice`)]
      : [
          issue(
            "gcp-grant-key-missing",
            "key",
            `Cannot name a second grant of ${show(grant.role)} on a ${grant.kind} that is an output: set key to a plain name of the ${grant.kind}`,
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
      const faults = checkGrant(grant);
      return issuesUnder(`grants[${index}]`, faults.length > 0 ? faults : again(grant));
    }),
  ];
}

function checkGrant({ kind, resource, role, condition, key }: GcpResourceGrant): Issue[] {
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
  const form = kinds.includes(kind) ? RESOURCE[kind] : undefined;
  if (
    resource === undefined ||
    resource === "" ||
    (typeof resource === "string" && form?.pattern.test(resource) === false)
  ) {
    issues.push(
      issue(
        "gcp-grant-resource-invalid",
        "resource",
        `Cannot grant a role on ${show(kind)} ${show(resource)}: expected ${form?.form ?? "the resource's name"}`,
      ),
    );
  }
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
          `Cannot grant role ${show(role)}: expected roles/<name>, projects/<project>/roles/<name> or organizations/<number>/roles/<name>`,
        ),
      ];
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}
