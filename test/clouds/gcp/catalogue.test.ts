import { describe, expect, it } from "vitest";
import { gcp } from "../../../src/clouds/gcp/cloud";
import type { GcpBinding, GcpProvider, GcpTrust } from "../../../src/clouds/gcp/trust";
import { verdictOf } from "../../../src/clouds/proof";
import type { Intent } from "../../../src/core/trust-intent";
import {
  audience,
  binding,
  cluster,
  issuer,
  managedPool,
  managedPrincipal,
  managedTrust,
  namespaceMapping,
  orders,
  pool,
  principal,
  principalSet,
  provider,
  trust,
} from "./support";

const intent: Intent = { subjects: [{ issuer, namespace: "shop", serviceAccount: "orders" }], audience };
const managedIntent: Intent = { subjects: [{ ...intent.subjects[0]!, issuer: cluster }], audience: managedPool };
const api = "https://kubernetes.default.svc";
const sub = (namespace: string, serviceAccount: string) => `system:serviceaccount:${namespace}:${serviceAccount}`;

/** Everyone in the pool, held back by a condition: correct as long as the condition is. */
function everyone(attributeCondition: string): GcpTrust {
  return trust({ providers: [provider({ attributeCondition })], bindings: [binding([`${principalSet}/*`])] });
}

function mapped(subject: string, member: string, more: Record<string, string> = {}): GcpTrust {
  const attributeMapping = { "google.subject": subject, ...more };
  return trust({ providers: [provider({ attributeMapping })], bindings: [binding([member])] });
}

interface Mutant {
  row: string;
  trust: GcpTrust;
  intent?: Intent;
  verdict?: "over" | "under";
  sub?: string;
  iss?: string;
  aud?: string;
}

const long = { issuer, namespace: "n".repeat(63), serviceAccount: "s".repeat(80) };

