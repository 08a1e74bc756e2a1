import * as pulumi from "@pulumi/pulumi";

/**
 * What something was called while the program wrote down the texts of its name that are outputs now: for an alias, so that it is kept.
 * Where nothing can be told it is `own`, which finds nothing else: a text is not known yet, or is a secret, which no name in a state may
 * have, or the name is `taken`: another one has it today, or was called so before.
 */
export function formerName(
  own: string,
  texts: readonly pulumi.Input<string | undefined>[],
  nameOf: (...texts: string[]) => string,
  taken: Set<string> = new Set(),
): pulumi.Input<string> {
  if (texts.every((text) => typeof text === "string")) return nameOf(...(texts as readonly string[]));
  // An Output that is not known in a preview never calls apply(), and an alias has to say something.
  const { isSecret, promise } = pulumi.all([...texts]) as unknown as Pending<string[]>;
  return pulumi.output(
    Promise.all([promise(), isSecret]).then(([known, secret]) => {
      if (secret || known?.every((text) => typeof text === "string") !== true) return own;
      const former = nameOf(...known);
      if (taken.has(former)) return own;
      taken.add(former);
      return former;
    }),
  );
}

/** What Pulumi keeps of an Output; the value is undefined where it is not known. */
interface Pending<T> {
  readonly isSecret: Promise<boolean>;
  readonly promise: () => Promise<T | undefined>;
}
