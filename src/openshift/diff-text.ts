import type { OpenShiftPermission } from "../clouds/openshift-cloud";
import type { PermissionChange, RequestDifference } from "./diff";
import { asksForMore } from "./diff";
import { permissionText } from "./permission-order";
import { section } from "./report-text";

/** The differences of two releases as people read them in a terminal. */
export function diffText(differences: readonly RequestDifference[]): string {
  if (differences.length === 0) return "The releases ask for the same.";
  return differences.map((found) => section(titleOf(found), linesOf(found))).join("\n\n");
}

/** The same as Markdown, for a review. */
export function diffMarkdown(differences: readonly RequestDifference[]): string {
  if (differences.length === 0) return "The releases ask for the same.";
  return differences
    .map((found) => [`### ${titleOf(found)}`, "", ...linesOf(found).map((line) => `- ${marked(line)}`)].join("\n"))
    .join("\n\n");
}

function titleOf(found: RequestDifference): string {
  const { cloud, request, change } = found;
  const more = asksForMore(found) ? ", asks for more" : "";
  return `${request} (${cloud}): ${change}${more}`;
}

/** The first word stays as it is; what follows is names. */
function marked(line: string): string {
  const [word = "", ...rest] = line.split(": ");
  return `**${word}**: \`${rest.join(": ").replaceAll("`", "'")}\``;
}

function linesOf(found: RequestDifference): string[] {
  const { added, removed, widened, narrowed, newSubjects, goneSubjects, secret, tokenPath, features } = found;
  const permissions = (word: string, list: readonly OpenShiftPermission[]) =>
    list.map((permission) => `${word}: ${permissionText(permission)}`);
  const moved = (word: string, move: { before: string; after: string } | undefined) =>
    move === undefined ? [] : [`${word}: ${move.before || "none"} -> ${move.after || "none"}`];
  return [
    ...permissions("added", added),
    ...grouped(
      "widened",
      widened,
      ({ after }) => after,
      ({ before }) => before,
      "held",
    ),
    ...newSubjects.map((subject) => `new subject: ${subject}`),
    ...moved("secret moved", secret),
    ...moved("token path", tokenPath),
    ...moved("features", features),
    ...grouped(
      "narrowed",
      narrowed,
      ({ before }) => before,
      ({ after }) => after,
      "now",
    ),
    ...permissions("removed", removed),
    ...goneSubjects.map((subject) => `gone subject: ${subject}`),
  ];
}

/** One line for each wide permission, with the narrow ones that it took the place of, or that took its place. */
function grouped(
  word: string,
  changes: readonly PermissionChange[],
  wideOf: (change: PermissionChange) => OpenShiftPermission,
  narrowOf: (change: PermissionChange) => OpenShiftPermission,
  link: string,
): string[] {
  return [...new Set(changes.map(wideOf))].map((wide) => {
    const narrow = changes
      .filter((change) => wideOf(change) === wide)
      .map((change) => permissionText(narrowOf(change)));
    return `${word}: ${permissionText(wide)} (${link} ${narrow.join(", ")})`;
  });
}