const mutants: Record<string, Mutant> = {
  "the whole pool as a member": {
    row: "G1",
    trust: trust({ bindings: [binding([`${principalSet}/*`])] }),
    sub: sub("a", "a"),
  },
  "a whole namespace as a member": {
    row: "G2",
    trust: trust({
      providers: [provider({ attributeMapping: namespaceMapping })],
      bindings: [binding([`${principalSet}/attribute.namespace/shop`])],
    }),
    sub: sub("shop", "a"),
  },
  "a subject that is only the name": {
    row: "G3",
    trust: mapped("assertion['kubernetes.io']['serviceaccount']['name']", `${principal}/subject/orders`),
    sub: sub("a", "orders"),
  },
  "a subject whose parts run together": {
    row: "G3",
    trust: mapped(
      "assertion['kubernetes.io']['namespace'] + assertion['kubernetes.io']['serviceaccount']['name']",
      `${principal}/subject/shoporders`,
    ),
    sub: sub("s", "hoporders"),
  },
  "a second cluster in the pool with the same subjects": {
    row: "G4",
    trust: trust({ providers: [provider(), provider({ name: "dev", issuer: "https://dev" })] }),
    iss: "https://dev",
  },
  "a prefix of the namespace without the colon": {
    row: "G5",
    trust: everyone("assertion.sub.startsWith('system:serviceaccount:shop')"),
    sub: sub("shop", "a"),
  },
  "a subject that only has to contain something": {
    row: "G6",
    trust: everyone("assertion.sub.contains('shop:orders')"),
    sub: sub("ashop", "orders"),
  },
  "a subject that only has to end somehow": {
    row: "G6",
    trust: everyone("assertion.sub.endsWith(':orders')"),
    sub: sub("a", "orders"),
  },
  "an expression without anchors": {
    row: "G6",
    trust: everyone("assertion.sub.matches('serviceaccount:shop:orders')"),
    sub: sub("shop", "ordersa"),
  },
  "a condition that is always true": { row: "G7", trust: everyone("true"), sub: sub("a", "a") },
  "a condition that every token fulfils": { row: "G7", trust: everyone("has(assertion.sub)"), sub: sub("a", "a") },
  "a condition with a way around it": {
    row: "G7",
    trust: everyone("assertion.sub == 'system:serviceaccount:shop:orders' || true"),
    sub: sub("a", "a"),
  },
  "no condition behind the whole pool": {
    row: "G8",
    trust: trust({ bindings: [binding([`${principalSet}/*`])] }),
    sub: sub("a", "a"),
  },
  "the audience of the API server": {
    row: "G9",
    trust: trust({ providers: [provider({ allowedAudiences: [audience, api] })] }),
    aud: api,
  },
  "a subject of more than 127 bytes": {
    row: "G10",
    trust: trust({ bindings: [binding([`${principal}/subject/${sub(long.namespace, long.serviceAccount)}`])] }),
    intent: { subjects: [long], audience },
    verdict: "under",
    sub: sub(long.namespace, long.serviceAccount),
  },
  "a claim that no token has, in the condition": {
    row: "G11",
    trust: trust({ providers: [provider({ attributeCondition: "assertion.team == 'shop'" })] }),
    verdict: "under",
  },
  "a claim that no token has, in the mapping": {
    row: "G11",
    trust: mapped("assertion.sub", orders, { "attribute.team": "assertion.team" }),
    verdict: "under",
  },
  "a comparison of the list of audiences with a text": {
    row: "G12",
    trust: trust({ providers: [provider({ attributeCondition: `assertion.aud == '${audience}'` })] }),
    verdict: "under",
  },
  "an older ServiceAccount that is still bound": {
    row: "G15",
    trust: trust({ bindings: [binding([orders, `${principal}/subject/${sub("shop", "old")}`])] }),
    sub: sub("shop", "old"),
  },
  "an attribute that no provider maps": {
    row: "G16",
    trust: trust({
      bindings: [binding([`${principal.replace("principal:", "principalSet:")}/attribute.namespace/shop`])],
    }),
    verdict: "under",
  },
  "a group that no provider maps": {
    row: "G16",
    trust: trust({ bindings: [binding([`${principal.replace("principal:", "principalSet:")}/group/shop`])] }),
    verdict: "under",
  },
  "a subject as GKE has them": {
    row: "G17",
    trust: trust({ bindings: [binding([`${principal}/subject/ns/shop/sa/orders`])] }),
    verdict: "under",
  },
  "a second cluster in the project": {
    row: "G14",
    trust: managedTrust({
      providers: [
        { name: "prod", issuer: cluster },
        { name: "dev", issuer: cluster.replace("prod", "dev") },
      ],
    }),
    intent: managedIntent,
    iss: cluster.replace("prod", "dev"),
    aud: managedPool,
  },
  "the ServiceAccount of every pod that names none": {
    row: "K2",
    trust: trust({ bindings: [binding([orders, `${principal}/subject/${sub("shop", "default")}`])] }),
    sub: sub("shop", "default"),
  },
  "an issuer that many clusters call their own": {
    row: "K3",
    trust: trust({ providers: [provider(), provider({ name: "k3", issuer: api })] }),
    iss: api,
  },
};

/** Ways in that no token describes: the counterexample names the member instead. */
const otherWays: Record<string, { row: string; trust: GcpTrust; why: string }> = {
  "the role on the project": {
    row: "G13",
    trust: trust({ bindings: [binding([orders], { resource: "projects/shop" })] }),
    why: "becomes every service account there",
  },
  "the role on a folder, for minting tokens": {
    row: "G13",
    trust: trust({
      bindings: [binding([orders], { role: "roles/iam.serviceAccountTokenCreator", resource: "folders/1" })],
    }),
    why: "becomes every service account there",
  },
  "a person next to the ServiceAccount": {
    row: "G15",
    trust: trust({ bindings: [binding([orders, "user:eve@example.com"])] }),
    why: "user:eve@example.com is not of this pool",
  },
  everybody: {
    row: "G15",
    trust: trust({ bindings: [binding([orders, "allUsers"])] }),
    why: "allUsers is not of this pool",
  },
  "a principal of another pool": {
    row: "G15",
    trust: trust({ bindings: [binding([orders, orders.replace("/prod/", "/dev/")])] }),
    why: "is not of this pool",
  },
  "the pool of GKE next to one's own": {
    row: "G15",
    trust: trust({ bindings: [binding([orders, "serviceAccount:shop.svc.id.goog[shop/orders]"])] }),
    why: "is not of this pool",
  },
};

