import { WorkloadIdentityError } from "../../../core/errors";
import type { HuaweiCredentials } from "./signer";

/** Where requests go. Plain data without secrets: it is kept with each resource, so that deletion reaches the place of creation. */
export interface HuaweiConnection {
  /** Region, for example `cn-north-4`. `HW_REGION_NAME` by default; needed for clusters and outside of the default cloud. */
  region?: string;
  /** Id of the project of clusters. By default `HUAWEICLOUD_SDK_PROJECT_ID` or `HW_PROJECT_ID`, else the project named like the region. */
  projectId?: string;
  /** Id of the account. By default `HUAWEICLOUD_SDK_DOMAIN_ID` or `HW_DOMAIN_ID`, else the account of the access key. */
  domainId?: string;
  /** Domain of the cloud's hosts: `myhuaweicloud.com` (China and international, the default) or `myhuaweicloud.eu`. `HW_CLOUD` by default. */
  cloud?: string;
  /** Address of IAM. By default `HUAWEICLOUD_SDK_IAM_ENDPOINT`, else the global one; in other clouds that of the region. */
  iamEndpoint?: string;
  /** Address of CCE. That of the region by default. */
  cceEndpoint?: string;
}

/** Looks up a setting; `undefined` where it is not set. */
type HuaweiLookup = (name: string) => string | undefined;

/** Where settings come from: the stack's configuration (`huawei:accessKey`) before the process environment. */
export interface HuaweiSources {
  config: HuaweiLookup;
  env: HuaweiLookup;
}

/** Configuration keys of a Pulumi stack, and the variables of Huawei's SDKs and of its Terraform provider. */
const NAMES = {
  accessKey: ["HUAWEICLOUD_SDK_AK", "HW_ACCESS_KEY"],
  secretKey: ["HUAWEICLOUD_SDK_SK", "HW_SECRET_KEY"],
  securityToken: ["HUAWEICLOUD_SDK_SECURITY_TOKEN", "HW_SECURITY_TOKEN"],
  domainId: ["HUAWEICLOUD_SDK_DOMAIN_ID", "HW_DOMAIN_ID"],
  domainName: ["HW_DOMAIN_NAME"],
  projectId: ["HUAWEICLOUD_SDK_PROJECT_ID", "HW_PROJECT_ID"],
  region: ["HW_REGION_NAME"],
  cloud: ["HW_CLOUD"],
  iamEndpoint: ["HUAWEICLOUD_SDK_IAM_ENDPOINT"],
} as const;

export function huaweiSetting(name: keyof typeof NAMES, sources: HuaweiSources): string | undefined {
  const found = [sources.config(`huawei:${name}`), ...NAMES[name].map(sources.env)];
  return found.find((value) => value !== undefined && value !== "");
}

/** The access key, read when it is needed and kept nowhere. Throws `huawei-credentials-missing`. */
export function huaweiCredentials(sources: HuaweiSources): HuaweiCredentials {
  const accessKey = huaweiSetting("accessKey", sources);
  const secretKey = huaweiSetting("secretKey", sources);
  const securityToken = huaweiSetting("securityToken", sources);
  if (accessKey === undefined || secretKey === undefined) {
    throw new WorkloadIdentityError(
      "huawei-credentials-missing",
      "Cannot call Huawei Cloud without an access key: set HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK (or HW_ACCESS_KEY and HW_SECRET_KEY), " +
        "or run: pulumi config set --secret huawei:accessKey … and huawei:secretKey …",
    );
  }
  return { accessKey, secretKey, ...(securityToken === undefined ? {} : { securityToken }) };
}
