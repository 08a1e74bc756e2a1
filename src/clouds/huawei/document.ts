import { WorkloadIdentityError } from "../../core/errors";
import { jsonDocument } from "../../core/json";
import { Reading } from "../../core/reading";
import { isRecord } from "../../core/record";
import type { Read } from "../../core/shape";
import {
  parseShape,
  readAnyObject,
  readExactly,
  readListOf,
  readObject,
  readOptional,
  readText,
} from "../../core/shape";
import { show } from "../../core/show";
import { readPolicy } from "../../core/trust-policy/document";
import { readProvider } from "../../core/trust-policy/provider-shape";
import { huaweiFederation } from "./agency-policy";
import type { HuaweiRule, HuaweiRuleName } from "./conversion-rules";
import { readHuaweiRules } from "./conversion-rules";
import { withoutSharedUsers } from "./shared-users";
import type { HuaweiAgencyTrust, HuaweiRulesTrust, HuaweiTrust } from "./trust";

const readRulesTrust: Read<HuaweiRulesTrust> = readObject<HuaweiRulesTrust>({
  cloud: readExactly("huawei"),
  identityProvider: readObject<HuaweiRulesTrust["identityProvider"]>({
    id: readText,
    issuer: readText,
    clientId: readText,
    signingKey: readOptional(readText),
  }),
  rules: (value, path, issues) => readListOf(readAnyObject)(rulesIn(value), path, issues),
  group: readText,
});

/** The rules as they stand, or their JSON text: alone, or as `rules` of a mapping, which is how the vendor hands them on. */
function rulesIn(value: unknown): unknown {
  const written = typeof value === "string" ? jsonDocument(value) : undefined;
  return isRecord(written) && Object.hasOwn(written, "rules") ? written.rules : (written ?? value);
}

const readAgencyTrust: Read<HuaweiAgencyTrust> = readObject<HuaweiAgencyTrust>({
  cloud: readExactly("huawei"),
  trustPolicy: readPolicy,
  oidcProviders: readListOf(
    readProvider<HuaweiAgencyTrust["oidcProviders"][number]>({
      urn: readText,
      issuer: readText,
      clientIds: readListOf(readText),
    }),
  ),
});

export function isHuaweiAgencyTrust(trust: HuaweiTrust): trust is HuaweiAgencyTrust {
  return Object.hasOwn(trust, "trustPolicy");
}

export function parseHuaweiTrust(value: unknown): HuaweiTrust {
  const isAgency = typeof value === "object" && value !== null && Object.hasOwn(value, "trustPolicy");
  if (isAgency) {
    return huaweiFederation.parsed(
      parseShape(readAgencyTrust, value, "huawei-trust-invalid", "the trust of the agency"),
    );
  }
  return conversionRules.parsed(parseShape(readRulesTrust, value, "huawei-trust-invalid", "the conversion rules"));
}

/** The rules of a trust as they are read; throws `huawei-trust-invalid` with every fault. */
export function huaweiRules(trust: HuaweiRulesTrust): readonly HuaweiRule[] {
  return conversionRules.of(trust);
}

/** The rules, with groups marked that have the name in another letter case: whether that tells groups apart is not documented. */
function withoutLikeGroups(rules: readonly HuaweiRule[], group: string): readonly HuaweiRule[] {
  const isLike = (given: HuaweiRuleName) =>
    "name" in given && given.name !== group && given.name.toLowerCase() === group.toLowerCase();
  if (!rules.some(({ groups }) => groups.some(isLike))) return rules;
  return rules.map((rule) => ({
    ...rule,
    groups: rule.groups.map((given) =>
      isLike(given) ? { unmodelled: `${rule.label}: a group that differs from ${show(group)} in letter case` } : given,
    ),
  }));
}

const conversionRules = new Reading(({ rules, group }: HuaweiRulesTrust): readonly HuaweiRule[] => {
  const read = readHuaweiRules(rules, "rules");
  if (read.issues.length === 0) return withoutSharedUsers(withoutLikeGroups(read.rules, group), group);
  throw new WorkloadIdentityError("huawei-trust-invalid", "Cannot read the conversion rules:", read.issues);
});
