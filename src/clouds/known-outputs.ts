import { WorkloadIdentityError } from "../core/errors";
import { isLater } from "../core/known";
import { isRecord } from "../core/record";
import { show } from "../core/show";

/**
 * A cluster's outputs as an issuer is read from them: values, which the members `names` are where they are given. Of outputs and whole
 * resources every member looks as if it were not set, and what a cluster lacks would be told of one that has it. Throws
 * `WorkloadIdentityError` (`cluster-outputs-later`) with the call to write, which `call` is.
 */
export function knownOutputs<T extends object>(outputs: T, names: readonly (keyof T & string)[], call: string): T {
  const given: unknown = outputs;
  const wrong = isRecord(given) && !isLater(given) ? names.map((name) => given[name]).find(isLater) : given;
  if (wrong === undefined && given !== undefined) return outputs;
  throw new WorkloadIdentityError(
    "cluster-outputs-later",
    `Write ${call}: an issuer is read from outputs once they are known, got ${show(wrong)}`,
  );
}
