import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import type { IssuerKey } from "../issuer/issuer-key";
import { readIssuerKeys } from "../issuer/read-keys";
import type { RotatingKey } from "../issuer/rotation";
import { checkKeyPhases } from "../issuer/rotation";
import type { ServiceAccountKey } from "./args";

/** A key of the program, with what clusters and clouds call it. */
export interface GivenKey {
  readonly key: IssuerKey;
  readonly rotating: RotatingKey;
}

/** The keys of a program, and the faults of what is none; with faults the keys are not used. */
export function readGivenKeys(given: readonly ServiceAccountKey[]): { keys: GivenKey[]; issues: Issue[] } {
  const read = given.map(({ publicKey, phase, since }, index) => {
    const path = `keys[${index}].publicKey`;
    const { keys, issues } = readIssuerKeys(publicKey, path);
    const [key, ...more] = keys;
    if (issues.length > 0) return { issues };
    if (key === undefined || more.length > 0) return { issues: [notOne(keys.length, path)] };
    return { issues: [], key, rotating: { kid: key.kid, phase, since } };
  });
  const issues = read.flatMap((one) => one.issues);
  const keys = read.flatMap(({ key, rotating }) => (key === undefined ? [] : [{ key, rotating }]));
  const phases = keys.map(({ rotating }) => rotating);
  // A key that cannot be read would be missed by what is said of all.
  return { keys, issues: issues.length > 0 ? issues : checkKeyPhases(phases, "keys") };
}

function notOne(count: number, path: string): Issue {
  const message = `Cannot take ${count} keys as one: each key has its own phase; split the text into entries of keys`;
  return issue("issuer-key-count", path, message);
}

/** RS256 is what every cloud is documented or known to take. */
export function ellipticWarning({ key: { kid, kty } }: GivenKey): string[] {
  if (kty !== "EC") return [];
  return [
    `Key "${kid}" is an EC key, which not every cloud is known to take, and Azure is not; sign with RSA where it matters`,
  ];
}
