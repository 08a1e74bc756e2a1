import { WorkloadIdentityError } from "../../../core/errors";
import { show } from "../../../core/show";
import type { HuaweiConnection, HuaweiSources } from "./settings";
import { huaweiSetting } from "./settings";

/** The cloud of China and of the rest of the world but Europe. */
const HUAWEI_DEFAULT_CLOUD = "myhuaweicloud.com";

export type HuaweiService = "iam" | "cce" | "sts";

/** The address of a service, without a slash at the end. IAM has a global one only in the default cloud. */
export function huaweiEndpoint(service: HuaweiService, connection: HuaweiConnection, sources: HuaweiSources): string {
  const given =
    service === "iam"
      ? (connection.iamEndpoint ?? huaweiSetting("iamEndpoint", sources))
      : service === "cce"
        ? connection.cceEndpoint
        : undefined;
  if (given !== undefined) return checkedHuaweiEndpoint(given);
  const cloud = connection.cloud ?? huaweiSetting("cloud", sources) ?? HUAWEI_DEFAULT_CLOUD;
  if (service === "iam" && cloud === HUAWEI_DEFAULT_CLOUD) return `https://iam.${cloud}`;
  return checkedHuaweiEndpoint(`https://${service}.${huaweiRegion(connection, sources)}.${cloud}`);
}

/** The address of a cluster's own API, which serves its key set. */
export function huaweiClusterEndpoint(clusterId: string, connection: HuaweiConnection, sources: HuaweiSources): string {
  const { protocol, host } = new URL(huaweiEndpoint("cce", connection, sources));
  return checkedHuaweiEndpoint(`${protocol}//${clusterId}.${host}`);
}

export function huaweiRegion(connection: HuaweiConnection, sources: HuaweiSources): string {
  const region = connection.region ?? huaweiSetting("region", sources);
  if (region !== undefined) return region;
  throw new WorkloadIdentityError(
    "huawei-region-missing",
    "Cannot address a region of Huawei Cloud: set region of the connection, huawei:region or HW_REGION_NAME",
  );
}

/** Requests carry tokens of temporary keys, so only a loopback address may be without TLS. */
export function checkedHuaweiEndpoint(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const isLoopback = url !== undefined && /^(127\.0\.0\.1|\[::1\]|(.+\.)?localhost)$/.test(url.hostname);
  if (url !== undefined && (url.protocol === "https:" || (url.protocol === "http:" && isLoopback))) {
    return endpoint.replace(/\/+$/, "");
  }
  throw new WorkloadIdentityError(
    "huawei-endpoint-invalid",
    `Cannot call ${show(endpoint)}: expected an address that begins with "https://"`,
  );
}
