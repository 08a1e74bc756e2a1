import { ifGiven } from "../../core/argument-shape";
import { issue } from "../../core/issue";
import { pathText } from "../../core/path";
import type { Read } from "../../core/shape";
import {
  parseShape,
  readBoolean,
  readExactly,
  readListOf,
  readObject,
  readOptional,
  readRecordOf,
  readText,
} from "../../core/shape";
import type { GcpBinding, GcpProvider, GcpTrust } from "./trust";

/** Attributes that one provider maps: 50 of its own (WorkloadIdentityPoolProvider API, 2026-08), and Google's few. */
const MAPPINGS_MAX = 60;

const readTexts = readRecordOf(readText);

const readMapping: Read<Record<string, string>> = (value, path, issues) => {
  const count = typeof value === "object" && value !== null ? Object.keys(value).length : 0;
  if (count <= MAPPINGS_MAX) return readTexts(value, path, issues);
  const fault = `expected at most ${MAPPINGS_MAX} attributes, got ${count}`;
  issues.push(issue("gcp-too-many-mappings", pathText(path), fault));
  return {};
};

const readGcpTrust: Read<GcpTrust> = readObject<GcpTrust>({
  cloud: readExactly("gcp"),
  pool: readText,
  providers: readListOf(
    readObject<GcpProvider>({
      name: readText,
      issuer: readText,
      allowedAudiences: readOptional(readListOf(readText)),
      attributeMapping: readOptional(readMapping),
      attributeCondition: readOptional(readText),
      uids: readOptional(readTexts),
      jwksJson: readOptional(readText),
      disabled: readOptional(readBoolean),
    }),
  ),
  bindings: readListOf(
    readObject<GcpBinding>({
      role: readText,
      members: readListOf(readText),
      resource: readOptional(readText),
      condition: readOptional(readObject<{ expression: string }>({ expression: readText })),
      permissions: ifGiven(readListOf(readText)),
    }),
  ),
  // Without them more or less is proved, so only what is left out counts as such.
  serviceAccount: ifGiven(readText),
  ancestors: ifGiven(readListOf(readText)),
  unseen: ifGiven(readListOf(readText)),
  disabled: readOptional(readBoolean),
});

export function parseGcpTrust(value: unknown): GcpTrust {
  return parseShape(readGcpTrust, value, "gcp-trust-invalid", "the workload identity pool");
}
