import type { HuaweiConnection } from "./api/settings";

/** What tells one account from another, as far as the program says it: claims of what an account has once start with it. */
export function huaweiAccountWords({ cloud, domainId, iamEndpoint }: HuaweiConnection = {}): unknown[] {
  return ["huawei", cloud, domainId, iamEndpoint];
}
