import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { GcpRegistrationArgs, GcpWorkloadArgs } from "../../../src/clouds/gcp/args";
import { gcpDerivedId } from "../../../src/clouds/gcp/derived-id";
import { checkGcpRegistration, checkGcpSubject, checkGcpWorkload } from "../../../src/clouds/gcp/limits";

const registration = (args: GcpRegistrationArgs) =>
  checkGcpRegistration(args).map(({ code, path }) => `${path} ${code}`);
const workload = (args: GcpWorkloadArgs) => checkGcpWorkload(args).map(({ code, path }) => `${path} ${code}`);
const account = (args: GcpWorkloadArgs) => workload({ access: "impersonation", ...args });

describe("checkGcpRegistration", () => {
  it.each(["abcd", "0-9a", "a".repeat(32)])("takes the id %s", (id) => {
    expect(registration({ poolId: id, providerId: id })).toEqual([]);
  });

  it.each(["abc", "a".repeat(33), "Abcd", "a_bc", "gcp-a", ""])("refuses the id %s", (id) => {
    expect(registration({ poolId: id, providerId: id })).toEqual([
      "poolId gcp-pool-id-invalid",
      "providerId gcp-provider-id-invalid",
    ]);
  });

  it("takes texts of exactly the longest length, and none longer", () => {
    const texts = (more: number) => ({
      displayName: "x".repeat(32 + more),
      description: "x".repeat(256 + more),
      audience: "x".repeat(256 + more),
    });
    expect(registration(texts(0))).toEqual([]);
    expect(registration(texts(1))).toEqual([
      "displayName gcp-display-name-invalid",
      "description gcp-description-invalid",
      "audience gcp-audience-invalid",
    ]);
  });

  it("takes attributes and a condition of the lengths that Google takes, and leaves the subject alone", () => {
    const mapping = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`attribute.a${index}`, "x".repeat(2048)]));
    expect(registration({ attributeMapping: mapping(50), attributeCondition: "x".repeat(4096) })).toEqual([]);
    expect(registration({ attributeMapping: mapping(51), attributeCondition: "x".repeat(4097) })).toEqual([
      "attributeMapping gcp-attribute-mapping-invalid",
      "attributeCondition gcp-attribute-condition-invalid",
    ]);
    expect(registration({ attributeMapping: { "google.subject": "assertion.aud" } })).toEqual([
      "attributeMapping.google.subject gcp-attribute-mapping-invalid",
    ]);
  });

  it("refuses a suffix for an id that is given", () => {
    expect(registration({ poolId: "prod", poolSuffix: "2" })).toEqual(["poolSuffix gcp-pool-id-invalid"]);
  });
});

