import type * as pulumi from "@pulumi/pulumi";
import { WorkloadIdentityError } from "../core/errors";
import type { Wiring } from "../core/wiring";
import type { IssuerInput, IssuerReading } from "./issuers";
import { issuerIdentity } from "./issuers";

/** What the pods of each issuer's cluster need, in the order in which the subjects name the issuers. */
export type PodWirings = readonly {
  identity: unknown;
  issuers: readonly unknown[];
  wiring: Wiring<pulumi.Input<string>>;
}[];

/** Makes the wiring of each issuer's pods. */
export function wiringsByIssuer<
  Group extends { issuer: IssuerReading<unknown>; subjects: readonly { issuer: unknown }[] },
>(groups: readonly Group[], make: (group: Group, index: number) => Wiring<pulumi.Input<string>>): PodWirings {
  return groups.map((group, index) => ({
    identity: group.issuer.identity,
    issuers: group.subjects.map(({ issuer }) => issuer),
    wiring: make(group, index),
  }));
}

/** The wiring of pods of this issuer's cluster, by default of the first. Throws `issuer-unknown` for one that no subject has. */
export function wiringOfIssuer(
  wirings: PodWirings | undefined,
  issuer: pulumi.Input<IssuerInput> | undefined,
): Wiring<pulumi.Input<string>> {
  const wanted = issuer === undefined ? wirings?.[0]?.identity : issuerIdentity(issuer);
  // Clusters may share their URL: the issuer as a subject has it is the surer sign.
  const own = issuer === undefined ? undefined : wirings?.find(({ issuers }) => issuers.includes(issuer));
  const found = own ?? wirings?.find(({ identity }) => identity === wanted);
  if (found !== undefined) return found.wiring;
  throw new WorkloadIdentityError(
    "issuer-unknown",
    "Cannot wire pods of this issuer: no subject of the identity has it",
  );
}
