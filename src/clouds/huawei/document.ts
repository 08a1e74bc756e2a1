import { WorkloadIdentityError } from "../../core/errors";
import { Reading } from "../../core/reading";
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
import { readPolicy } from "../../core/trust-policy/document";
import { readProvider } from "../../core/trust-policy/provider-shape";
import { huaweiFederation } from "./agency-policy";
import type { HuaweiRule } from "./conversion-rules";
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
  rules: readListOf(readAnyObject),
  group: readText,
});

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
export function huaweiRules(trust: HuaweiRulesTrust): HuaweiRule[] {
  return conversionRules.of(trust);
}

const conversionRules = new Reading(({ rules, group }: HuaweiRulesTrust): HuaweiRule[] => {
  const read = readHuaweiRules(rules, "rules");
  if (read.issues.length === 0) return withoutSharedUsers(read.rules, group);
  throw new WorkloadIdentityError("huawei-trust-invalid", "Cannot read the conversion rules:", read.issues);
});
