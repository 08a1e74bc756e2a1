import type { NamedOthers } from "../../core/admission";
import type { Intent } from "../../core/trust-intent";
import type { PolicyOthers } from "../../core/trust-policy/others";
import { policyOthers } from "../../core/trust-policy/others";

/** An account or one of its principals by URN or by id; every other name is that of a service, such as `service.CCE`. */
export function huaweiPrincipalKind(principal: string): "IAM" | "Service" {
  return /^(iam::|sts::|[0-9a-f]{32}$)/.test(principal) ? "IAM" : "Service";
}

/** Reads `intent.others.huawei`. Conversion rules know subjects alone: a principal that is named is then missed. */
export function huaweiOthers(named: unknown): NamedOthers {
  return policyOthers(named, huaweiPrincipalKind);
}

/** What an intent says of others on Huawei Cloud; nothing where it says nothing. */
export function othersOfIntent({ others }: Intent): PolicyOthers {
  return (others as { huawei?: PolicyOthers } | undefined)?.huawei ?? {};
}
