import { shortHash } from "./short-hash";

/** The logical name of one of several resources, by what it is about: the last, most telling part of that, and a hash of the whole. */
export function contentName(owner: string, kind: string, content: readonly string[]): string {
  return `${owner}-${kind}-${readable(content[0] ?? "")}-${shortHash(content.join("\n"))}`;
}

/** The last, most telling part of an ARN, path or role name. */
function readable(text: string): string {
  const last =
    text
      .split(/[/:]/)
      .filter((part) => part !== "")
      .pop() ?? "";
  return last.replace(/[^A-Za-z0-9.-]/g, "-").slice(0, 40);
}
