import type { DeployedResource } from "../deployed";

/** How a resource stands to a service account: one of those that it is in, another one, or nobody has said. */
export type GcpStanding = "above" | "elsewhere" | "unseen";

const ABOVE = /^(projects|folders|organizations)\/([^/]+|\(.*\))$/s;

/** A project, folder or organization as bindings name it, also where it comes with the service that has it. */
export function gcpShortName(resource: string): string {
  return resource.replace(/^\/\/(cloudresourcemanager|iam)\.googleapis\.com\//, "");
}

/** Whether roles on a resource are inherited by what is in it. */
export function isGcpParent(resource: string): boolean {
  return ABOVE.test(resource);
}

export function isServiceAccount(resource = ""): boolean {
  return /(^|\/)serviceAccounts\/[^/]+$/.test(resource) || /^[^/]+@[^/]+\.gserviceaccount\.com$/.test(resource);
}

/** A project, folder or organization whose name is not known, by the logical name of what grants on it. */
export function gcpUnknownParent(prefix: string, name: string): string {
  return `${prefix}(of ${name})`;
}

/** The email of a service account, or the number that it is named by, from its resource name. */
export function gcpEmailOf(resource: string): string {
  return resource.slice(resource.lastIndexOf("/") + 1);
}

/**
 * The project that a service account's email names, as `projects/<id or number>`; `undefined` for emails of other forms. The project of a
 * domain, `example.com:shop`, stands in it as `shop.example.com`.
 */
export function gcpProjectOfAccount(email: string): string | undefined {
  const [, number] = /^(\d+)-compute@developer\.gserviceaccount\.com$/.exec(email) ?? [];
  if (number !== undefined) return `projects/${number}`;
  const [, own, engine] = /^(?:[^@]+@(.+)\.iam|([^@]+)@appspot)\.gserviceaccount\.com$/.exec(email) ?? [];
  const host = own ?? engine;
  // Accounts of Google's own services are in projects of Google's.
  if (host === undefined || host.startsWith("gcp-sa-")) return undefined;
  const [project, ...domain] = host.split(".");
  return `projects/${[...(domain.length === 0 ? [] : [domain.join(".")]), project].join(":")}`;
}

/**
 * How a project, folder or organization stands to what is in `ancestors`, nearest first. Where an organization is among those, there are no
 * others; a project's id and its number cannot be compared.
 */
export function gcpStanding(resource: string, ancestors: readonly string[]): GcpStanding {
  if (ancestors.includes(resource)) return "above";
  if (resource.includes("(")) return "unseen";
  const isComplete = ancestors.some((each) => each.startsWith("organizations/"));
  const isProject = (each: string) => each.startsWith("projects/");
  const isNumber = (each: string) => /\/\d+$/.test(each);
  const isTold = isProject(resource)
    ? ancestors.some((each) => isProject(each) && isNumber(each) === isNumber(resource))
    : isComplete;
  return isTold ? "elsewhere" : "unseen";
}

/** What a service account is in, nearest first, as far as its email and the projects and folders among the resources say. */
export function gcpAncestors(email: string, resources: readonly DeployedResource[]): string[] {
  const own = gcpProjectOfAccount(email);
  const project = resources.find(
    ({ type, state }) => type === "gcp:organizations/project:Project" && projectNames(state).includes(own ?? ""),
  )?.state;
  const ancestors = [
    ...new Set([...(own === undefined ? [] : [own]), ...(project === undefined ? [] : projectNames(project))]),
  ];
  let parent = project === undefined ? undefined : parentOf(project);
  while (parent !== undefined && !ancestors.includes(parent)) {
    ancestors.push(parent);
    const folder = resources.find(
      ({ type, state }) => type === "gcp:organizations/folder:Folder" && state.name === parent,
    )?.state;
    parent = folder === undefined ? undefined : parentOf(folder);
  }
  return ancestors;
}

function projectNames({ projectId, number }: Record<string, unknown>): string[] {
  return [projectId, number].filter((name) => name !== undefined).map((name) => `projects/${name}`);
}

/** What a project or folder is in. A folder says `parent`; a project the folder or organization, by number or in full. */
function parentOf({ parent, folderId, orgId }: Record<string, unknown>): string | undefined {
  const inFull = (kind: string, name: unknown) => `${kind}/${String(name).replace(`${kind}/`, "")}`;
  // A folder has a `folderId` of its own.
  if (typeof parent === "string") return parent;
  if (folderId !== undefined && folderId !== "") return inFull("folders", folderId);
  return orgId === undefined || orgId === "" ? undefined : inFull("organizations", orgId);
}
