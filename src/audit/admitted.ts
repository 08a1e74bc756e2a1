import type { Cloud } from "../clouds/cloud";
import type { Admission } from "../core/admission";
import type { Language } from "../core/language/language";
import { or } from "../core/language/language";
import { representatives } from "../core/language/representatives";
import { listedIn, simplify } from "../core/language/simplify";
import { Undecided, Work } from "../core/language/work";

/** Whom a trust admits of one issuer. */
export interface AdmittedSubjects {
  readonly issuer: string;
  /** The audiences with which anybody comes in, the trust's own first. */
  readonly audiences: readonly string[];
  /** The union over those audiences: whoever writes a pod chooses its audience. */
  readonly language: Language;
  /** The `sub` claims that the trust lists, also of subjects that it then refuses. */
  readonly listed: ReadonlySet<string>;
  /** Whether the list is all: nobody else comes in, and nothing is left open. */
  readonly isList: boolean;
}

/** Whom a trust admits, issuer by issuer, and the audience that it is meant for. */
export interface AdmittedByTrust {
  readonly admission: Admission;
  readonly issuers: readonly AdmittedSubjects[];
  readonly audience: string;
}

/** Looks a trust through once, with every audience that it tells apart. */
export function admittedBy<Trust extends { cloud: string }>(cloud: Cloud<Trust>, trust: Trust): AdmittedByTrust {
  const work = Work.for(trust);
  const admission = cloud.admits(trust, work);
  const usual = cloud.defaultAudience(trust);
  const audiences = representatives(admission.audiences, [usual], work);
  const tried = "unknown" in audiences ? [usual] : audiences;
  const issuers = admission.issuers.map((issuer) => ofIssuer(admission, issuer, tried, work));
  const letsIn = (audience: string) => issuers.some(({ audiences }) => audiences.includes(audience));
  // Where the usual audience lets nobody in, the trust is meant for the first that does.
  const audience = letsIn(usual) ? usual : (tried.find(letsIn) ?? usual);
  return { admission, issuers, audience };
}

function ofIssuer(admission: Admission, issuer: string, audiences: readonly string[], work: Work): AdmittedSubjects {
  const parts: Language[] = [];
  const used: string[] = [];
  try {
    for (const audience of audiences) {
      const language = simplify(admission.subjects(issuer, audience), work);
      if (language.kind === "literals" && language.values.size === 0) continue;
      used.push(audience);
      if (!parts.includes(language)) parts.push(language);
    }
    const language = simplify(or(...parts), work);
    return {
      issuer,
      audiences: used,
      language,
      listed: listedIn(language, work),
      isList: language.kind === "literals",
    };
  } catch (error) {
    if (!(error instanceof Undecided)) throw error;
    return {
      issuer,
      audiences: used,
      language: { kind: "unknown", construct: error.message },
      listed: new Set(),
      isList: false,
    };
  }
}
