import type { IssuerReading } from "../../component/issuers";
import { notRegistered } from "../../component/issuers";
import { Placeholders, placeholderIssuer } from "../../component/placeholders";
import type { Issue } from "../../core/issue";
import { intentOf } from "../../core/trust-intent";
import { proofIssues } from "../proof";
import type { NimbusRegistration, NimbusSubject } from "./args";
import { nimbus } from "./cloud";
import { parseNimbusTrust } from "./document";
import { checkNimbusIssuer } from "./limits";
import type { NimbusTrustedIssuer } from "./trust";
import { renderNimbusMembers } from "./trust";

/** The faults that show while the program runs, whatever URLs and registrations turn out to be. */
export function nimbusPlainFaults(
  groups: readonly { issuer: IssuerReading<NimbusRegistration>; subjects: NimbusSubject[] }[],
  audience: string,
): Issue[] {
  const missing = groups.find(({ issuer }) => issuer.literal && issuer.entry === undefined);
  if (missing !== undefined) return [missingEntry(missing.issuer.url)];
  const placeholders = new Placeholders();
  const issuers = groups.map(({ issuer: { url }, subjects }, index) => ({
    id: `unknown-${index + 1}`,
    issuer: placeholders.of(url, placeholderIssuer),
    audience,
    subjects,
  }));
  return nimbusTrustFaults(renderNimbusMembers(issuers), issuers, audience);
}

/** Faults of members as they are stored, or will be, against the ServiceAccounts that were asked for. */
export function nimbusTrustFaults(
  members: unknown,
  trusted: readonly NimbusTrustedIssuer[],
  audience: string,
): Issue[] {
  const missing = trusted.find(({ id }) => id === "");
  if (missing !== undefined) return [missingEntry(missing.issuer)];
  const faults = trusted.flatMap(({ issuer }) => checkNimbusIssuer(issuer, audience, "issuer.url"));
  if (faults.length > 0) return faults;
  const issuers = trusted.map(({ id, issuer }) => ({ id, issuer, audience }));
  const trust = parseNimbusTrust({ cloud: "nimbus", role: "planned", issuers, members });
  return proofIssues(nimbus, trust, intentOf(trusted, audience), "subjects");
}

function missingEntry(url: unknown): Issue {
  return notRegistered("subjects", "nimbus", "NimbusIssuerRegistration", url);
}
