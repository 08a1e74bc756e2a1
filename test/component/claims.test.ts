import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import { claimedLater, programClaims, withdrawClaims } from "../../src/component/claims";
import { issue } from "../../src/core/issue";

/** A connection to the engine, as every construction in another language gets a fresh one. */
function connect(address?: string): void {
  const monitor = address === undefined ? {} : { getChannel: () => ({ getTarget: () => address }) };
  pulumi.runtime.setMockOptions(monitor as never);
}

let port = 1000;
const owner = () => ({});

describe("a claim", () => {
  beforeEach(() => {
    port += 1;
    connect(`dns:127.0.0.1:${port}`);
  });

  it("stands in the way of a second owner's, and says whose it is", () => {
    expect(programClaims("registration", owner(), "orders")(["aws", "url"], true)).toBeUndefined();
    expect(programClaims("registration", owner(), "cart")(["aws", "url"], true)).toMatchObject({
      name: "orders",
      terms: true,
    });
  });

  it("may be made again by its owner, with other terms", () => {
    const orders = programClaims<string>("account", owner(), "orders");
    expect(orders(["shop"], "patch")).toBeUndefined();
    expect(orders(["shop"], "create")).toBeUndefined();
    const patches = (theirs: string, ours: string) => theirs === "patch" && ours === "patch";
    expect(programClaims("account", owner(), "cart", patches)(["shop"], "patch")?.terms).toBe("create");
  });

  it("is of one kind, one thing and one owner, not of its owner's name", () => {
    programClaims("registration", owner(), "orders")(["aws", "url"], true);
    expect(programClaims("member", owner(), "cart")(["aws", "url"], true)).toBeUndefined();
    expect(programClaims("registration", owner(), "cart")(["aws", "other"], true)).toBeUndefined();
    expect(programClaims("registration", owner(), "orders")(["aws", "url"], true)?.name).toBe("orders");
  });

  it("is shared where the terms of all owners go together", () => {
    const patches = (theirs: string, ours: string) => theirs === "patch" && ours === "patch";
    const claim = (name: string, terms: string) => programClaims("account", owner(), name, patches)(["shop"], terms);
    expect([claim("orders", "patch"), claim("cart", "patch")]).toEqual([undefined, undefined]);
    expect(claim("audit", "patch")).toBeUndefined();
    expect(claim("billing", "create")?.name).toBe("orders");
  });

  it("that comes second stands in the first one's way too, for the second one may be what is deployed", () => {
    const first = programClaims("registration", owner(), "orders");
    expect(first(["url"], true)).toBeUndefined();
    expect(programClaims("registration", owner(), "cart")(["url"], true)?.name).toBe("orders");
    expect(first(["url"], true)?.name).toBe("cart");
  });

  it("of an owner that is not constructed stands in nobody's way", () => {
    const first = programClaims("registration", owner(), "orders");
    first(["url"], true);
    const failed = owner();
    programClaims("registration", failed, "cart")(["url"], true);
    withdrawClaims(failed);
    expect(first(["url"], true)).toBeUndefined();
  });

  it("on what is known later is looked at again where it is asked for", async () => {
    const url = pulumi.output("https://issuer.example.com");
    const late = (name: string) => {
      const claim = programClaims("registration", owner(), name);
      return claimedLater(url, (known) => {
        const first = claim([known], true);
        return first === undefined ? [] : [issue("taken", "issuer", first.name)];
      });
    };
    const faultsOf = ["orders", "cart"].map(late);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(faultsOf.map((faults) => faults().map(({ message }) => message))).toEqual([["cart"], ["orders"]]);
  });

  it("names outputs by the object, and what is not given as itself", () => {
    const url = pulumi.output("https://issuer.example.com");
    programClaims("registration", owner(), "orders")([undefined, url], true);
    expect(programClaims("registration", owner(), "cart")([undefined, url], true)?.name).toBe("orders");
    const equal = pulumi.output("https://issuer.example.com");
    expect(programClaims("registration", owner(), "cart")([undefined, equal], true)).toBeUndefined();
    expect(programClaims("registration", owner(), "audit")(["project", url], true)).toBeUndefined();
  });

  it("holds through every connection to one engine, and not in the next preview or update", () => {
    programClaims("registration", owner(), "orders")(["url"], true);
    connect(`dns:127.0.0.1:${port}`);
    expect(programClaims("registration", owner(), "cart")(["url"], true)?.name).toBe("orders");
    connect(`dns:127.0.0.1:${port + 5000}`);
    expect(programClaims("registration", owner(), "cart")(["url"], true)).toBeUndefined();
  });

  it("names a resource by its URN once that is known: in other languages every component has objects of its own", async () => {
    const provider = () => {
      const resource = Object.create(pulumi.Resource.prototype, { __pulumiResource: { value: true } });
      return Object.assign(resource, { urn: pulumi.output("urn:pulumi:dev::shop::pulumi:providers:aws::audit") });
    };
    const [first, second] = [provider(), provider()];
    const orders = programClaims("registration", owner(), "orders");
    const cart = programClaims("registration", owner(), "cart");
    expect([orders([first, "url"], true), cart([second, "url"], true)]).toEqual([undefined, undefined]);
    await new Promise(setImmediate);
    expect(orders([first, "url"], true)).toBeUndefined();
    expect(cart([second, "url"], true)?.name).toBe("orders");
    expect(programClaims("registration", owner(), "audit")([first, "url"], true)?.name).toBe("orders");
  });

  it("that a hook makes counts for the run in which its component was constructed", () => {
    const late = programClaims("registration", owner(), "orders");
    connect(`dns:127.0.0.1:${port + 6000}`);
    late(["url"], true);
    expect(programClaims("registration", owner(), "cart")(["url"], true)).toBeUndefined();
    connect(`dns:127.0.0.1:${port}`);
    expect(programClaims("registration", owner(), "cart")(["url"], true)?.name).toBe("orders");
  });

  it("is of one set of mocks, which have no address", () => {
    connect();
    programClaims("registration", owner(), "orders")(["url"], true);
    expect(programClaims("registration", owner(), "cart")(["url"], true)?.name).toBe("orders");
    connect();
    expect(programClaims("registration", owner(), "cart")(["url"], true)).toBeUndefined();
  });
});
