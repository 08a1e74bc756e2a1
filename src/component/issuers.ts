import * as pulumi from "@pulumi/pulumi";
import { checkShape, ifGiven, readInputDocument } from "../core/argument-shape";
import type { Issue } from "../core/issue";
import { issue, joinPath } from "../core/issue";
import { issuerUrlMissing } from "../core/issuer-url";
import { checkNoPrivateKeys } from "../core/key-set";
import { isLater, isResource } from "../core/known";
import type { Read } from "../core/shape";
import { show } from "../core/show";
import type { SameIssuer } from "./same-issuer";
import { groupBySame, sameUrl } from "./same-issuer";

/** An issuer as a program passes it: a literal, or the output of the component or stack that registered it. */
export interface IssuerInput {
  url: pulumi.Input<string>;
}

/** One issuer of a component's subjects, read for one cloud. */
export interface IssuerReading<Entry> {
  url: pulumi.Input<string>;
  /** What the cloud registered, or `undefined` where a literal issuer says that it is not registered there. */
  entry: pulumi.Input<Entry | undefined>;
  /** The same entry where the program wrote it down; texts inside may still be outputs. */
  plainEntry?: Entry;
  /** Whether the program wrote the issuer down itself; only then may a component register it. */
  literal: boolean;
  /** Same issuer, same identity. */
  identity: unknown;
}

/**
 * Reads the entry of one cloud. Of an Output it is read by lifted access: that shows a missing entry at the first preview,
 * where `apply` would wait for every other part of the issuer.
 */
export function readIssuer<Entry>(issuer: pulumi.Input<IssuerInput>, cloud: string): IssuerReading<Entry> {
  if (isLater(issuer)) {
    const output = pulumi.output(issuer) as pulumi.Output<IssuerInput> &
      Record<string, pulumi.Output<Entry | undefined>>;
    return {
      url: issuerText(output.url),
      entry: output[cloud],
      literal: false,
      identity: issuerIdentity(issuer),
    };
  }
  const literal = issuer as IssuerInput & Record<string, pulumi.Input<Entry> | undefined>;
  const entry = literal[cloud];
  return {
    url: issuerText(literal.url),
    entry,
    ...(entry === undefined || isLater(entry) ? {} : { plainEntry: entry as Entry }),
    literal: true,
    identity: issuerIdentity(issuer),
  };
}

/** The URL of an issuer. What turns out to be no text is empty then: every cloud refuses that, and trusts are rendered before. */
export function issuerText(url: pulumi.Input<unknown>): pulumi.Input<string> {
  if (!isLater(url)) return url as string;
  const output: pulumi.Output<unknown> = pulumi.output(url);
  return output.apply((known) => (typeof known === "string" ? known : ""));
}

/** The ARN of an issuer's registration where the program wrote it down, of arguments that nobody has checked yet. */
export function plainProviderArn(issuer: unknown, cloud: string): unknown {
  const entry = isLater(issuer) ? undefined : (issuer as Record<string, unknown> | undefined)?.[cloud];
  return isLater(entry) ? undefined : (entry as { oidcProviderArn?: unknown } | undefined)?.oidcProviderArn;
}

/** What tells issuers apart when the program runs: the URL where it is plain, else the object that it comes from. */
export function issuerIdentity(issuer: pulumi.Input<IssuerInput>): unknown {
  return isLater(issuer) ? issuer : (issuer as IssuerInput).url;
}

/**
 * The subjects of a component by issuer, in the order in which issuers first appear. They are copied: trusts are rendered later, and
 * a program may use its object again for the next workload.
 */
export function groupByIssuer<Entry, S extends { issuer: pulumi.Input<IssuerInput> }>(
  subjects: readonly S[],
  cloud: string,
  same: SameIssuer = sameUrl,
): { issuer: IssuerReading<Entry>; subjects: S[] }[] {
  const read = subjects.map((given) => ({ subject: { ...given }, issuer: readIssuer<Entry>(given.issuer, cloud) }));
  return groupBySame(
    read,
    (one, other) => one.issuer.identity === other.issuer.identity && same(one.subject, other.subject),
  ).map((group) => ({ issuer: group[0]!.issuer, subjects: group.map(({ subject }) => subject) }));
}

/** How an issuer's entry of a cloud is read. */
export type IssuerEntries = Record<string, Read<unknown>>;

/** Faults of an issuer that can be seen at construction; `entries` are the shapes of the entries that are read, by cloud. */
export function checkIssuerInput(
  issuer: unknown,
  path: string,
  checkUrl: (url: unknown, path: string) => Issue[],
  entries: IssuerEntries = {},
): Issue[] {
  if (issuer === undefined || issuer === null) {
    return [
      issue(
        "issuer-missing",
        path,
        "Cannot federate without an issuer: expected { url } or the output of ClusterFederation",
      ),
    ];
  }
  if (isLater(issuer)) return [];
  if (isResource(issuer)) {
    const fix = "issuer" in issuer ? "its output, with .issuer behind it" : "{ url } with one of its outputs";
    return [issue("issuer-not-object", path, `Cannot take a whole resource as an issuer: expected ${fix}`)];
  }
  if (typeof issuer !== "object") {
    const faults = typeof issuer === "string" ? checkUrl(issuer, path) : [];
    const fix = typeof issuer === "string" ? `{ url: ${show(issuer)} }` : "{ url } or the output of ClusterFederation";
    const message = `Cannot take ${show(issuer)} as an issuer: expected ${fix}`;
    return faults.length > 0 ? faults : [issue("issuer-not-object", path, message)];
  }
  const literal = issuer as Record<string, unknown>;
  const { url, jwks } = literal;
  return [
    ...(url !== undefined && isLater(url) ? [] : checkUrl(url, `${path}.url`)),
    ...(typeof jwks === "string" ? checkNoPrivateKeys(jwks, `${path}.jwks`) : []),
    ...Object.entries({ jwks: readInputDocument, ...entries }).flatMap(([key, read]) =>
      checkShape(ifGiven(read), literal[key], joinPath(path, key)),
    ),
  ];
}

/** The fault of an issuer that was handed over as registered and is not; an output that has no URL either is something else than an issuer. */
export function notRegistered(path: string, cloud: string, component: string, url: unknown): Issue {
  if (url === "") return issuerUrlMissing(url, "issuer.url");
  return issue(
    "issuer-not-registered",
    path,
    `Cannot use this issuer: it has no entry "${cloud}"; add ${cloud} to the ClusterFederation that it is the output of (of a workload's output, to one that takes its registrations over with movedFrom), or pass an object literal with "${cloud}" set to the output of ${component}`,
  );
}
