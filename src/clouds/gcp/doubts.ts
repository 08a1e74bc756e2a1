import { show } from "../../core/show";
import { storedCelFault } from "./cel/stored";
import type { GcpPool } from "./pool";
import { GCP_POOL_ID_FORM } from "./pool";
import { hasTooMuchCel, isSub, TOO_MUCH_CEL } from "./principals";
import type { GcpBinding, GcpProvider, GcpTrust } from "./trust";

/** What a provider can hold (WorkloadIdentityPoolProvider API, read 2026-08): attributes of one's own, audiences, and the characters of one. */
const ATTRIBUTES_MAX = 50;
const AUDIENCES_MAX = 10;
const AUDIENCE_MAX_LENGTH = 256;
/** What can be mapped (the same API, `attributeMapping`). */
const MAPPED = /^(google\.(subject|groups)|attribute\.[a-z0-9_]{1,100})$/;

/** The id of a provider, but for its least length: a short name may be one of somebody's own for it. */
const PROVIDER_ID = /^(?!gcp-)[0-9a-z-]{1,32}$/;
const HTTPS_URL = /^https:\/\/[^\s/?#]+[^\s?#]*$/;
/** Members of one policy, each as often as it is named (IAM, as the API says it: "larger than the maximum allowed size 1,500"). */
export const GCP_MEMBERS_MAX = 1500;

/**
 * Why Google would not store a pool with its bindings and providers as they stand, of which the doubts are known; that of GKE has no
 * providers of anybody's.
 */
export function gcpDoubts(
  { pool, bindings }: GcpTrust,
  { managed, id }: GcpPool,
  providers: readonly { provider: GcpProvider; doubts: readonly string[] }[],
): string[] {
  const doubts: string[] = [];
  // Every time that a member is named counts, in all roles of one policy.
  const inPolicy = new Map<string, number>();
  for (const [i, { members, resource }] of bindings.entries()) {
    const count = members.length + ((resource !== undefined && inPolicy.get(resource)) || 0);
    if (resource !== undefined) inPolicy.set(resource, count);
    if (count <= GCP_MEMBERS_MAX) continue;
    const of = count === members.length ? "it has" : `with those before it the policy of ${show(resource)} has`;
    doubts.push(`Google does not store binding ${i + 1}: ${of} ${count} members, at most ${GCP_MEMBERS_MAX} fit`);
  }
  const [, number] = /^projects\/([^/]+)\//.exec(pool) ?? [];
  if (number !== undefined && !/^\d+$/.test(number)) {
    doubts.push(`pool ${pool} is named by the id of its project, and principals have the number`);
  }
  // Where the trust says the number, members that say another are of another pool.
  if (managed) return pool === id ? [...doubts, ...projectDoubts(bindings, id)] : doubts;
  const names = new Set<string>();
  for (const { provider, doubts: its } of providers) {
    const isTaken = names.size === names.add(provider.name).size;
    const fault = isTaken ? "there is one of that name" : nameFault(provider);
    if (fault !== undefined) doubts.push(`Google does not store provider ${provider.name}: ${fault}`);
    doubts.push(...its);
  }
  return doubts;
}

/** What the members of a managed pool say of its project, which a trust may leave out: its number, and the same one everywhere. */
function projectDoubts(bindings: readonly GcpBinding[], pool: string): string[] {
  const projects = new Set<string>();
  const within = `/workloadIdentityPools/${pool}/`;
  for (const { members } of bindings) {
    for (const member of members) {
      if (!member.startsWith("principal") || !member.includes(within)) continue;
      projects.add(member.slice(member.indexOf("/projects/") + "/projects/".length, member.indexOf("/locations/")));
    }
  }
  const [named] = [...projects].filter((project) => !/^\d+$/.test(project));
  if (named !== undefined)
    return [`members of pool ${pool} say ${show(named)}, and principals have the number of the project`];
  return projects.size < 2
    ? []
    : [`members of pool ${pool} say the projects ${[...projects].join(" and ")}, and a pool is of one project`];
}

function nameFault({ name, issuer }: GcpProvider): string | undefined {
  const id = name.slice(name.lastIndexOf("/") + 1);
  if (!PROVIDER_ID.test(id)) return `its id ${show(id)} is none of ${GCP_POOL_ID_FORM}`;
  return HTTPS_URL.test(issuer) ? undefined : `its issuer ${show(issuer)} is no https URL`;
}

/** Why Google would not store a provider: such a document says nothing about what is deployed. */
export function gcpProviderDoubts(provider: GcpProvider): string[] {
  const { name, allowedAudiences = [], attributeMapping = {}, attributeCondition = "" } = provider;
  if (hasTooMuchCel(provider)) return [TOO_MUCH_CEL];
  const doubts: string[] = [];
  const doubt = (why: string) => doubts.push(`Google does not store provider ${name}: ${why}`);
  const mapped = Object.entries(attributeMapping);
  const custom = mapped.filter(([attribute]) => attribute.startsWith("attribute."));
  if (custom.length > ATTRIBUTES_MAX)
    doubt(`it maps ${custom.length} attributes of its own, at most ${ATTRIBUTES_MAX} fit`);
  if (allowedAudiences.length > AUDIENCES_MAX) {
    doubt(`it has ${allowedAudiences.length} audiences, at most ${AUDIENCES_MAX} fit`);
  }
  if (allowedAudiences.some((audience) => audience === "" || audience.length > AUDIENCE_MAX_LENGTH)) {
    doubt(`an audience has none or more than ${AUDIENCE_MAX_LENGTH} characters`);
  }
  for (const [attribute, source] of mapped) {
    if (!MAPPED.test(attribute))
      doubt(`it maps ${JSON.stringify(attribute)}, expected google.* or attribute.<a-z, 0-9, _>`);
    const fault = isSub(source)
      ? undefined
      : storedCelFault(source, attribute === "google.groups" ? "groups" : "mapping");
    if (fault !== undefined) doubt(`the mapping of ${attribute} cannot be stored: ${fault}`);
  }
  const fault = attributeCondition === "" ? undefined : storedCelFault(attributeCondition, "condition");
  if (fault !== undefined) doubt(`the condition cannot be stored: ${fault}`);
  return doubts;
}
