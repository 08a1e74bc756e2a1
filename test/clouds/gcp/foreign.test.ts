import { describe, expect, it } from "vitest";
import { gcp } from "../../../src/clouds/gcp/cloud";
import { GcpTries, gcpForeignToken } from "../../../src/clouds/gcp/foreign-token";
import type { GcpProvider } from "../../../src/clouds/gcp/trust";
import { verdictOf } from "../../../src/clouds/proof";
import { contains } from "../../../src/core/language/member";
import { audience, binding, issuer, orders, principal, principalSet, provider, trust } from "./support";

const GITHUB = "https://token.actions.githubusercontent.com";
const intent = { subjects: [{ issuer, namespace: "shop", serviceAccount: "orders" }], audience };
const github = (changes: Partial<GcpProvider>) => provider({ name: "github", issuer: GITHUB, ...changes });
const SUB = { "google.subject": "assertion.sub" };
const REPOSITORY = { ...SUB, "attribute.repository": "assertion.repository" };

/** The pool of the cluster with a provider for another issuer, and other members than the intended one. */
function shared(changes: Partial<GcpProvider>, members = [orders]) {
  return trust({ providers: [provider(), github(changes)], bindings: [binding(members)] });
}

describe("a condition of another issuer that hangs on no claim", () => {
  it.each(["!('a:'.startsWith('a'))", "'a' != 'a'", "!('ab'.matches('^a'))", "!('aud' in ['aud'])", "!(true)"])(
    "lets nobody in where %s",
    (attributeCondition) => {
      const document = shared({ attributeMapping: SUB, attributeCondition });
      const everybody = { ...document, bindings: [binding([`${principalSet}/*`])] };
      for (const each of [document, everybody]) {
        const { providers } = each;
        const alone = { ...each, providers: providers.filter(({ name }) => name === "github") };
        const verdict = verdictOf(gcp, alone, intent);
        expect(verdict).toMatchObject({ verdict: "under", token: { iss: issuer } });
      }
    },
  );

  it.each(["'a:'.startsWith('a')", "'a' == 'a'", "true"])("lets everybody in where %s", (attributeCondition) => {
    const document = {
      ...shared({ attributeMapping: SUB, attributeCondition }),
      bindings: [binding([`${principalSet}/*`])],
    };
    const verdict = verdictOf(gcp, { ...document, providers: document.providers.slice(1) }, intent);
    expect(verdict).toMatchObject({ verdict: "over", token: { iss: GITHUB } });
  });
});

describe("an empty condition", () => {
  it("is none", () => {
    const document = trust({ providers: [provider({ attributeCondition: "" })] });
    expect(verdictOf(gcp, document, intent)).toEqual({ verdict: "equal" });
  });
});

describe("what cannot let anybody in", () => {
  const cluster = (project: string) =>
    `https://container.googleapis.com/v1/projects/${project}/locations/europe-west3/clusters/a`;
  const managed = (project: string, name = "a") => {
    const members = ["serviceAccount:shop.svc.id.goog[shop/orders]"];
    const providers = [{ name, issuer: cluster(project) }];
    return { ...trust({ pool: "shop.svc.id.goog", bindings: [binding(members)] }), providers };
  };
  const intended = (project: string) => ({
    subjects: [{ issuer: cluster(project), namespace: "shop", serviceAccount: "orders" }],
    audience: "shop.svc.id.goog",
  });

  it.each([
    ["a pool that is disabled", trust({ disabled: true }), intent],
    ["a provider that is disabled", trust({ providers: [provider({ disabled: true })] }), intent],
    [
      "a provider of another pool",
      trust({ providers: [provider({ name: "projects/9/locations/global/workloadIdentityPools/other/providers/x" })] }),
      intent,
    ],
    ["a pool of another project than the cluster's", managed("shop-test"), intended("shop-test")],
  ])("is %s", (_, document, wanted) => {
    const verdict = verdictOf(gcp, document, wanted);
    expect(verdict).toMatchObject({ verdict: "under" });
    if (!("token" in verdict)) throw new Error("no counterexample");
    expect(gcp.evaluate(document, verdict.token).decision).toBe("deny");
  });

  it("is not the cluster's own pool, nor the one of its fleet", () => {
    expect(verdictOf(gcp, managed("shop"), intended("shop"))).toEqual({ verdict: "equal" });
    const fleet = managed("other", "https://gkehub.googleapis.com/projects/shop/locations/global/memberships/a");
    expect(verdictOf(gcp, fleet, intended("other"))).toEqual({ verdict: "equal" });
  });
});

