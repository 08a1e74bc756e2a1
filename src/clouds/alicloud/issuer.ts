import { WorkloadIdentityError } from "../../core/errors";
import { knownOutputs } from "../known-outputs";

/** What an ACK cluster says about RRSA: the output `rrsaMetadata` of a managed or serverless cluster, or `rrsaConfig` of the data source. */
export interface AckRrsaMetadata {
  enabled?: boolean;
  /** The issuer; may be a list with commas, of which the first is the `iss` of tokens. */
  rrsaOidcIssuerUrl?: string;
  ramOidcProviderArn?: string;
}

/** The issuer of an ACK cluster, registered by ACK itself in the cluster's account. */
export interface AckIssuer {
  url: string;
  alicloud: { oidcProviderArn: string };
}

const CALL = "cluster.rrsaMetadata.apply(ackIssuer)";

/**
 * The issuer of an ACK cluster with the RAM OIDC provider that enabling RRSA made; use it as `cluster.rrsaMetadata.apply(ackIssuer)`.
 * Throws `ack-rrsa-disabled` where RRSA is off, and `ack-rrsa-incomplete` where it is on and names no issuer or no provider.
 */
export function ackIssuer(rrsaMetadata: AckRrsaMetadata | undefined): AckIssuer {
  const { enabled, rrsaOidcIssuerUrl, ramOidcProviderArn } = knownOutputs(rrsaMetadata ?? {}, [], CALL);
  if (enabled !== true) {
    throw new WorkloadIdentityError(
      "ack-rrsa-disabled",
      "Cannot read the issuer of this ACK cluster: RRSA is not enabled; set enableRrsa to true (of a cluster that exists already, in an update of its own: until it is done a preview still sees RRSA disabled)",
    );
  }
  const url = rrsaOidcIssuerUrl?.split(",")[0]?.trim() ?? "";
  const oidcProviderArn = ramOidcProviderArn ?? "";
  if (url === "" || oidcProviderArn === "") {
    const missing = url === "" ? "rrsaOidcIssuerUrl" : "ramOidcProviderArn";
    throw new WorkloadIdentityError(
      "ack-rrsa-incomplete",
      `Cannot read the issuer of this ACK cluster: RRSA is enabled, but ${missing} is empty; wait until the cluster is running and refresh it`,
    );
  }
  return { url, alicloud: { oidcProviderArn } };
}

/** Whether a URL is that of an ACK cluster's own issuer, which ACK keeps on OSS. */
export function isAckIssuerUrl(url: unknown): boolean {
  return typeof url === "string" && /^https:\/\/oidc-ack-[^/.]+\.oss-[^/.]+\.aliyuncs\.com(\/|$)/.test(url);
}
