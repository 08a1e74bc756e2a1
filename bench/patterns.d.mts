/** A trust of some patterns on one cloud, and the audience of its tokens. */
interface PatternTrust {
  readonly audience: string;
  trust(patterns: readonly string[]): object;
}

export const SHAPES: Readonly<Record<string, readonly string[]>>;
export const CLOUDS: Readonly<Record<string, PatternTrust>>;
export const INTENDED: { issuer: string; namespace: string; serviceAccount: string };
export const STRANGER: { iss: string; sub: string };
