import { WorkloadIdentityError } from "../core/errors";
import type { IssuerKey } from "../issuer/issuer-key";
import { checkKeyIds } from "../issuer/issuer-key";
import { publicParts } from "../issuer/key-pair";
import { readIssuerKeys } from "../issuer/read-keys";
import { readText } from "./read-text";

/** The public keys in files; of a private key its public part, which is all that leaves this function. `-` is the standard input. */
export function readKeyFiles(files: readonly string[]): IssuerKey[] {
  const read = files.map((file) => readIssuerKeys(publicParts(readText(file)), file));
  const keys = read.flatMap((each) => each.keys);
  const issues = [...read.flatMap((each) => each.issues), ...checkKeyIds(keys, files.join(", "))];
  if (issues.length > 0) {
    throw new WorkloadIdentityError("issuer-keys-invalid", "Cannot use these keys:", issues);
  }
  return keys;
}
