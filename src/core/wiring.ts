import { checkRange } from "./form";
import type { Issue } from "./issue";
import { issue } from "./issue";
import { nearest } from "./nearest";
import type { Rival } from "./rival";
import { show } from "./show";

/**
 * What a ServiceAccount and its pods need, as data. `V` is the type of the values that may be known only after deployment;
 * every key, path and name is plain, so the structure is known before anything is created.
 */
export interface Wiring<V = string> {
  serviceAccountAnnotations: Record<string, V>;
  /** Annotations that would turn this wiring into another one, and so must not be there. */
  excludedAnnotations: string[];
  namespaceLabels: Record<string, string>;
  podLabels: Record<string, string>;
  podAnnotations: Record<string, string>;
  nodeSelector: Record<string, string>;
  /** Environment of every container. */
  env: Record<string, V>;
  /** Environment of containers that say nothing of it themselves. */
  defaults: DefaultVariables<V>[];
  /** Tokens that the kubelet writes and renews. */
  tokens: ProjectedToken<V>[];
  /** Files that are no secret, delivered in a ConfigMap. */
  files: ProjectedFile<V>[];
  /** Pod annotations that tell a webhook which containers to leave alone, and which ones to look at alone. */
  skipContainers: { annotation: string; separator: string; only?: string }[];
  /** Pod annotations that a webhook obeys, and what a template may say by them. */
  podSettings: PodSetting[];
  /** What a pod can carry that its clients would use in place of this identity. */
  rivals: Rival<V>[];
}

/** Variables with one value, which a container gets where it sets none of them. */
export interface DefaultVariables<V = string> {
  names: readonly string[];
  /** Empty where there is nothing to set. */
  value: V;
  /** Whether it is a folder that clients write to. False by default. */
  isWritten?: boolean;
}

/** An annotation by which a pod tells a webhook what to do. */
export interface PodSetting {
  annotation: string;
  /** What it may say: one of these, or a whole number. */
  expected: readonly string[] | { min: number; max: number };
  /** What comes of anything else, as the end of a sentence. */
  otherwise: string;
}

export interface ProjectedToken<V = string> {
  /** The `aud` of the token. */
  audience: V;
  /** Path below the mount, for example `aws/token`. */
  path: string;
  expirationSeconds: number;
}

export interface ProjectedFile<V = string> {
  /** Key in the ConfigMap. */
  key: string;
  /** Path below the mount. */
  path: string;
  content: V;
}

/** Where tokens and files of all clouds are mounted in a pod; none of the vendors' webhooks uses this path. */
export const DEFAULT_MOUNT_PATH = "/var/run/secrets/workload-identity";

export function emptyWiring<V>(): Wiring<V> {
  return {
    serviceAccountAnnotations: {},
    excludedAnnotations: [],
    namespaceLabels: {},
    podLabels: {},
    podAnnotations: {},
    nodeSelector: {},
    env: {},
    defaults: [],
    tokens: [],
    files: [],
    skipContainers: [],
    podSettings: [],
    rivals: [],
  };
}

/** All wirings of one ServiceAccount as one. */
export function mergeWirings<V>(wirings: readonly Wiring<V>[]): Wiring<V> {
  const merged = emptyWiring<V>();
  for (const wiring of wirings) {
    Object.assign(merged.serviceAccountAnnotations, wiring.serviceAccountAnnotations);
    merged.excludedAnnotations.push(...wiring.excludedAnnotations);
    Object.assign(merged.namespaceLabels, wiring.namespaceLabels);
    Object.assign(merged.podLabels, wiring.podLabels);
    Object.assign(merged.podAnnotations, wiring.podAnnotations);
    Object.assign(merged.nodeSelector, wiring.nodeSelector);
    Object.assign(merged.env, wiring.env);
    merged.tokens.push(...wiring.tokens);
    merged.files.push(...wiring.files);
    merged.defaults.push(...wiring.defaults);
    merged.skipContainers.push(...wiring.skipContainers);
    merged.podSettings.push(...wiring.podSettings);
    merged.rivals.push(...wiring.rivals);
  }
  return merged;
}

/** Shortest lifetime of a projected token in seconds (Kubernetes core/v1 ServiceAccountTokenProjection). */
const TOKEN_EXPIRATION_MIN_SECONDS = 600;
/** Longest lifetime of a projected token in seconds: what API servers of managed clusters grant at most. */
const TOKEN_EXPIRATION_MAX_SECONDS = 86_400;