describe("the catalogue of workload identity pools", () => {
  it.each([
    ["the subject as a member", trust(), intent],
    ["a condition on everyone", everyone("assertion.sub == 'system:serviceaccount:shop:orders'"), intent],
    ["the subject in the pool of GKE", managedTrust(), managedIntent],
  ])("finds nothing wrong with %s", (_, document, wanted) => {
    expect(verdictOf(gcp, document, wanted)).toEqual({ verdict: "equal" });
  });

  it.each(Object.entries(mutants))("%s", (_, mutant) => {
    const expected = mutant.verdict ?? "over";
    const verdict = verdictOf(gcp, mutant.trust, mutant.intent ?? intent);
    expect(verdict).toMatchObject({
      verdict: expected,
      token: { iss: mutant.iss ?? issuer, sub: mutant.sub ?? sub("shop", "orders"), aud: [mutant.aud ?? audience] },
      findings: expect.arrayContaining([mutant.row]),
    });
    if (!("token" in verdict)) throw new Error("no counterexample");
    expect(gcp.evaluate(mutant.trust, verdict.token).decision).toBe(expected === "over" ? "allow" : "deny");
  });

  it.each(Object.entries(otherWays))("%s", (_, { row, trust: document, why }) => {
    expect(verdictOf(gcp, document, intent)).toMatchObject({
      verdict: "over",
      why: expect.stringContaining(why),
      findings: expect.arrayContaining([row]),
    });
  });

  it("accounts for every row", () => {
    const rows = new Set([...Object.values(mutants), ...Object.values(otherWays)].map(({ row }) => row));
    const catalogue = [...Array.from({ length: 17 }, (_, i) => `G${i + 1}`), "K2", "K3"];
    expect([...rows].sort()).toEqual(catalogue.sort());
  });

  it("shows the missing condition (G8) although alone it changes nothing", () => {
    expect(gcp.findings(trust(), intent)).toEqual(["G8"]);
    const conditional = trust({
      providers: [provider({ attributeCondition: "assertion.sub == 'system:serviceaccount:shop:orders'" })],
    });
    expect(gcp.findings(conditional, intent)).toEqual([]);
    expect(gcp.findings(managedTrust(), managedIntent)).toEqual([]);
  });
});

