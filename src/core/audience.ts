import type { Issue } from "./issue";
import { issue } from "./issue";
import { isInClusterIssuer, issuerHostPath } from "./issuer-url";
import { show } from "./show";

/**
 * Whether an audience is a name that API servers have inside of a cluster, with or without scheme, port and path: the usual audience
 * of default tokens (kubernetes `--api-audiences`), one of which is mounted into every pod that does not opt out.
 */
export function isApiServerAudience(audience: string): boolean {
  return isInClusterIssuer(`https://${issuerHostPath(audience)}`);
}

/** The fault of an audience that API servers take themselves. */
export function checkApiServerAudience(audience: unknown, path: string): Issue[] {
  return typeof audience === "string" && isApiServerAudience(audience) ? [ofApiServer(audience, path)] : [];
}

/** The fault of an audience that is the issuer's URL: API servers take that one where nothing else is said. */
export function checkIssuerAudience(audience: unknown, issuer: unknown, path: string): Issue[] {
  return typeof audience === "string" && audience === issuer ? [ofApiServer(audience, path)] : [];
}

function ofApiServer(audience: string, path: string): Issue {
  const fault = `Cannot use audience ${show(audience)}: it is the API server's own, so the default token of every pod of the ServiceAccount would be a credential; use one that only the cloud takes`;
  return issue("audience-of-api-server", path, fault);
}
