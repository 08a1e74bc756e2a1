import type { Decision, TraceStep } from "../../core/decision";
import { show } from "../../core/show";
import type { Token } from "../../core/token";
import { tokenAudiences } from "../../core/token";
import type { NimbusRegisteredIssuer, NimbusTrust } from "./trust";

/** What Nimbus answers to a token: it looks for the registration of its issuer, and there for a member that is its subject. */
export function nimbusEvaluate({ issuers, members }: NimbusTrust, token: Token): Decision {
  const trace: TraceStep[] = [];
  for (const registered of issuers) {
    const wrong = differences(registered, token);
    trace.push({
      step: `issuer ${registered.id}`,
      passed: wrong.length === 0,
      detail: wrong.join("; ") || "registered",
    });
    if (wrong.length > 0) continue;
    const isMember = members.some(({ issuerId, subject }) => issuerId === registered.id && subject === token.sub);
    trace.push({ step: "members", passed: isMember, detail: show(token.sub) });
    if (isMember) return { decision: "allow", trace };
  }
  if (issuers.length === 0) trace.push({ step: "issuers", passed: false, detail: "none is registered" });
  return { decision: "deny", trace };
}

function differences({ issuer, audience }: NimbusRegisteredIssuer, token: Token): string[] {
  const audiences = tokenAudiences(token);
  return [
    ...(token.iss === issuer ? [] : [`expected issuer ${show(issuer)}, seen ${show(token.iss)}`]),
    ...(audiences.includes(audience) ? [] : [`expected audience ${show(audience)}, seen ${show(audiences)}`]),
  ];
}