describe("the pool of GKE", () => {
  const proof = (members: string[], wanted = managedIntent) =>
    verdictOf(gcp, managedTrust({ bindings: [binding(members)] }), wanted);

  it("takes the older member for the same ServiceAccount", () => {
    expect(proof(["serviceAccount:shop.svc.id.goog[shop/orders]"])).toEqual({ verdict: "equal" });
  });

  it("may be named with the number of its project", () => {
    const named = managedTrust({ pool: `projects/123/locations/global/workloadIdentityPools/${managedPool}` });
    expect(verdictOf(gcp, named, managedIntent)).toEqual({ verdict: "equal" });
    const foreign = managedTrust({ pool: `projects/456/locations/global/workloadIdentityPools/${managedPool}` });
    expect(verdictOf(gcp, foreign, managedIntent)).toMatchObject({ verdict: "over", findings: ["G15"] });
  });

  it("has members for a namespace and for a cluster", () => {
    const set = managedPrincipal.replace("principal:", "principalSet:");
    const namespaces = [{ issuer: cluster, namespace: "shop" }];
    expect(proof([`${set}/namespace/shop`], { subjects: [], namespaces, audience: managedPool })).toEqual({
      verdict: "equal",
    });
    expect(proof([`${set}/namespace/shop`])).toMatchObject({ verdict: "over", findings: ["G2"] });
    expect(proof([`${set}/kubernetes.cluster/${cluster}`])).toMatchObject({ verdict: "over", findings: ["G2"] });
    expect(proof([`${set}/kubernetes.cluster/${cluster}-2`])).toMatchObject({ verdict: "under" });
  });

  it("decides about the UID of a ServiceAccount where the cluster says whose it is", () => {
    const byUid = (...members: string[]) =>
      managedTrust({
        providers: [{ name: "prod", issuer: cluster, uids: { "shop/orders": "1234", "shop/evil": "5678" } }],
        bindings: [binding(members)],
      });
    const [own, evil] = ["1234", "5678"].map((uid) => `${managedPrincipal}/kubernetes.serviceaccount.uid/${uid}`);
    expect(gcp.parse(byUid(own!))).toEqual(byUid(own!));
    expect(verdictOf(gcp, byUid(own!), managedIntent)).toEqual({ verdict: "equal" });
    const verdict = verdictOf(gcp, byUid(own!, evil!), managedIntent);
    expect(verdict).toMatchObject({ verdict: "over", token: { sub: sub("shop", "evil") } });
    if (!("token" in verdict)) throw new Error("no counterexample");
    expect(gcp.evaluate(byUid(own!, evil!), verdict.token).decision).toBe("allow");
    expect(verdictOf(gcp, byUid(evil!), managedIntent)).toMatchObject({ verdict: "over" });
  });

  it("takes the UID of a ServiceAccount from its token", () => {
    const document = managedTrust({ bindings: [binding([`${managedPrincipal}/kubernetes.serviceaccount.uid/1234`])] });
    const answer = (serviceaccount: object) =>
      gcp.evaluate(document, {
        iss: cluster,
        sub: sub("shop", "orders"),
        aud: managedPool,
        "kubernetes.io": { namespace: "shop", serviceaccount },
      }).decision;
    expect(answer({ name: "orders", uid: "1234" })).toBe("allow");
    expect(answer({ name: "orders", uid: "1235" })).toBe("deny");
    expect(answer({ name: "orders" })).toBe("unknown");
  });

  it("does not decide about the UID of a ServiceAccount that no cluster says", () => {
    expect(proof([`${managedPrincipal}/kubernetes.serviceaccount.uid/1234`])).toMatchObject({
      verdict: "unknown",
      reason: expect.stringContaining("kubernetes.serviceaccount.uid/1234"),
    });
  });

  it("does not decide about clusters that are not listed", () => {
    expect(() => gcp.admits(managedTrust({ providers: [] }))).toThrow(
      expect.objectContaining({ code: "gcp-clusters-missing" }),
    );
    const token = { iss: cluster.replace("prod", "dev"), sub: sub("shop", "orders"), aud: managedPool };
    expect(gcp.evaluate(managedTrust(), token).decision).toBe("unknown");
    expect(gcp.evaluate(managedTrust(), { ...token, iss: "https://elsewhere" }).decision).toBe("deny");
  });

  it("has no mapping or condition of one's own", () => {
    const odd = managedTrust({ providers: [{ name: "prod", issuer: cluster, attributeCondition: "true" }] });
    expect(verdictOf(gcp, odd, managedIntent)).toMatchObject({ verdict: "unknown" });
  });
});