describe("a token of an issuer that the intent does not name", () => {
  it.each<[string, Partial<GcpProvider>, string[], object]>([
    ["its sub is a member", {}, [`${principal}/subject/repo:x/y:main`], { sub: "repo:x/y:main" }],
    [
      "a condition compares another claim",
      { attributeCondition: "assertion.repository == 'x/y'" },
      [`${principal}/subject/repo:x/y:main`],
      { sub: "repo:x/y:main", repository: "x/y" },
    ],
    [
      "a member is for a mapped claim",
      { attributeMapping: REPOSITORY },
      [`${principalSet}/attribute.repository/x/y`],
      { repository: "x/y" },
    ],
    [
      "a condition looks through a mapped claim",
      { attributeMapping: REPOSITORY, attributeCondition: "attribute.repository.startsWith('x/')" },
      [`${principal}/subject/main`],
      { sub: "main", repository: "x/" },
    ],
    [
      "several claims have to fit",
      { attributeCondition: "assertion.ref == 'main' && assertion.owner in ['a', 'x'] && !has(assertion.fork)" },
      [`${principal}/subject/main`],
      { ref: "main" },
    ],
    [
      "claims are composed, compared by a regular expression, in a list and alone",
      {
        attributeMapping: { "google.subject": "'gh::' + assertion.repository" },
        attributeCondition: "assertion.ref.matches('^main$') && 'ops' in assertion.teams && assertion.verified",
      },
      [`${principal}/subject/gh::x/y`],
      { repository: "x/y", ref: "main", teams: ["ops"], verified: true },
    ],
    [
      "its Kubernetes claims have to fit",
      { attributeCondition: "assertion['kubernetes.io'].serviceaccount.uid == 'u1'" },
      [orders],
      { sub: "system:serviceaccount:shop:orders", "kubernetes.io": { serviceaccount: { uid: "u1" } } },
    ],
  ])("is shown with all that it needs where %s", (_, changes, members, token) => {
    const document = shared(changes, members);
    const verdict = verdictOf(gcp, document, intent);
    expect(verdict).toMatchObject({ verdict: "over", token: { iss: GITHUB, ...token } });
    if (!("token" in verdict)) throw new Error("no counterexample");
    expect(gcp.evaluate(document, verdict.token).decision).toBe("allow");
  });

  it.each<[string, string]>([
    ["assertion.repository.split('/')[1] == 'x' && assertion.ref == 'y'", "assertion.repository"],
    ["assertion.actor.lowerAscii() == assertion.owner + '!'", "assertion.actor"],
  ])("is unknown by the claim that decides, where none is found: %s", (attributeCondition, construct) => {
    const document = shared({ attributeCondition }, [orders]);
    expect(verdictOf(gcp, document, intent)).toMatchObject({
      verdict: "unknown",
      reason: expect.stringContaining(construct),
    });
  });

  it("does not get in where no sub fits", () => {
    const document = trust({
      providers: [
        provider(),
        github({ attributeCondition: "assertion.sub == 'repo:x' && assertion.repository == 'x'" }),
      ],
    });
    expect(verdictOf(gcp, document, intent)).toEqual({ verdict: "equal" });
    const both = github({
      attributeCondition: "assertion.sub.startsWith('repo:') && assertion.sub.endsWith(':orders')",
    });
    expect(verdictOf(gcp, trust({ providers: [provider(), both] }), intent)).toEqual({ verdict: "equal" });
  });

  it("is looked for only as long as tries are left for the whole trust", () => {
    const one = trust({ providers: [github({ attributeCondition: "assertion.repository == 'example/shop'" })] });
    expect(gcpForeignToken(one, audience)).toMatchObject({ claims: { repository: "example/shop" } });
    expect(gcpForeignToken(one, audience, new GcpTries(0))).toBeUndefined();

    const undecided = Array.from({ length: 20 }, (_, index) =>
      github({
        name: `ci-${index}`,
        issuer: `https://ci-${index}.example.com`,
        attributeCondition:
          "assertion.a != assertion.a && assertion.b in ['a', 'b', 'c', 'd'] && assertion.c in ['a', 'b', 'c', 'd']",
      }),
    );
    const document = trust({ providers: [provider(), ...undecided, ...one.providers] });
    expect(verdictOf(gcp, document, intent)).toMatchObject({ verdict: "unknown" });
  });

  it("may have more colons than the sub of a ServiceAccount", () => {
    const changes = {
      attributeCondition:
        "assertion.sub.startsWith('system:serviceaccount:a:') && assertion.sub.matches('^system:serviceaccount:.*:b:c$') && assertion.sub != 'system:serviceaccount:a:b:c'",
    };
    const document = trust({ providers: [github(changes)], bindings: [binding([`${principalSet}/*`])] });
    const subjects = gcp.admits(document).foreign?.(GITHUB, audience).subjects;
    expect(subjects && contains(subjects, "system:serviceaccount:a:x:b:c")).toBe(true);
  });

  it("is tried with no claim that would change every object", () => {
    const document = shared({ attributeCondition: "assertion['__proto__'].polluted == 'x'" });
    expect(verdictOf(gcp, document, intent)).toMatchObject({ verdict: "unknown" });
    expect({}).not.toHaveProperty("polluted");
  });
});