describe("checkGcpWorkload", () => {
  it.each(["orders", `a${"-".repeat(28)}z`])("takes the account id %s", (accountId) => {
    expect(account({ accountId })).toEqual([]);
  });

  it.each(["short", "a".repeat(31), "1orders", "orders-", "Orders"])("refuses the account id %s", (accountId) => {
    expect(account({ accountId })).toEqual(["accountId gcp-account-id-invalid"]);
  });

  it.each([
    [599, ["accessTokenLifetimeSeconds gcp-access-token-lifetime-out-of-range"]],
    [600, []],
    [43_200, []],
    [43_201, ["accessTokenLifetimeSeconds gcp-access-token-lifetime-out-of-range"]],
  ])("judges access tokens of %s seconds", (accessTokenLifetimeSeconds, faults) => {
    expect(account({ accessTokenLifetimeSeconds })).toEqual(faults);
  });

  it.each(["roles/viewer", "projects/data/roles/orders_reader", "organizations/7/roles/x.y"])(
    "takes the role %s",
    (role) => {
      expect(workload({ grants: [{ kind: "bucket", resource: "b", role }] })).toEqual([]);
    },
  );

  it.each(["viewer", "roles/", "roles/a/b", "roles/*", "folders/1/roles/x"])("refuses the role %s", (role) => {
    expect(workload({ grants: [{ kind: "bucket", resource: "b", role }] })).toEqual([
      "grants[0].role gcp-role-invalid",
    ]);
  });

  it("tells grants apart by resource and by condition", () => {
    const grant = { kind: "bucket", resource: "b", role: "roles/viewer" } as const;
    const condition = { title: "t", expression: "true" };
    expect(workload({ grants: [grant, { ...grant, resource: "c" }, { ...grant, condition }] })).toEqual([]);
    expect(workload({ grants: [grant, grant] })).toEqual(["grants[1] gcp-grant-duplicate"]);
    expect(workload({ grants: [{ ...grant, key: "" }] })).toEqual(["grants[0].key gcp-grant-key-invalid"]);
  });

  it("finds what a grant on another kind of resource lacks, and what it may not say", () => {
    const role = "roles/run.invoker";
    expect(workload({ grants: [{ kind: "other", role }] })).toEqual(
      ["memberType", "properties", "key"].map((name) => `grants[0].${name} gcp-grant-other-incomplete`),
    );
    const memberType = "gcp:run/serviceIamBinding:ServiceIamBinding";
    const properties = { name: "api", member: "allUsers" };
    expect(
      workload({ grants: [{ kind: "other", role, memberType, properties, key: "api", resource: "api" }] }),
    ).toEqual(
      ["memberType", "resource", "properties.member"].map((name) => `grants[0].${name} gcp-grant-other-incomplete`),
    );
    expect(workload({ grants: [{ kind: "bucket", resource: "b", role, properties: { a: "b" } }] })).toEqual([
      "grants[0].properties argument-without-effect",
    ]);
    for (const kind of ["dataset", "secret", "topic", "subscription"] as const) {
      expect(workload({ grants: [{ kind, resource: "d", role }] })).toEqual([
        "grants[0].resource gcp-grant-resource-invalid",
      ]);
    }
  });

  it("knows a grant on another kind of resource as one of the kind that its type has", () => {
    const secret = { role: "roles/viewer", kind: "secret", resource: "projects/shop/secrets/key" } as const;
    const memberType = "gcp:secretmanager/secretIamMember:SecretIamMember";
    const other = (properties: Record<string, string>) =>
      ({ role: "roles/viewer", kind: "other", key: "k", memberType, properties }) as const;
    const twice = ["grants[1] gcp-grant-duplicate"];
    expect(workload({ grants: [secret, other({ secretId: "projects/shop/secrets/key" })] })).toEqual(twice);
    expect(workload({ grants: [other({ secretId: "key", project: "shop" }), secret] })).toEqual(twice);
    expect(workload({ grants: [secret, other({ secretId: "key", project: "shop-2" })] })).toEqual([]);
    expect(workload({ grants: [secret, { ...other({ secretId: secret.resource }), role: "roles/owner" }] })).toEqual(
      [],
    );
  });

  it("finds one grant under two keys, or among the roles of the project too", () => {
    const grant = { kind: "project", resource: "shop", role: "roles/viewer" } as const;
    const twice = ["grants[1] gcp-grant-duplicate"];
    expect(
      workload({
        grants: [
          { ...grant, key: "a" },
          { ...grant, key: "b" },
        ],
      }),
    ).toEqual(twice);
    const output = { apply: () => [] } as unknown as string;
    const later = { ...grant, resource: output };
    expect(
      workload({
        grants: [
          { ...later, key: "a" },
          { ...later, key: "b" },
        ],
      }),
    ).toEqual(twice);
    expect(workload({ project: "shop", roles: ["roles/viewer"], grants: [grant] })).toEqual([
      "grants[0] gcp-grant-duplicate",
    ]);
  });

  it("takes only lists whose members are known when the program runs", () => {
    const output = { apply: () => [] } as unknown as string[];
    expect(workload({ roles: output })).toEqual(["roles shape-invalid"]);
    expect(workload({ grants: [null] as unknown as [] })).toEqual(["grants[0] shape-invalid"]);
  });

  it("knows what folders and organizations look like", () => {
    const role = "roles/browser";
    const right = [
      { kind: "folder", resource: "folders/7", role },
      { kind: "organization", resource: "8", role },
    ] as const;
    expect(workload({ grants: [...right] })).toEqual([]);
    const onBucket = (resource: string) => workload({ grants: [{ kind: "bucket", resource, role }] });
    for (const name of ["shop", "b/shop.example.com"]) expect(onBucket(name)).toEqual([]);
    for (const name of ["gs://shop", "shop/orders"]) {
      expect(onBucket(name)).toEqual(["grants[0].resource gcp-grant-resource-invalid"]);
    }
    expect(workload({ grants: right.map((grant) => ({ ...grant, resource: "shop" })) })).toEqual([
      "grants[0].resource gcp-grant-resource-invalid",
      "grants[1].resource gcp-grant-resource-invalid",
    ]);
  });

  it.each([
    ["it only impersonates", { wiring: "webhook" } as const, 1],
    [
      "it knows one universe",
      { access: "impersonation", wiring: "webhook", universeDomain: "apis.example.goog" } as const,
      1,
    ],
    [
      "it sets no lifetime",
      { access: "impersonation", wiring: "webhook", accessTokenLifetimeSeconds: 900 } as const,
      1,
    ],
    ["nothing is against it", { access: "impersonation", wiring: "webhook" } as const, 0],
  ])("leaves the pod to the webhook only where it can: %s", (_, args, count) => {
    expect(workload(args)).toEqual(Array(count).fill("wiring gcp-webhook-unsupported"));
  });

  it("asks for an hour at least when the webhook projects the token", () => {
    const token = { expirationSeconds: 600 };
    expect(account({ token })).toEqual([]);
    expect(account({ token, wiring: "webhook" })).toEqual(["token.expirationSeconds token-expiration-out-of-range"]);
  });
});

describe("checkGcpSubject", () => {
  it("takes 127 bytes and no more", () => {
    const subject = (length: number) => ({ namespace: "n".repeat(50), serviceAccount: "a".repeat(length) });
    expect(checkGcpSubject(subject(54), "x")).toEqual([]);
    expect(checkGcpSubject(subject(55), "x").map(({ code }) => code)).toEqual(["gcp-subject-too-long"]);
  });
});

describe("gcpDerivedId", () => {
  it("is an id that Google takes, whatever the name is", () => {
    fc.assert(
      fc.property(fc.string(), fc.stringMatching(/^[0-9a-z]{1,12}$/), (name, poolSuffix) => {
        expect(registration({ poolId: gcpDerivedId(name, 32, ["p", "s"], poolSuffix) })).toEqual([]);
        expect(account({ accountId: gcpDerivedId(name, 30, ["p", "s"]) })).toEqual([]);
      }),
    );
  });

  it("differs wherever the name, what is apart or the suffix differs", () => {
    const ids = [
      gcpDerivedId("orders-production-cluster-in-europe-west1", 32, ["p", "s"]),
      gcpDerivedId("orders-production-cluster-in-europe-west2", 32, ["p", "s"]),
      gcpDerivedId("orders-production-cluster-in-europe-west1", 32, ["p", "t"]),
      gcpDerivedId("orders-production-cluster-in-europe-west1", 32, ["p", "s"], "2"),
    ];
    expect(new Set(ids).size).toBe(4);
  });
});
