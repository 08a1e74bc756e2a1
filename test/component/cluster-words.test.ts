import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { clusterWords } from "../../src/component/cluster-words";
import { handOnIssuer } from "../../src/component/handed-on-issuer";

const account = { namespace: "shop", serviceAccount: "orders" };
const blue = { url: "blue" };
const words = (...subjects: { issuer?: unknown; key?: string; serviceAccount?: string }[]) =>
  clusterWords(
    subjects.map((subject) => ({ ...account, ...subject })),
    (url) => `hash of ${url}`,
  );
const handedOn = (url: string) => handOnIssuer(pulumi.output({ url }), url);

describe("the word for a cluster in names", () => {
  it("is the key, else made of a plain URL, else none", () => {
    const subjects = [
      { issuer: blue, key: "b" },
      { issuer: blue, serviceAccount: "a" },
      { issuer: pulumi.output(blue), serviceAccount: "c" },
    ];
    expect(words(...subjects).map(({ word }) => word)).toEqual(["b", "hash of blue", undefined]);
    expect(words({ issuer: { url: pulumi.output("blue") } })[0]?.word).toBeUndefined();
    expect(words({ issuer: handedOn("blue") })[0]?.word).toBeUndefined();
  });

  it("was another one before a key was set, an output was written down, or the issuer was handed over", () => {
    expect(words({ issuer: blue, key: "b" })[0]?.former).toEqual(["hash of blue", undefined]);
    expect(words({ issuer: pulumi.output(blue), key: "b" })[0]?.former).toEqual([undefined]);
    expect(words({ issuer: blue })[0]?.former).toEqual([undefined]);
    expect(words({ issuer: handedOn("blue") })[0]?.former).toEqual(["hash of blue"]);
    expect(words({ issuer: handedOn("blue"), key: "b" })[0]?.former).toEqual([undefined, "hash of blue"]);
  });

  it("is no former one of a namesake while another subject has it", () => {
    const [green, first] = words({ issuer: { url: "green" }, key: "hash of blue" }, { issuer: blue, key: "b" });
    expect(green?.former).toEqual(["hash of green", undefined]);
    expect(first?.former).toEqual([undefined]);
    expect(words({ issuer: pulumi.output(blue) }, { issuer: pulumi.output(blue), key: "g" })[1]?.former).toEqual([]);
    expect(words({ issuer: pulumi.output(blue), serviceAccount: "a" }, { issuer: blue, key: "g" })[1]?.former).toEqual([
      "hash of blue",
      undefined,
    ]);
  });

  it("that is none at all belonged to an output where there is one", () => {
    const [literal, output] = words({ issuer: blue }, { issuer: pulumi.output({ url: "green" }), key: "g" });
    expect([literal?.former, output?.former]).toEqual([[], [undefined]]);
  });
});
