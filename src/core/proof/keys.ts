import { keySet } from "../key-set";
import { show } from "../show";
import type { Token } from "../token";
import { intendedAudiences } from "../trust-intent";
import type { Asked } from "./asked";
import { namedIssuers, oneSubjectOf } from "./asked";
import type { Difference } from "./difference";
import { counterexample } from "./difference";

/**
 * A key that is stored and not the cluster's lets its holder sign any `sub`; a key that is missing refuses every token signed with it.
 * The key is named in the claim `jwks_kid`. One key set cannot say which of several issuers a key belongs to.
 */
export function keyDifferences(asked: Asked): Iterable<Difference> {
  const { admission } = asked;
  const storing = [...namedIssuers(asked)].filter((issuer) => admission.keys?.(issuer) !== undefined);
  return storing.length === 0 ? [] : differentKeys(storing, asked);
}

function* differentKeys(storing: readonly string[], asked: Asked): Generator<Difference> {
  const { admission, intent } = asked;
  const unknown = (issuer: string, why: string): Difference => ({
    verdict: "unknown",
    reason: `signing keys of issuer ${show(issuer)}: ${why}`,
  });
  const wanted = intent.jwks === undefined ? undefined : keySet(intent.jwks);
  for (const issuer of storing) {
    if (wanted === undefined) {
      yield unknown(issuer, "the cloud stores keys; pass intent.jwks");
      continue;
    }
    const stored = keySet(admission.keys!(issuer)!);
    if ("malformed" in stored || "malformed" in wanted) {
      const where = "malformed" in stored ? `the stored key set: ${stored.malformed}` : "intent.jwks";
      yield unknown(issuer, `not modelled: ${where}`);
      continue;
    }
    const token = (kid: string): Token => ({
      ...counterexample(issuer, oneSubjectOf(issuer, asked), intendedAudiences(intent)[0]!),
      jwks_kid: kid,
    });
    for (const [thumbprint, kid] of stored) {
      if (wanted.has(thumbprint)) continue;
      yield {
        verdict: "over",
        token: token(kid),
        why: `the stored signing key ${show(kid)} of ${show(issuer)} is none of intent.jwks`,
      };
    }
    const missing = [...wanted].filter(([thumbprint]) => !stored.has(thumbprint));
    for (const [, kid] of missing) {
      yield storing.length > 1
        ? unknown(issuer, `the key ${show(kid)} of intent.jwks is not stored, and may be that of another issuer`)
        : { verdict: "under", token: token(kid), why: `the signing key ${show(kid)} of ${show(issuer)} is not stored` };
    }
  }
}
