import type { Issue } from "./issue";
import { issue } from "./issue";
import { show } from "./subject";

/** What API servers are called inside of a cluster; the usual audience of default tokens (kubernetes `--api-audiences`). */
const API_SERVER = /^(https:\/\/)?kubernetes\.default(\.svc|[:/]|$)/;

/** The fault of an audience that API servers take themselves. */
export function checkApiServerAudience(audience: unknown, path: string): Issue[] {
  return typeof audience === "string" && API_SERVER.test(audience) ? [ofApiServer(audience, path)] : [];
}

/** The fault of an audience that is the issuer's URL: API servers take that one where nothing else is said. */
export function checkIssuerAudience(audience: unknown, issuer: unknown, path: string): Issue[] {
  return typeof audience === "string" && audience === issuer ? [ofApiServer(audience, path)] : [];
}

function ofApiServer(audience: string, path: string): Issue {
  const fault = `Cannot use audience ${show(audience)}: it is the API server's own, so the default token of every pod of the ServiceAccount would be a credential; use one that only the cloud takes`;
  return issue("audience-of-api-server", path, fault);
}
