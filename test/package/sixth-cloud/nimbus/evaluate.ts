import type { Decision, TraceStep } from "../../core/decision";
import { show } from "../../core/show";
import type { Token } from "../../core/token";
import { tokenAudiences } from "../../core/token";
import type { NimbusMember, NimbusTrust } from "./trust";

/** What Nimbus answers to a token: it looks for one member that the token fits in issuer, subject and audience. */
export function nimbusEvaluate({ members }: NimbusTrust, token: Token): Decision {
  const trace: TraceStep[] = [];
  for (const [index, member] of members.entries()) {
    const wrong = differences(member, token);
    const step = `member ${index + 1}`;
    if (wrong.length === 0) {
      return { decision: "allow", trace: [...trace, { step, passed: true, detail: show(token.sub) }] };
    }
    trace.push({ step, passed: false, detail: wrong.join("; ") });
  }
  if (members.length === 0) trace.push({ step: "members", passed: false, detail: "the role has none" });
  return { decision: "deny", trace };
}

function differences({ issuer, subject, audience }: NimbusMember, token: Token): string[] {
  const audiences = tokenAudiences(token);
  return [
    ...(token.iss === issuer ? [] : [`expected issuer ${show(issuer)}, seen ${show(token.iss)}`]),
    ...(token.sub === subject ? [] : [`expected subject ${show(subject)}, seen ${show(token.sub)}`]),
    ...(audiences.includes(audience) ? [] : [`expected audience ${show(audience)}, seen ${show(audiences)}`]),
  ];
}
