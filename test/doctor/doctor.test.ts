import { describe, expect, it } from "vitest";
import { readEstate } from "../../src/audit/read-estate";
import { diagnose } from "../../src/doctor";
import { CASES, inputsOf } from "./cases";

const at = { namespace: "shop", serviceAccount: "orders" };

describe.each(Object.keys(CASES))("the doctor on %s", (cloud) => {
  const one = CASES[cloud]!;
  const look = (change: (estate: ReturnType<typeof one>) => void = () => {}, more: object = {}) => {
    const estate = one();
    change(estate);
    return diagnose(readEstate(inputsOf(estate), estate.clusters), { ...at, cloud, now: 1_000, ...more });
  };

  it("finds nothing wrong where nothing is", () => {
    const [diagnosis, ...more] = look();
    expect(more).toEqual([]);
    expect(diagnosis?.steps.filter(({ result }) => result === "failed")).toEqual([]);
    expect(diagnosis?.steps.map(({ step }) => step)).toEqual([
      "service-account",
      "annotation",
      "wiring",
      "audience",
      "token",
      "issuer",
      "keys",
      "registration",
      "trust",
      "grants",
      "waits",
    ]);
  });

  it("finds the ServiceAccount that is not there", () => {
    const [diagnosis] = look((estate) => {
      estate.objects = estate.objects.map((each) =>
        each.kind === "ServiceAccount" ? { ...each, metadata: { ...each.metadata, name: "other" } } : each,
      );
    });
    expect(diagnosis?.failed?.step).toBe("service-account");
  });

  it("finds an identity that is not there", () => {
    const [diagnosis] = look((estate) => estate.renameIdentity());
    expect(diagnosis?.failed?.step).toBe("annotation");
  });

  it("finds that nothing runs as it", () => {
    const [diagnosis] = look((estate) => {
      estate.pod.serviceAccountName = "other";
    });
    expect(diagnosis?.failed?.step).toBe("wiring");
  });

  it("finds a key that clients take first", () => {
    const [diagnosis] = look((estate) => {
      estate.pod.containers[0]!.env.push({ name: estate.rival, value: "x" });
    });
    expect(diagnosis?.failed).toMatchObject({ step: "wiring", message: expect.stringContaining(estate(one).rival) });
  });

  it("finds a token for another audience", () => {
    const [diagnosis] = look((estate) => {
      estate.pod.volumes[0]!.projected.sources[0]!.serviceAccountToken.audience = "https://kubernetes.default.svc";
    });
    expect(diagnosis?.failed).toMatchObject({ step: "audience", message: expect.stringContaining("kubernetes.default.svc") });
  });

  it("finds a token that is past its time, and never prints it", () => {
    const { issuer, audience } = one();
    const token = { iss: issuer, sub: "system:serviceaccount:shop:orders", aud: [audience], exp: 900, iat: 800, jti: "secret-id" };
    const [diagnosis] = look(undefined, { token });
    expect(diagnosis?.failed?.step).toBe("token");
    expect(JSON.stringify(diagnosis)).not.toContain("secret-id");
    expect(look(undefined, { token: { ...token, exp: 2_000 } })[0]?.failed).toBeUndefined();
  });

  it("finds an issuer that differs by a slash", () => {
    const [diagnosis] = look((estate) => {
      estate.clusters[0]!.issuer = estate.issuer.endsWith("/") ? estate.issuer.slice(0, -1) : `${estate.issuer}/`;
    });
    expect(diagnosis?.failed).toMatchObject({ step: "issuer", message: expect.stringContaining("almost the same") });
  });

  it("finds what an issuer does not publish", () => {
    const { storesKeys } = one();
    const published = [{ code: "issuer-unreachable", result: "error" as const, message: "status 404", fix: "Publish it" }];
    expect(look(undefined, { published })[0]?.failed?.step).toBe(storesKeys ? undefined : "keys");
  });

  it("finds that the issuer is not registered", () => {
    const estate = one();
    if (estate.registration === undefined) return;
    const [diagnosis] = look((each) => {
      each.resources = each.resources.filter(({ type }) => type !== each.registration);
    });
    expect(diagnosis?.failed?.step).toBe("registration");
  });

  it("finds a trust that names another ServiceAccount", () => {
    const [diagnosis] = look((estate) => estate.trustAnother());
    expect(diagnosis?.failed).toMatchObject({ step: "trust", message: expect.stringContaining("shop/orders") });
  });

  it("finds that nothing is granted", () => {
    const [diagnosis] = look((estate) => {
      estate.resources = estate.resources.filter(({ type }) => !estate.grants.includes(type));
    });
    expect(diagnosis?.failed?.step).toBe("grants");
  });
});

function estate(one: () => { rival: string }) {
  return one();
}
