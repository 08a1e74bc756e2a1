import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import type { SharedIdentity } from "../../src/component/shared-identity";
import { claimOnSharedIdentity } from "../../src/component/shared-identity";
import { installCloudMocks, settled } from "../../src/testing";

const later = (value: string) => pulumi.output(Promise.resolve(value));
const component = (name: string) => new pulumi.ComponentResource("test:index:Owner", name);
const give = (name: string, identity: SharedIdentity, policy: pulumi.Input<string>) =>
  claimOnSharedIdentity(component(name), name, ["aws"], identity, [
    { path: "policyArns[0]", what: policy, content: ["policyArns", policy] },
  ]);
const codesOf = (late: ReturnType<typeof give>) =>
  late
    .get("policyArns[0]")?.()
    .map(({ code }) => code);

describe("what two components give to one identity", () => {
  beforeEach(async () => {
    await installCloudMocks();
  });

  it.each<[string, SharedIdentity, pulumi.Input<string>, SharedIdentity, pulumi.Input<string>]>([
    ["two outputs of the identity", { given: later("a") }, "p", { given: later("a") }, "p"],
    ["a text and an output of the identity", { given: "a" }, "p", { given: later("a") }, "p"],
    ["two outputs of what is given", { given: "a" }, later("p"), { given: "a" }, later("p")],
    ["an output of what is given, and its text", { given: "a" }, "p", { given: "a" }, later("p")],
    ["the identity that one of them makes", { given: undefined, made: later("a") }, "p", { given: later("a") }, "p"],
  ])("is a fault of the second one once it shows: %s", async (_, one, first, other, second) => {
    expect(codesOf(give("orders", one, first)) ?? []).toEqual([]);
    const late = give("cart", other, second);
    expect(codesOf(late)).toEqual([]);
    await settled();
    expect(codesOf(late)).toEqual(["identity-given-twice"]);
  });

  it.each<[string, SharedIdentity, SharedIdentity]>([
    ["other identities", { given: later("a") }, { given: later("b") }],
    [
      "identities that mocks do not know",
      { given: pulumi.output(undefined as never) },
      { given: pulumi.output(undefined as never) },
    ],
  ])("is none for %s", async (_, one, other) => {
    give("orders", one, "p");
    const late = give("cart", other, "p");
    await settled();
    expect(codesOf(late)).toEqual([]);
  });
});
