import { checkSubjectNames } from "../core/subject";
import { UsageError } from "./usage-error";

/** Reads `<namespace>/<serviceAccount>`. */
export function subjectArgument(positionals: string[]): { namespace: string; serviceAccount: string } {
  const [text, ...more] = positionals;
  if (text === undefined || more.length > 0) throw new UsageError("expected one <namespace>/<serviceAccount>");
  const [namespace = "", serviceAccount = "", ...rest] = text.split("/");
  const faults = checkSubjectNames({ namespace, serviceAccount }, { allowDefaultServiceAccount: true }).map(
    ({ message }) => message,
  );
  if (rest.length > 0) faults.unshift(`it has ${rest.length + 2} parts, expected two`);
  if (faults.length > 0) throw new UsageError(`"${text}" is no <namespace>/<serviceAccount>: ${faults.join("; ")}`);
  return { namespace, serviceAccount };
}
