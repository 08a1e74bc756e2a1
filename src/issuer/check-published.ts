import { checkAnyIssuerUrl } from "../core/issuer-url";
import { jsonObject } from "../core/json";
import { checkPublicIssuerUrl } from "../core/public-issuer";
import { sameData } from "../core/same-data";
import { show } from "../core/show";
import { below, DISCOVERY_PATH } from "./discovery-document";
import type { IssuerKey } from "./issuer-key";
import { readIssuerKeys } from "./read-keys";

/** What a server answered to a GET; the names of headers are in small letters. */
export interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a server answered, or why it did not. */
export type Answer = Page | { readonly failed: string };

/** What was asked of an issuer: its discovery document, and the key set that this names. */
export interface PublishedAnswers {
  readonly discovery: Answer;
  /** Absent where the discovery document names no address of a key set. */
  readonly keySet?: Answer;
}

/** One thing that was looked at; `fix` is empty where nothing is wrong. */
export interface IssuerCheck {
  readonly code: string;
  readonly result: "ok" | "warning" | "error";
  readonly message: string;
  readonly fix: string;
}

/** Longest time in seconds that a key set may be cached, so that a rotation ends in a day (Kubernetes itself says 3600). */
const LONG_CACHE_SECONDS = 86_400;

/** The URL that clients ask for the discovery document. */
export function discoveryUrl(issuer: string): string {
  return below(issuer, DISCOVERY_PATH);
}

/** The address of the key set in a discovery document, or `undefined` where it names none over https. */
export function keySetUrl(discovery: Answer): string | undefined {
  if ("failed" in discovery) return undefined;
  const { jwks_uri: url } = jsonObject(discovery.body) as { jwks_uri?: unknown };
  return typeof url === "string" && URL.canParse(url) && url.startsWith("https://") ? url : undefined;
}

/**
 * Whether what an issuer publishes lets clouds verify the tokens of its cluster; `clusterKeys` are the keys that the cluster really has,
 * for example from `kubectl get --raw /openid/v1/jwks`, and nothing is compared where they are absent.
 */
export function checkPublished(
  issuer: string,
  { discovery, keySet }: PublishedAnswers,
  clusterKeys?: readonly IssuerKey[],
): IssuerCheck[] {
  return [
    ...checkUrl(issuer),
    ...checkDiscovery(issuer, discovery),
    ...(keySet === undefined ? [] : checkKeys(keySet, discovery, clusterKeys)),
  ];
}

function checkUrl(issuer: string): IssuerCheck[] {
  const issues = checkAnyIssuerUrl(issuer, "issuer");
  const found = issues.length > 0 ? issues : checkPublicIssuerUrl(issuer, "issuer", Number.POSITIVE_INFINITY);
  return found.map(({ code, message }) => error(code, message, ""));
}

function checkDiscovery(issuer: string, answer: Answer): IssuerCheck[] {
  const unanswered = checkAnswer(answer, "The discovery document", discoveryUrl(issuer));
  if (unanswered.length > 0 || "failed" in answer) return unanswered;
  const document = jsonObject(answer.body) as { issuer?: unknown; id_token_signing_alg_values_supported?: unknown };
  if (Object.keys(document).length === 0) {
    return [error("issuer-discovery-malformed", "The discovery document is no JSON object", "Publish it again")];
  }
  const isSame = document.issuer === issuer;
  const why = `The discovery document names issuer ${show(document.issuer)}, tokens name ${show(issuer)}`;
  return [
    isSame
      ? ok("issuer-equal", "The discovery document names the issuer byte for byte")
      : error("issuer-mismatch", why, "Make them the same byte for byte, a slash at the end included"),
    ...(keySetUrl(answer) === undefined
      ? [error("issuer-jwks-uri-invalid", "The discovery document has no jwks_uri over https", "Publish it again")]
      : []),
  ];
}

function checkKeys(answer: Answer, discovery: Answer, clusterKeys?: readonly IssuerKey[]): IssuerCheck[] {
  const unanswered = checkAnswer(answer, "The key set", keySetUrl(discovery) ?? "");
  if (unanswered.length > 0 || "failed" in answer) return unanswered;
  const { keys, issues } = readIssuerKeys(answer.body, "jwks");
  return [
    ...issues.map(({ code, message }) => error(code, message, "")),
    ...(keys.length === 0 ? [] : [ok("issuer-keys", `The key set has ${list(keys)}`)]),
    ...checkAlgorithms(keys, discovery),
    ...checkCache(answer.headers["cache-control"]),
    ...(clusterKeys === undefined ? [] : compareKeys(keys, clusterKeys)),
  ];
}