/** Faults of a token's lifetime in seconds, within a vendor's bounds. */
export function checkTokenExpiration(
  seconds: unknown,
  path: string,
  bounds: { min?: number; max?: number } = {},
): Issue[] {
  const { min = TOKEN_EXPIRATION_MIN_SECONDS, max = TOKEN_EXPIRATION_MAX_SECONDS } = bounds;
  return checkRange("token-expiration-out-of-range", "token lifetime in seconds", min, max)(seconds, path);
}

/** Faults of a path below the mount: relative, no `..`, as Kubernetes demands of projected paths. */
export function checkProjectedPath(value: unknown, path: string): Issue[] {
  const valid =
    typeof value === "string" &&
    /^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/.test(value) &&
    !value.split("/").some((segment) => segment.startsWith(".."));
  if (valid) return [];
  return [
    issue(
      "token-path-invalid",
      path,
      `Cannot project a token to ${show(value)}: expected a relative path such as "vault/token", without ".."`,
    ),
  ];
}

/** Faults of the settings of a cloud's token; its lifetime in seconds is within that vendor's bounds. */
export function checkTokenSettings(
  token: { path?: unknown; expirationSeconds?: unknown } = {},
  bounds: { min?: number; max?: number } = {},
): Issue[] {
  const { path, expirationSeconds } = token;
  return [
    ...(path === undefined ? [] : checkProjectedPath(path, "token.path")),
    ...(expirationSeconds === undefined
      ? []
      : checkTokenExpiration(expirationSeconds, "token.expirationSeconds", bounds)),
  ];
}

/** Faults between the wirings of one ServiceAccount: two sources for one path, or one variable with two meanings. */
export function checkWirings(wirings: readonly { path: string; wiring: Wiring<unknown> }[]): Issue[] {
  const issues: Issue[] = [];
  const owners = new Map<string, string>();
  const claim = (what: string, owner: string) => {
    const first = owners.get(what);
    if (first === undefined) owners.set(what, owner);
    else if (first !== owner || what.startsWith("path ")) {
      issues.push(issue("wiring-conflict", owner, `Choose another ${what}: ${first} uses it already`));
    }
  };
  for (const { path, wiring } of wirings) {
    for (const { path: file } of [...wiring.tokens, ...wiring.files]) claim(`path ${show(file)}`, path);
    for (const name of Object.keys(wiring.env)) claim(`environment variable ${show(name)}`, path);
  }
  return issues;
}

/** Faults of a program's own annotations: those that a wiring writes, or must leave out. */
export function checkAnnotations(
  { annotations, keep = [] }: { annotations?: Record<string, unknown>; keep?: readonly string[] },
  wirings: readonly { path: string; wiring: Wiring<unknown> }[],
): Issue[] {
  const own = Object.keys(annotations ?? {});
  const excluded = wirings.flatMap(({ wiring }) => wiring.excludedAnnotations);
  const isExcluded = (key: string, wiring: Wiring<unknown>) =>
    wiring.excludedAnnotations.includes(key) && !keep.includes(key);
  const idle = keep.flatMap((key, index) => (excluded.includes(key) ? [] : [nothingToKeep(key, index, excluded)]));
  const conflicts = wirings.flatMap(({ path, wiring }) =>
    own
      .filter((key) => Object.hasOwn(wiring.serviceAccountAnnotations, key) || isExcluded(key, wiring))
      .map((key) =>
        issue(
          "annotation-conflict",
          `annotations["${key}"]`,
          `Cannot annotate the ServiceAccount with ${show(key)}: ${path} decides about that annotation; remove it${wiring.excludedAnnotations.includes(key) ? `, or keep it on purpose with kubernetes.keep: [${show(key)}]` : ""}`,
        ),
      ),
  );
  return [...idle, ...conflicts];
}

/** The fault of an annotation that is kept though it is in nobody's way: a misspelt one would keep nothing. */
function nothingToKeep(key: string, index: number, known: readonly string[]): Issue {
  const near = nearest(key, known);
  const others =
    known.length === 0 ? "" : `; those that are in the way are ${[...new Set(known)].map(show).join(", ")}`;
  const fix = near === undefined ? `take it out${others}` : `did you mean ${show(near)}?`;
  return issue(
    "argument-without-effect",
    `keep[${index}]`,
    `Cannot keep annotation ${show(key)}: it is in the way of no identity here; ${fix}`,
  );
}