describe("the audience of a provider that names none", () => {
  const own = `iam.googleapis.com/${pool}/providers/cluster`;

  it.each([
    ["short", [`//${own}`]],
    ["long", [`https://${own}`]],
    ["both ways", [`//${own}`, `https://${own}`]],
  ])("is the provider itself, spelled %s", (_, audiences) => {
    const document = trust({ providers: [provider({ allowedAudiences: [] })] });
    expect(verdictOf(gcp, document, { ...intent, audience: audiences })).toEqual({ verdict: "equal" });
    for (const aud of audiences) {
      expect(gcp.evaluate(document, { iss: issuer, sub: sub("shop", "orders"), aud }).decision).toBe("allow");
    }
  });

  it("is spelled one way where the provider lists it", () => {
    const document = trust({
      providers: [provider({ name: `${pool}/providers/cluster`, allowedAudiences: [`//${own}`] })],
    });
    expect(verdictOf(gcp, document, { ...intent, audience: `https://${own}` })).toMatchObject({ verdict: "over" });
    expect(verdictOf(gcp, document, { ...intent, audience: `//${own}` })).toEqual({ verdict: "equal" });
  });

  it("does not stand for another provider", () => {
    const document = trust({ providers: [provider({ name: "other", allowedAudiences: [] })] });
    expect(verdictOf(gcp, document, { ...intent, audience: `https://${own}` })).toMatchObject({ verdict: "over" });
  });
});

describe("bindings", () => {
  it.each([
    [
      "a condition",
      binding([orders], { condition: { expression: "request.time < timestamp('2030-01-01T00:00:00Z')" } }),
      "condition of binding 1",
    ],
    [
      "another role on the service account",
      binding([orders], { role: "roles/iam.serviceAccountUser" }),
      "roles/iam.serviceAccountUser",
    ],
    ["a member with escapes", binding([orders.replace("shop:", "shop%3A")]), "shop%3Aorders"],
    ["a selector of GKE on one's own pool", binding([`${principalSet}/namespace/shop`]), "namespace/shop"],
  ])("with %s are not decided", (_, odd, construct) => {
    expect(verdictOf(gcp, trust({ bindings: [odd] }), intent)).toMatchObject({
      verdict: "unknown",
      reason: expect.stringContaining(construct),
    });
  });

  it("with a condition still refuse who is no member", () => {
    const odd = binding([orders], { condition: { expression: "request.time < timestamp('2030-01-01T00:00:00Z')" } });
    const claims = { iss: issuer, aud: audience };
    expect(gcp.evaluate(trust({ bindings: [odd] }), { ...claims, sub: sub("shop", "orders") }).decision).toBe(
      "unknown",
    );
    expect(gcp.evaluate(trust({ bindings: [odd] }), { ...claims, sub: sub("shop", "a") }).decision).toBe("deny");
  });

  it("on any other resource grant it directly", () => {
    const direct = binding([orders], { role: "roles/storage.objectViewer", resource: "b/photos" });
    expect(verdictOf(gcp, trust({ bindings: [direct] }), intent)).toEqual({ verdict: "equal" });
  });

  it("with deleted principals admit nobody by them", () => {
    const leftover = "deleted:serviceAccount:old@shop.iam.gserviceaccount.com?uid=1";
    expect(verdictOf(gcp, trust({ bindings: [binding([orders, leftover])] }), intent)).toEqual({ verdict: "equal" });
  });
});