function checkAnswer(answer: Answer, what: string, url: string): IssuerCheck[] {
  const unreachable = (why: string, fix = "Publish it for everybody, and look at the address in a browser") => [
    error("issuer-unreachable", `${what} cannot be had from ${url}: ${why}`, fix),
  ];
  if ("failed" in answer) return unreachable(answer.failed);
  const { location, "content-encoding": encoding = "" } = answer.headers;
  // A browser follows where clouds do not promise to.
  if (location !== undefined && answer.status >= 300 && answer.status < 400) {
    return unreachable(`status ${answer.status}, which sends to ${show(location)}`, "Publish it at this very address");
  }
  if (answer.status !== 200) return unreachable(`status ${answer.status}`);
  if (!/^(identity)?$/i.test(encoding)) {
    return unreachable(
      `it comes as ${encoding}, for which nobody asked`,
      "Store it as it is, without Content-Encoding",
    );
  }
  if (!answer.body.startsWith("\uFEFF")) return [];
  return unreachable("it begins with a byte order mark, which JSON has not", "Store it as UTF-8 without one");
}

function checkAlgorithms(keys: readonly IssuerKey[], discovery: Answer): IssuerCheck[] {
  const { id_token_signing_alg_values_supported: said } = jsonObject("failed" in discovery ? "" : discovery.body) as {
    id_token_signing_alg_values_supported?: unknown;
  };
  const supported = Array.isArray(said) ? said : [];
  const missing = [...new Set(keys.map(({ alg }) => alg))].filter((alg) => !supported.includes(alg));
  const elliptic = keys.some(({ kty }) => kty === "EC");
  return [
    ...(missing.length === 0
      ? []
      : [
          error(
            "issuer-algorithm-missing",
            `The discovery document does not name ${missing.join(", ")}, which the keys are for`,
            "Publish the discovery document together with the keys",
          ),
        ]),
    ...(elliptic
      ? [
          warning(
            "issuer-algorithm-untested",
            "The key set has EC keys: RS256 is what every cloud is documented or known to take",
            "Sign with an RSA key, or look up each cloud that shall trust it",
          ),
        ]
      : []),
  ];
}

function checkCache(header = ""): IssuerCheck[] {
  // What may not be kept, or only after asking again, is as good as kept for no time.
  const seconds = /\bno-(store|cache)\b/i.test(header) ? "0" : /\bmax-age="?(\d+)/i.exec(header)?.[1];
  if (seconds === undefined) {
    const fix = 'Set it, for example "public, max-age=300"';
    return [warning("issuer-cache-unknown", "The key set says not how long it may be cached", fix)];
  }
  if (Number(seconds) <= LONG_CACHE_SECONDS) return [ok("issuer-cache", `The key set may be cached for ${seconds} s`)];
  return [
    warning(
      "issuer-cache-long",
      `The key set may be cached for ${seconds} s`,
      "Wait that long in each step of a rotation",
    ),
  ];
}

function compareKeys(published: readonly IssuerKey[], cluster: readonly IssuerKey[]): IssuerCheck[] {
  // A key under the kid of another one verifies nothing.
  const has = (keys: readonly IssuerKey[], wanted: IssuerKey) => keys.some((key) => sameData(key, wanted));
  const missing = cluster.filter((key) => !has(published, key));
  const extra = published.filter((key) => !has(cluster, key));
  if (missing.length + extra.length === 0) return [ok("issuer-keys-equal", "The cluster has the same keys")];
  return [
    ...(missing.length === 0
      ? []
      : [
          error(
            "issuer-key-unpublished",
            `The cluster has keys that are not published: ${list(missing)}`,
            "Publish them",
          ),
        ]),
    ...(extra.length === 0
      ? []
      : [
          warning(
            "issuer-key-foreign",
            `Keys are published that the cluster does not have: ${list(extra)}`,
            "Whoever has them signs as this cluster; take away those that no rotation needs",
          ),
        ]),
  ];
}

function list(keys: readonly IssuerKey[]): string {
  return keys.map(({ kid, alg }) => `${kid} (${alg})`).join(", ");
}

const ok = (code: string, message: string): IssuerCheck => ({ code, result: "ok", message, fix: "" });
const warning = (code: string, message: string, fix: string): IssuerCheck => ({
  code,
  result: "warning",
  message,
  fix,
});
const error = (code: string, message: string, fix: string): IssuerCheck => ({ code, result: "error", message, fix });
