/** Stands for a value that an input does not tell. */
export const HIDDEN = Symbol("hidden");

/** Why something is not read: these values are hidden. */
export function whyHidden(names: readonly string[]): string {
  return `${names.join(", ")} is a secret, or known only after deployment`;
}
