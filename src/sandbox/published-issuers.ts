import { jsonObject } from "../core/json";
import { show } from "../core/show";
import type { Answer } from "../issuer/check-published";
import { discoveryUrl, keySetUrl } from "../issuer/check-published";
import type { PublicWeb } from "./public-web";
import type { KeySet } from "./verify-token";

/** The issuers that the program publishes itself, as token services see them: through what is deployed, and what they keep of it. */
export interface PublishedIssuers {
  /** Whether the program publishes this issuer, or did so in this sandbox before. */
  has(issuer: string): boolean;
  /** What a token service knows of an issuer; each keeps documents by itself. */
  keySet(issuer: string, service: string): KeySet;
}

/**
 * For how many seconds a document is kept that says nothing itself: API servers let theirs be kept for as long. Vendors do not publish
 * what they do, and a rotation has to survive the slowest.
 */
const UNSAID_SECONDS = 3600;

/** `now` is in seconds of the epoch. */
export function createPublishedIssuers(web: PublicWeb, now: () => number): PublishedIssuers {
  const known = new Set<string>();
  const kept = new Map<string, { answer: Answer; until: number }>();

  const fetched = (url: string, service: string): Answer => {
    const place = `${service} ${url}`;
    const found = kept.get(place);
    if (found !== undefined && now() < found.until) return found.answer;
    const answer = web.get(url) ?? { failed: "nothing answers there" };
    kept.delete(place);
    if ("body" in answer && answer.status === 200) {
      kept.set(place, { answer, until: now() + secondsToKeep(answer.headers["cache-control"]) });
    }
    return answer;
  };

  return {
    has(issuer) {
      if (web.get(discoveryUrl(issuer)) !== undefined) known.add(issuer);
      return known.has(issuer);
    },
    keySet(issuer, service) {
      const discovery = fetched(discoveryUrl(issuer), service);
      const unread = faultOf(discovery, discoveryUrl(issuer));
      if (unread !== undefined) return { fault: unread };
      const { issuer: named } = documentIn(discovery) as { issuer?: unknown };
      if (named !== issuer) {
        return { fault: `the discovery document names issuer ${show(named)}, the token names ${show(issuer)}` };
      }
      const url = keySetUrl(discovery);
      if (url === undefined) return { fault: "the discovery document has no jwks_uri over https" };
      const keySet = fetched(url, service);
      const fault = faultOf(keySet, url);
      return fault === undefined ? { jwks: documentIn(keySet) } : { fault };
    },
  };
}

function faultOf(answer: Answer, url: string): string | undefined {
  if ("failed" in answer) return `${url}: ${answer.failed}`;
  return answer.status === 200 ? undefined : `${url}: status ${answer.status}`;
}

function documentIn(answer: Answer): object {
  return jsonObject("body" in answer ? answer.body : "");
}

/** RFC 9111, 5.2.2. */
function secondsToKeep(cacheControl: string | undefined): number {
  if (cacheControl === undefined) return UNSAID_SECONDS;
  if (/\bno-(cache|store)\b/i.test(cacheControl)) return 0;
  return Number(/\bmax-age=(\d+)/i.exec(cacheControl)?.[1] ?? UNSAID_SECONDS);
}
