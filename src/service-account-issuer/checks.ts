import { ISSUER_HOSTS, issuerHost } from "../clouds/issuer-hosts";
import { checkSdks } from "../component/load-sdk";
import { checkShape, unknownArguments } from "../core/argument-shape";
import { checkRange } from "../core/form";
import type { Issue } from "../core/issue";
import { issue, issuesUnder } from "../core/issue";
import { checkAnyIssuerUrl } from "../core/issuer-url";
import { ifKnown } from "../core/known";
import { checkDocumentSettings } from "../issuer/documents";
import { DEFAULT_ROTATION_WAITS } from "../issuer/rotation";
import { adoptedObjects } from "./adoption";
import type { ServiceAccountIssuerArgs } from "./args";
import { hostsOf } from "./hosts";
import { readServiceAccountIssuerArgs } from "./shape";

/** For how many seconds clients may keep the documents, where the program says nothing. */
export const DEFAULT_CACHE_SECONDS = 300;
/** A day: a rotation waits for it in each step. */
const MAX_CACHE_SECONDS = 86_400;
/** The longest that any token of a ServiceAccount lives: a year (kubernetes pkg/controlplane, ExpirationExtensionSeconds, 2026-08). */
const MAX_WAIT_SECONDS = 365 * 86_400;

const checkCache = checkRange("issuer-cache-out-of-range", "cache time in seconds", 0, MAX_CACHE_SECONDS);
const checkWait = checkRange("issuer-wait-out-of-range", "wait in seconds", 0, MAX_WAIT_SECONDS);

/** Faults of everything but the keys, which are read for themselves; those of a shape let nothing else be said. */
export function checkSettings(name: string, args: ServiceAccountIssuerArgs): Issue[] {
  const read = readServiceAccountIssuerArgs;
  const unknown = unknownArguments(read, args);
  const misshapen = checkShape(read, args);
  if (misshapen.length > 0) return [...unknown, ...misshapen];
  const { acceptedIssuers = [], cacheSeconds, external, jwksPath, waits = {} } = args;
  const members = discoveryMembers(args);
  return [
    ...unknown,
    ...checkHosts(name, args),
    ...(external === undefined ? [] : ifKnown(external.url, "external.url", checkAnyIssuerUrl)),
    ...acceptedIssuers.flatMap((url, index) => ifKnown(url, `acceptedIssuers[${index}]`, checkAnyIssuerUrl)),
    ...(members === undefined ? [notAnObject()] : []),
    ...checkDocumentSettings({
      ...(jwksPath === undefined ? {} : { jwksPath }),
      ...(members === undefined ? {} : { discoveryMembers: members }),
    }),
    ...ifKnown(cacheSeconds, "cacheSeconds", checkCache),
    ...ifKnown(waits.publicationSeconds, "waits.publicationSeconds", checkWait),
    ...ifKnown(waits.tokenLifetimeSeconds, "waits.tokenLifetimeSeconds", checkWait),
    ...checkCacheWithinWait(args),
  ];
}

/** Further members of the discovery document, or `undefined` where the text is no JSON object. */
export function discoveryMembers({ discoveryMembers: text = "{}" }: ServiceAccountIssuerArgs) {
  try {
    const members: unknown = JSON.parse(text);
    const isObject = typeof members === "object" && members !== null && !Array.isArray(members);
    return isObject ? (members as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function checkHosts(name: string, args: ServiceAccountIssuerArgs): Issue[] {
  const hosts = hostsOf(args);
  const known = [...ISSUER_HOSTS, "external"].join(", ");
  if (hosts.length !== 1) {
    const asked = hosts.length === 0 ? "no place is given" : `${hosts.map(([argument]) => argument).join(" and ")} are`;
    const message = `Cannot publish the issuer: ${asked}; give exactly one of ${known}`;
    return [issue("issuer-host-count", hosts[1]?.[0] ?? "", message)];
  }
  return hosts
    .filter(([argument]) => argument !== "external")
    .flatMap(([argument, given]) => {
      const { adoption, check, loadSdk } = issuerHost(argument);
      const faults = [...check(given, name), ...(adoption?.check(given, adoptedObjects(args)) ?? [])];
      return [...issuesUnder(argument, faults), ...checkSdks({ [argument]: loadSdk })];
    });
}

function notAnObject(): Issue {
  const expected = 'expected the text of a JSON object, such as {"claims_supported":["sub","iss"]}';
  return issue("issuer-discovery-members-invalid", "discoveryMembers", `Cannot read discoveryMembers: ${expected}`);
}

/** Else a rotation goes on while clients may still keep a key set without the new key. */
function checkCacheWithinWait({ cacheSeconds = DEFAULT_CACHE_SECONDS, waits }: ServiceAccountIssuerArgs): Issue[] {
  const { publicationSeconds = DEFAULT_ROTATION_WAITS.publication } = waits ?? {};
  if (!(cacheSeconds > publicationSeconds)) return [];
  const message = `Cannot wait ${publicationSeconds} s for clients that may keep the key set for ${cacheSeconds} s: lower cacheSeconds, or raise waits.publicationSeconds`;
  return [issue("issuer-wait-shorter-than-cache", "waits.publicationSeconds", message)];
}