describe("a trust that says which service account it is about", () => {
  const serviceAccount = "orders@shop.iam.gserviceaccount.com";
  const creator = "roles/iam.serviceAccountTokenCreator";
  const proof = (resource: string, ancestors: string[] = [], changes: Partial<GcpBinding> = {}) => {
    const above = binding([changes.members?.[0] ?? orders.replace("orders", "evil")], {
      role: creator,
      resource,
      ...changes,
    });
    const document = trust({ serviceAccount, ancestors, bindings: [binding([orders]), above] });
    expect(gcp.parse(document)).toEqual(document);
    return verdictOf(gcp, document, intent);
  };
  const ORGANIZATION = ["projects/shop", "folders/1", "organizations/2"];

  it.each<[string, string, string[], Partial<GcpBinding>]>([
    ["its project", "projects/shop", [], {}],
    ["its project, with its service", "//cloudresourcemanager.googleapis.com/projects/shop", [], {}],
    ["its folder", "folders/1", ["//cloudresourcemanager.googleapis.com/folders/1"], {}],
    [
      "itself, with its service",
      "//iam.googleapis.com/projects/shop/serviceAccounts/orders@shop.iam.gserviceaccount.com",
      [],
      {},
    ],
    ["its organization", "organizations/2", ORGANIZATION, {}],
    ["its organization, to a group", "organizations/2", ORGANIZATION, { members: ["group:a@example.com"] }],
    ["its organization, to everybody", "organizations/2", ORGANIZATION, { members: ["allUsers"] }],
    ["its project, by a role that creates keys", "projects/shop", [], { role: "roles/editor" }],
    [
      "its project, by a role of Google's of which the document says something else",
      "projects/shop",
      [],
      { role: "roles/editor", permissions: ["compute.disks.get"] },
    ],
    [
      "itself, by the role of a person with a condition",
      "sa/serviceAccounts/orders@shop.iam.gserviceaccount.com",
      [],
      { members: ["user:a@example.com"], condition: { expression: "true" } },
    ],
  ])("lets in whom a binding names on %s", (_, resource, ancestors, changes) => {
    expect(proof(resource, ancestors, changes)).toMatchObject({ verdict: "over" });
  });

  it.each<[string, string, string[], Partial<GcpBinding>]>([
    ["another project", "projects/other", [], {}],
    ["a folder that does not hold it", "folders/3", ORGANIZATION, {}],
    ["another service account", "projects/-/serviceAccounts/other@shop.iam.gserviceaccount.com", [], {}],
    ["a bucket", "b/photos", [], { role: "roles/storage.objectViewer" }],
    ["its project, by a role that lets nobody become it", "projects/shop", [], { role: "roles/storage.objectViewer" }],
    [
      "its project, by a custom role that only looks at it",
      "projects/shop",
      [],
      { role: "projects/shop/roles/own", permissions: ["iam.serviceAccounts.get"] },
    ],
    [
      "itself, by a custom role that only looks at it",
      `projects/-/serviceAccounts/${serviceAccount}`,
      [],
      { role: "projects/shop/roles/own", permissions: ["iam.serviceAccounts.get"], members: ["user:a@example.com"] },
    ],
    ["its project, to itself", "projects/shop", [], { members: [`serviceAccount:${serviceAccount}`] }],
  ])("lets in nobody by a binding on %s", (_, resource, ancestors, changes) => {
    expect(proof(resource, ancestors, changes)).toEqual({ verdict: "equal" });
  });

  it.each<[string, string, string[], Partial<GcpBinding>]>([
    ["folders/1", "folders/1", [], {}],
    ["organizations/2", "organizations/2", ["folders/1"], { members: ["domain:example.com"] }],
    ["projects/123", "projects/123", [], {}],
    ["what shop is", "shop", [], {}],
    ["service account 1170", "projects/-/serviceAccounts/1170", [], {}],
    ["projects/shop/roles/own", "projects/shop", [], { role: "projects/shop/roles/own" }],
    [
      "roles/iam.serviceAccountUser",
      "projects/shop",
      [],
      { role: "roles/iam.serviceAccountUser", members: ["user:a@b.com"] },
    ],
  ])("is unknown by the name of %s", (name, resource, ancestors, changes) => {
    expect(proof(resource, ancestors, changes)).toMatchObject({
      verdict: "unknown",
      reason: expect.stringContaining(name),
    });
  });

  it("lets in others that the intent names, wherever they are granted", () => {
    const bindings = [
      binding([orders]),
      binding(["group:ops@example.com"], { role: creator, resource: "folders/1" }),
      binding(["user:a@example.com"], { role: "roles/owner", resource: "projects/shop" }),
    ];
    const others = { gcp: { members: ["group:ops@example.com", "user:a@example.com"] } };
    const named = { ...intent, others };
    expect(verdictOf(gcp, trust({ serviceAccount, bindings }), named)).toEqual({ verdict: "equal" });
    expect(gcp.findings(trust({ serviceAccount, bindings }), named)).toEqual(["G8"]);
  });

  it("shows no finding of further issuers and their tokens that the intent names, and those of all others", () => {
    const github = provider({ name: "github", issuer: "https://github", attributeCondition: "true" });
    const main = `${principal}/subject/repo:main`;
    const document = trust({ providers: [provider(), github], bindings: [binding([orders, main])] });
    const others = { gcp: { subjects: [{ issuer: "https://github", subject: "repo:main" }] } };
    expect(gcp.findings(document, { ...intent, others })).not.toContain("G4");
    expect(gcp.findings(document, { ...intent, others })).not.toContain("G15");
    expect(gcp.findings(document, intent)).toEqual(expect.arrayContaining(["G4", "G15"]));
  });

  it("is unknown where a grant could not be read", () => {
    const document = trust({ serviceAccount, unseen: ["the policy of projects/shop"] });
    expect(verdictOf(gcp, document, intent)).toEqual({ verdict: "unknown", reason: "the policy of projects/shop" });
    const token = { iss: issuer, aud: audience, sub: sub("shop", "evil") };
    expect(gcp.evaluate(document, token).decision).toBe("unknown");
    expect(gcp.evaluate(document, { ...token, sub: sub("shop", "orders") }).decision).toBe("allow");
    expect(gcp.evaluate(document, { ...token, aud: "other" }).decision).toBe("deny");
  });
});

