import type { GcpPool } from "./pool";
import { gcpPoolOf } from "./pool";
import type { GcpProvider, GcpTrust } from "./trust";

/** The audience of a provider that names none, as a projected token carries it; `provider` is the provider's resource name. */
export function gcpDefaultAudience(provider: string): string {
  return `https://iam.googleapis.com/${provider}`;
}

/** The audiences that a provider takes. Its own name with and without `https:` is the default; a managed pool goes by its id. */
export function gcpAudiences(pool: GcpPool, { name, allowedAudiences = [] }: GcpProvider): readonly string[] {
  if (allowedAudiences.length > 0) return allowedAudiences;
  if (pool.managed) return [pool.id];
  const resource = name.startsWith("projects/") ? name : `${pool.name}/providers/${name}`;
  return [`https://iam.googleapis.com/${resource}`, `//iam.googleapis.com/${resource}`];
}

/** The audience of tokens for a pool where nobody chose one: its provider's own name as a URL, or a managed pool's id. */
export function gcpDefaultAudienceOf(trust: GcpTrust): string {
  const pool = gcpPoolOf(trust);
  const { name, issuer } = trust.providers[0] ?? { name: "", issuer: "" };
  return gcpAudiences(pool, { name, issuer })[0] as string;
}
