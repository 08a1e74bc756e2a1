import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { ackIssuer } from "../../src/clouds/alicloud";
import { eksIssuer } from "../../src/clouds/aws";
import { aksIssuer } from "../../src/clouds/azure";
import { fleetIssuer, gkeIssuer } from "../../src/clouds/gcp";
import { cceIssuer } from "../../src/clouds/huawei";

const later = pulumi.output({ enabled: true });
const workloadPool = "shop-prod.svc.id.goog";
const membership = "projects/shop-prod/locations/global/memberships/blue";

/** What is passed in the place of known outputs, and the beginning of the call to write. */
const MISTAKES: [string, (given: never) => unknown, unknown, RegExp][] = [
  ["EKS: nothing", eksIssuer, undefined, /^Write cluster\.identities\.apply/],
  ["EKS: the issuer itself", eksIssuer, "https://oidc.eks.eu-west-1.amazonaws.com/id/A", /^Write cluster\.identities/],
  [
    "AKS: a profile that is an output",
    aksIssuer,
    { oidcIssuerProfile: later },
    /^Write cluster\.oidcIssuerProfile\.apply/,
  ],
  ["GKE: an id that is an output", gkeIssuer, { id: pulumi.output("c"), workloadPool }, /^Write cluster\.id\.apply/],
  ["GKE: a pool that is an output", gkeIssuer, { workloadPool: later }, /^Write cluster\.id\.apply/],
  ["a fleet: an issuer that is an output", fleetIssuer, { issuer: later, membership }, /^Write pulumi\.all/],
  ["ACK: metadata that are an output", ackIssuer, later, /^Write cluster\.rrsaMetadata\.apply\(ackIssuer\)/],
  [
    "CCE: an id that is an output",
    cceIssuer,
    { clusterId: pulumi.output("c"), jwks: "{}" },
    /^Write cluster\.id\.apply/,
  ],
  ["CCE: no id", cceIssuer, { jwks: "{}" }, /set clusterId to its id/],
];

describe("the outputs that an issuer is read from", () => {
  it.each(MISTAKES)("are told apart from outputs that are not known yet: %s", (_, read, given, message) => {
    expect(() => read(given as never)).toThrow(message);
  });
});
