import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { DEFAULT_JWKS_PATH, DISCOVERY_PATH, discoveryDocument } from "./discovery-document";
import type { IssuerKey } from "./issuer-key";
import { keySetDocument } from "./issuer-key";

/** What an issuer publishes, and how it differs from what kube-apiserver would. */
export interface IssuerDocumentsArgs {
  /** The `iss` of the cluster's tokens, unchanged. */
  readonly issuer: string;
  readonly keys: readonly IssuerKey[];
  /** Path of the key set below the issuer; `/openid/v1/jwks` by default. */
  readonly jwksPath?: string;
  /** Further members of the discovery document, such as `claims_supported`. None by default. */
  readonly discoveryMembers?: Readonly<Record<string, unknown>>;
}

/** A file that the issuer's host has to answer with. */
interface IssuerDocument {
  /** Path below the issuer, without a slash at its start. */
  readonly path: string;
  readonly content: string;
  readonly contentType: string;
}

/** The two documents of an issuer, byte-stable. */
export interface IssuerDocuments {
  readonly discovery: IssuerDocument;
  readonly keySet: IssuerDocument;
}

/** Media type of a key set (RFC 7517, 8.5.1), which kube-apiserver answers with too. */
const KEY_SET_TYPE = "application/jwk-set+json";

/** The documents of an issuer whose keys and arguments have been checked. */
export function issuerDocuments(args: IssuerDocumentsArgs): IssuerDocuments {
  const { issuer, keys, jwksPath = DEFAULT_JWKS_PATH, discoveryMembers = {} } = args;
  const algorithms = keys.map(({ alg }) => alg);
  const discovery = { ...discoveryDocument(issuer, algorithms, jwksPath), ...discoveryMembers };
  return {
    discovery: { path: DISCOVERY_PATH.slice(1), content: JSON.stringify(discovery), contentType: "application/json" },
    keySet: { path: jwksPath.slice(1), content: keySetDocument(keys), contentType: KEY_SET_TYPE },
  };
}

/** Faults of what is said about the documents beside their keys: `issuer-jwks-path-invalid`, `issuer-discovery-member-fixed`. */
export function checkDocumentSettings({ jwksPath, discoveryMembers = {} }: Partial<IssuerDocumentsArgs>): Issue[] {
  const written = new Set(Object.keys(discoveryDocument("", [])));
  const fixed = Object.keys(discoveryMembers).filter((member) => written.has(member));
  return [
    ...(jwksPath === undefined || isPath(jwksPath)
      ? []
      : [
          issue(
            "issuer-jwks-path-invalid",
            "jwksPath",
            `Cannot publish the key set at ${JSON.stringify(jwksPath)}: expected a path below the issuer such as "/keys.json"`,
          ),
        ]),
    ...fixed.map((member) =>
      issue(
        "issuer-discovery-member-fixed",
        `discoveryMembers.${member}`,
        `Cannot set "${member}": it follows from the issuer and its keys; leave it out`,
      ),
    ),
  ];
}

function isPath(path: string): boolean {
  const isClean = /^(\/[A-Za-z0-9._~-]+)+$/.test(path) && !/\/\.\.?(\/|$)/.test(path);
  return isClean && path !== DISCOVERY_PATH;
}
