import { joinPath } from "./issue";
import { show } from "./show";

/**
 * Where in a document a reader stands. Readers pass it down by steps and nobody puts it together before there is a fault to tell,
 * because good documents have thousands of places and no fault.
 */
export type Path = string | Step;

interface Step {
  readonly of: Path;
  readonly name: string | number;
}

/** The path of a member of an object, or of an entry of a list. */
export function at(of: Path, name: string | number): Path {
  return { of, name };
}

/** The path the way a program would write it; names with other characters than letters, digits and `_` stand in brackets. */
export function pathText(path: Path): string {
  if (typeof path === "string") return path;
  const { of, name } = path;
  const segment = typeof name === "string" ? (/^\w{1,64}$/.test(name) ? name : `[${show(name)}]`) : `[${name}]`;
  return joinPath(pathText(of), segment);
}