describe("an issuer that Google cannot fetch keys from", () => {
  const inCluster = "https://kubernetes.default.svc.cluster.local";
  const wanted = { ...intent, subjects: [{ ...intent.subjects[0]!, issuer: inCluster }] };
  const proof = (changes: Partial<GcpProvider>, document: Partial<GcpTrust> = {}) =>
    verdictOf(gcp, trust({ providers: [provider({ issuer: inCluster, ...changes })], ...document }), wanted);

  it.each([inCluster, "https://10.0.0.1", "https://[fd00::1]/x", "https://master", "https://api.corp.internal:6443"])(
    "is no proof without uploaded keys: %s",
    (url) => {
      const subjects = [{ ...intent.subjects[0]!, issuer: url }];
      const document = trust({ providers: [provider({ issuer: url })] });
      expect(verdictOf(gcp, document, { ...intent, subjects })).toMatchObject({
        verdict: "unknown",
        reason: expect.stringContaining("jwksJson"),
      });
    },
  );

  it("is one with them, and over or under as ever", () => {
    const jwks = { keys: [{ kty: "RSA", kid: "a", n: "a", e: "AQAB" }] };
    const uploaded = trust({ providers: [provider({ issuer: inCluster, jwksJson: JSON.stringify(jwks) })] });
    expect(verdictOf(gcp, uploaded, { ...wanted, jwks })).toEqual({ verdict: "equal" });
    expect(proof({}, { bindings: [binding([`${principalSet}/*`])] })).toMatchObject({ verdict: "over" });
    expect(proof({ disabled: true })).toMatchObject({ verdict: "under" });
  });
});

describe("uploaded keys", () => {
  const key = (n: string) => ({ kty: "RSA", kid: n, n, e: "AQAB" });
  const uploaded = (...keys: object[]) => trust({ providers: [provider({ jwksJson: JSON.stringify({ keys }) })] });

  it("have to be the cluster's", () => {
    const wanted = { ...intent, jwks: { keys: [key("now")] } };
    expect(verdictOf(gcp, uploaded(key("now")), wanted)).toEqual({ verdict: "equal" });
    expect(verdictOf(gcp, uploaded(key("now"), key("old")), wanted)).toMatchObject({ verdict: "over" });
    expect(verdictOf(gcp, uploaded(), wanted)).toMatchObject({ verdict: "under" });
    expect(verdictOf(gcp, uploaded(key("now")), intent)).toMatchObject({ verdict: "unknown" });
  });

  it.each(["", "null", "[]", '{"keys":{}}'])("that are no key set (%j) are not decided", (jwksJson) => {
    const wanted = { ...intent, jwks: { keys: [key("now")] } };
    expect(verdictOf(gcp, trust({ providers: [provider({ jwksJson })] }), wanted)).toMatchObject({
      verdict: "unknown",
    });
  });
});
