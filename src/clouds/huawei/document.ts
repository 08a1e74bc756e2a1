import { WorkloadIdentityError } from "../../core/errors";
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
import { readProvider } from "../../core/trust-policy/provider-shape";
import { readHuaweiFederation } from "./agency-policy";
import type { HuaweiRule } from "./conversion-rules";
import { readHuaweiRules } from "./conversion-rules";
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
  trustPolicy: readAnyObject,
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
    const trust = parseShape(readAgencyTrust, value, "huawei-trust-invalid", "the trust of the agency");
    readHuaweiFederation(trust);
    return trust;
  }
  const trust = parseShape(readRulesTrust, value, "huawei-trust-invalid", "the conversion rules");
  huaweiRules(trust);
  return trust;
}

/** The rules of a trust as they are read; throws `huawei-trust-invalid` with every fault. */
export function huaweiRules({ rules }: HuaweiRulesTrust): HuaweiRule[] {
  const read = readHuaweiRules(rules, "rules");
  if (read.issues.length === 0) return read.rules;
  throw new WorkloadIdentityError("huawei-trust-invalid", "Cannot read the conversion rules:", read.issues);
}
