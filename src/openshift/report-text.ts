import type { OpenShiftQuota } from "../clouds/openshift-cloud";
import { openShiftCloud } from "../clouds/openshift-clouds";
import type { OpenShiftReport, ReportedIdentity, ReportedPermission } from "./report";
import type { SkippedRequest } from "./request";

/** A report as people read it in a terminal. */
export function reportText(report: OpenShiftReport): string {
  const { cloud, cluster, identities, subjects, escalations, wide, skipped, quotas, notes } = report;
  const title = `${cluster} on ${openShiftCloud(cloud).title}: ${count(identities.length, "identity", "identities")} for ${count(subjects, "ServiceAccount")}`;
  return [
    title,
    ...identities.map(identityText),
    section("May become more than it is", escalations.map(permissionLine)),
    section("Still wide", widePerRequest(wide)),
    section("Quotas of an account", quotas.map(quotaLine)),
    section("Notes", notes),
    skippedText(skipped),
  ]
    .filter((part) => part !== "")
    .join("\n\n")
    .concat("\n");
}

/** Documents that became nothing, each with the reason; an empty text where there are none. */
export function skippedText(skipped: readonly SkippedRequest[], title = "Skipped"): string {
  return section(
    title,
    skipped.map(({ name, source, reason }) => `${name || "(no name)"} in ${source}: ${reason}`),
  );
}

/** A title and lines below it; an empty text where there are none. */
export function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : [title, ...lines.map((line) => `  ${line}`)].join("\n");
}

function identityText({ request, names, cut, subjects, secret, permissions }: ReportedIdentity): string {
  const rows: [string, string][] = [
    ...Object.entries(names),
    ...subjects.map((subject): [string, string] => ["trusts", subject]),
    ["secret", secret],
    ["allows", count(permissions.length, "permission")],
    ...cut.map((whole): [string, string] => ["cut from", whole]),
  ];
  const width = Math.max(...rows.map(([what]) => what.length));
  return section(
    request,
    rows.map(([what, value]) => `${what.padEnd(width)}  ${value}`),
  );
}

function permissionLine({ request, permission, reason }: ReportedPermission): string {
  return `${permission} (${request}): ${reason}`;
}

/** The permissions of a request as one line, as payloads have dozens of them. */
function widePerRequest(wide: readonly ReportedPermission[]): string[] {
  const requests = [...new Set(wide.map(({ request }) => request))];
  return requests.map((name) => {
    const permissions = wide.flatMap(({ request, permission }) => (request === name ? [permission] : []));
    const [first, ...more] = permissions;
    return `${name}: ${first}${more.length === 0 ? "" : ` and ${more.length} more`}`;
  });
}

function quotaLine({ what, used, byDefault, source }: OpenShiftQuota): string {
  const over = used > byDefault ? ", which is more: have it raised first" : "";
  return `${used} of ${byDefault} ${what} by default${over} (${source})`;
}

function count(number: number, one: string, several = `${one}s`): string {
  return `${number} ${number === 1 ? one : several}`;
}
