import { isHuaweiAgencyTrust } from "./document";
import type { HuaweiTrust } from "./trust";

/**
 * The client id of a cluster on IAM v5 where a program chooses none: one for all clusters, whose issuers are public and so their own. Huawei
 * Cloud defines none.
 */
export const HUAWEI_DEFAULT_CLIENT_ID = "sts.myhuaweicloud.com";

/** The audience of tokens for a trust where nobody chose one: the client id of its provider, which is the user's own for each cluster. */
export function huaweiDefaultAudience(trust: HuaweiTrust): string {
  return isHuaweiAgencyTrust(trust) ? (trust.oidcProviders[0]?.clientIds[0] ?? "") : trust.identityProvider.clientId;
}
