import type { Issue } from "../core/issue";
import { checkPublicIssuerUrl, unreachableIssuer } from "../core/public-issuer";
import { show } from "../core/show";
import { checkClusterIssuerUrl } from "./registration-names";

/** Addresses of one vendor's clusters that serve no keys to the internet, and where the issuer of such a cluster is found. */
interface ApiServers {
  readonly vendor: string;
  readonly host: RegExp;
  readonly issuer: string;
}

/**
 * The endpoints of managed clusters, which answer nobody without a login, and names of their keys that no token says (EKS user guide, AKS outbound rules
 * and private clusters, GKE API `DNSEndpointConfig`, CCE API, all read 2026-11; ACK as its nodes log it).
 */
const API_SERVERS: readonly ApiServers[] = [
  {
    vendor: "EKS",
    host: /(\.eks\.amazonaws\.com(\.cn)?|(^oidc-eks|\.eks-cluster)\.[^/]+\.api\.(aws|amazonwebservices\.com\.cn))$/,
    issuer: "https://oidc.eks.<region>.amazonaws.com/id/<id>, identities[0].oidcs[0].issuer of the cluster (eksIssuer)",
  },
  {
    vendor: "AKS",
    host: /\.(azmk8s\.io|cx\.aks\.containerservice\.azure\.us|cx\.prod\.service\.azk8s\.cn)$/,
    issuer: "oidcIssuerProfile.issuerURL of the cluster, once its OIDC issuer is on (aksIssuer)",
  },
  {
    vendor: "GKE",
    host: /\.gke\.goog$/,
    issuer:
      "https://container.googleapis.com/v1/projects/<project>/locations/<location>/clusters/<name> (gkeIssuer, gkeIssuerUrl)",
  },
  {
    vendor: "CCE",
    host: /\.cce\.[a-z0-9-]+\.myhuaweicloud\.(com|eu)$/,
    issuer: "the cluster's setting service-account-issuer, once its OIDC provider is on (cceIssuer)",
  },
  {
    vendor: "ACK",
    host: /^apiserver\..+\.cs\.aliyuncs\.com$/,
    issuer: "rrsaMetadata.rrsaOidcIssuerUrl of the cluster, once RRSA is on (ackIssuer)",
  },
];

/** Names of private endpoints, which resolve to addresses of a network of their own (AWS PrivateLink, Azure Private Link, OSS internal endpoints; 2026-11). */
const PRIVATE_ENDPOINTS = /\.vpce\.amazonaws\.com(\.cn)?$|\.privatelink\.|-internal\.aliyuncs\.com$/;

/** The issuer that was asked about last: proofs of a program come one after the other, and mostly are about the same. */
let last: { issuer: string; why: string | undefined } | undefined;

/** Why no cloud can fetch the keys of an issuer over the internet, and what to write instead; `undefined` where nothing speaks against it. */
export function unreachableByClouds(issuer: string): string | undefined {
  if (last?.issuer !== issuer) last = { issuer, why: unreachableIssuer(issuer) ?? unreachableHost(issuer) };
  return last.why;
}

/** Faults of an issuer whose keys a cloud fetches over the internet, those of any issuer URL included; `maxLength` is the cloud's limit in characters. */
export function checkFetchedIssuerUrl(url: unknown, path: string, maxLength: number): Issue[] {
  return checkClusterIssuerUrl(url, path, (...at) => checkPublicIssuerUrl(...at, maxLength, unreachableByClouds));
}

function unreachableHost(issuer: string): string | undefined {
  const host = /^https:\/\/([^/:?#]+)/i.exec(issuer)?.[1]?.toLowerCase().replace(/\.$/, "");
  if (host === undefined) return undefined;
  const of = API_SERVERS.find((servers) => servers.host.test(host));
  if (of !== undefined)
    return `this is an address of the API server of a cluster of ${of.vendor}, whose issuer is ${of.issuer}`;
  return PRIVATE_ENDPOINTS.test(host)
    ? `${show(host)} is the name of a private endpoint; publish the issuer's documents where everybody reads them, and give that name`
    : undefined;
}
