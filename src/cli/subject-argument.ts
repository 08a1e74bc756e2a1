import { checkSubjectNames } from "../core/subject";
import { UsageError } from "./usage-error";

/** Reads `<namespace>/<serviceAccount>`. */
export function subjectArgument(positionals: string[]): { namespace: string; serviceAccount: string } {
  const [text, ...more] = positionals;
  if (text === undefined || more.length > 0) throw new UsageError("expected one <namespace>/<serviceAccount>");
  const [namespace = "", serviceAccount = "", ...rest] = text.split("/");
  const issues = checkSubjectNames({ namespace, serviceAccount }, { allowDefaultServiceAccount: true });
  if (rest.length > 0 || issues.length > 0) {
    throw new UsageError(
      `"${text}" is no <namespace>/<serviceAccount>: ${issues.map(({ message }) => message).join("; ")}`,
    );
  }
  return { namespace, serviceAccount };
}
