import * as path from "node:path";

/** A path with the slashes that stand in texts and URLs; Windows takes them too, and a backslash would begin an escape there. */
export function withSlashes(place: string, { sep }: Pick<typeof path, "sep"> = path): string {
  return place.split(sep).join("/");
}
