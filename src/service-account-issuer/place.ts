import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { isLater } from "../core/known";
import { show } from "../core/show";
import { DEFAULT_JWKS_PATH } from "../issuer/discovery-document";
import type { ServiceAccountIssuerArgs } from "./args";
import { hostsOf } from "./hosts";

/** What decides where an issuer's documents lie, by argument. */
export type IssuerPlace = Readonly<Record<string, string>>;

/** Stands for a value that is an output: whether it changes is not told by the program. */
const OPEN = "(an output)";

/** Arguments of hosts that change nothing about where documents are read. */
const LABELS = ["labels", "tags", "originAccessIdentityComment"];

/** Where the documents of a program lie, as far as it says that in plain text; it says it by every argument of the host but labels. */
export function placeOf(args: ServiceAccountIssuerArgs): IssuerPlace {
  const [host, given] = hostsOf(args)[0]!;
  const deciding = Object.entries(given).filter(([name]) => !LABELS.includes(name));
  const texts = deciding.map(([name, value]) => [`${host}.${name}`, textOf(value)]);
  return { host, jwksPath: args.jwksPath ?? DEFAULT_JWKS_PATH, ...Object.fromEntries(texts) };
}

/** Faults of a step that would take a published issuer away from where tokens and trusts look for it (`issuer-moved`). */
export function checkPlace(before: IssuerPlace, after: IssuerPlace): Issue[] {
  if (before.host === undefined || after.host === undefined) return [];
  if (before.host !== after.host) return [moved("host", before.host, after.host)];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => before[name] !== after[name] && before[name] !== OPEN && after[name] !== OPEN)
    .map((name) => moved(name, before[name], after[name]));
}

function moved(name: string, before: string | undefined, after: string | undefined): Issue {
  const said = (value: string | undefined) => (value === undefined ? "left out" : show(value));
  return issue(
    "issuer-moved",
    name,
    `Cannot move a published issuer: ${name} was ${said(before)} and is ${said(after)}, and tokens and trusts name the old place; write it as it was, or publish a second ServiceAccountIssuer beside this one until no token names it`,
  );
}

function textOf(value: unknown): string {
  if (hasOutput(value)) return OPEN;
  return typeof value === "string" ? value : JSON.stringify(value);
}

function hasOutput(value: unknown): boolean {
  if (isLater(value)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(hasOutput);
}
