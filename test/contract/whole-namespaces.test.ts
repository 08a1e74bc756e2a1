import { describe, expect, it } from "vitest";
import { FederatedWorkload } from "../../src";
import { AwsWorkloadIdentity } from "../../src/clouds/aws/workload-identity";
import type { Cloud } from "../../src/clouds/cloud";
import { verdictOf } from "../../src/clouds/proof";
import { clouds } from "../../src/clouds/registry";
import type { Subject } from "../../src/core/subject";
import { subjectClaim } from "../../src/core/subject";
import { kubernetesToken } from "../../src/core/token";
import type { Intent } from "../../src/core/trust-intent";
import { installCloudMocks, outputValue } from "../../src/testing";
import { faultCodes } from "../support/fault-codes";
import { lateFaults } from "../support/late-faults";
import type { CloudSample } from "./samples";
import { samples } from "./samples";

type Wide = { wholeNamespaces?: string[]; namespacePrefixes?: string[] };

const NAMES = { namespace: "shop", serviceAccount: "orders" };
const NAMESPACE_MAPPING = { "attribute.namespace": "assertion['kubernetes.io']['namespace']" };

/** What each way to use a cloud can say; what is absent here can say neither. */
const SAYS: Record<string, readonly (keyof Wide)[]> = {
  aws: ["wholeNamespaces", "namespacePrefixes"],
  alicloud: ["wholeNamespaces", "namespacePrefixes"],
  gcp: ["wholeNamespaces"],
  "huawei trust-agency": ["wholeNamespaces", "namespacePrefixes"],
};

const cases = clouds.flatMap((cloud) =>
  (samples[cloud.name] ?? []).map((sample) => {
    const { mechanism } = (sample.args.huawei ?? {}) as { mechanism?: string };
    const says = SAYS[[cloud.name, mechanism].filter(Boolean).join(" ")] ?? [];
    return { name: `${cloud.title}: ${sample.title}`, cloud, sample, says };
  }),
);

function workload({ issuer, args }: CloudSample, wide: object): FederatedWorkload {
  return new FederatedWorkload("orders", { issuer, ...NAMES, ...args, ...wide });
}

async function deployed(cloud: Cloud, sample: CloudSample, wide: object) {
  const mocks = await installCloudMocks({ deployed: sample.deployed ?? [], issuers: [sample.issuer.url] });
  const made = workload(sample, wide) as unknown as Record<string, Parameters<typeof outputValue>[0]>;
  const [{ trust }] = (await mocks.trusts(cloud.name)) as unknown as [{ trust: { cloud: string } }];
  return { trust, identity: (await outputValue(made[cloud.name]!)) as { proof: string } };
}

function othersOf(cloud: Cloud, { others }: CloudSample, subjects: Subject[]): Pick<Intent, "others"> {
  return others === undefined ? {} : { others: { [cloud.name]: others(subjects) } };
}

function tokenOf(cloud: Cloud, trust: { cloud: string }, issuer: string, namespace: string, serviceAccount: string) {
  return kubernetesToken(issuer, subjectClaim({ namespace, serviceAccount }), cloud.defaultAudience(trust));
}

describe.each(cases.filter(({ says }) => says.includes("wholeNamespaces")))("whole namespaces on $name", (each) => {
  const { cloud, sample, says } = each;
  const issuer = sample.issuer.url;
  const prefixes = says.includes("namespacePrefixes") ? { namespacePrefixes: ["team-"] } : {};

  it("let in everybody of them and nobody else, proved against exactly that and said in the proof", async () => {
    const { trust, identity } = await deployed(cloud, sample, { wholeNamespaces: ["jobs", "batch"], ...prefixes });
    const jwks = sample.issuer.jwks === undefined ? {} : { jwks: JSON.parse(String(sample.issuer.jwks)) as object };
    const intent: Intent = {
      subjects: [{ issuer, ...NAMES }],
      namespaces: ["batch", "jobs"].map((namespace) => ({ issuer, namespace })),
      ...(says.includes("namespacePrefixes") ? { namespacePrefixes: [{ issuer, prefix: "team-" }] } : {}),
      audience: cloud.defaultAudience(trust),
      ...jwks,
      ...othersOf(cloud, sample, [{ issuer, ...NAMES }]),
    };
    expect(verdictOf(cloud, trust, intent)).toEqual({ verdict: "equal" });
    expect(verdictOf(cloud, trust, { ...intent, namespaces: [{ issuer, namespace: "jobs" }] }).verdict).toBe("over");
    const more = [...intent.namespaces!, { issuer, namespace: "ops" }];
    expect(verdictOf(cloud, trust, { ...intent, namespaces: more }).verdict).toBe("under");
    if (says.includes("namespacePrefixes")) {
      const narrower = verdictOf(cloud, trust, { ...intent, namespacePrefixes: [{ issuer, prefix: "team-a" }] });
      expect(narrower).toMatchObject({ verdict: "over", findings: expect.not.arrayContaining(["K3"]) });
      const wider = verdictOf(cloud, trust, { ...intent, namespacePrefixes: [{ issuer, prefix: "team" }] });
      expect(wider.verdict).toBe("under");
      expect(identity.proof).toContain('in every namespace that begins with "team-"');
    }
    expect(identity.proof).toContain('on purpose, everybody in namespaces "batch", "jobs"');

    const decision = (namespace: string, name: string, of = issuer) =>
      cloud.evaluate(trust, tokenOf(cloud, trust, of, namespace, name)).decision;
    expect([decision("shop", "orders"), decision("jobs", "default"), decision("batch", "a.b")]).toEqual(
      Array(3).fill("allow"),
    );
    expect([
      decision("shop", "other"),
      decision("jobs-2", "orders"),
      decision("job", "orders"),
      decision("team", "orders"),
      decision("jobs", "orders", "https://other.example.com"),
    ]).toEqual(Array(5).fill("deny"));
    const isTeam = says.includes("namespacePrefixes") ? "allow" : "deny";
    expect(decision("team-a", "x")).toBe(isTeam);
    const wrongAudience = kubernetesToken(issuer, "system:serviceaccount:jobs:a", "https://kubernetes.default.svc");
    expect(cloud.evaluate(trust, wrongAudience).decision).toBe("deny");
  });

  it("are the same trust in whatever order they come, and however often a cluster's subjects say so", async () => {
    const forward = await deployed(cloud, sample, { wholeNamespaces: ["jobs", "batch"] });
    const split = {
      wholeNamespaces: ["batch"],
      subjects: [{ issuer: sample.issuer, ...OTHER, wholeNamespaces: ["jobs", "batch"] }],
    };
    const backward = await deployed(cloud, sample, { wholeNamespaces: ["batch", "jobs"] });
    expect(backward.trust).toEqual(forward.trust);
    const { trust } = await deployed(cloud, sample, split);
    const subjects = [NAMES, OTHER].map((names) => ({ issuer, ...names }));
    const intent = {
      subjects,
      namespaces: ["batch", "jobs"].map((namespace) => ({ issuer, namespace })),
      audience: cloud.defaultAudience(trust),
      ...othersOf(cloud, sample, subjects),
    };
    expect(verdictOf(cloud, trust, intent)).toEqual({ verdict: "equal" });
  });

  it("come in of their own cluster alone", async () => {
    if (sample.sharedPool || sample.issuer.url !== issuer) return;
    const green = { ...sample.issuer, url: "https://green.shop.example.com" };
    for (const entry of ["aws", "gcp", "alicloud", "huawei"] as const) delete green[entry];
    const { trust } = await deployed(cloud, { ...sample, issuer: green }, { wholeNamespaces: ["jobs"] }).catch(() => ({
      trust: undefined,
    }));
    if (trust === undefined) return;
    expect(cloud.evaluate(trust, tokenOf(cloud, trust, green.url, "jobs", "a")).decision).toBe("allow");
    expect(cloud.evaluate(trust, tokenOf(cloud, trust, issuer, "jobs", "a")).decision).toBe("deny");
  });
});

const OTHER = { namespace: "ops", serviceAccount: "cart" };

describe.each(cases)("what cannot be said on $name", ({ cloud, sample, says }) => {
  it.each(["wholeNamespaces", "namespacePrefixes"] as const)("is a fault with the reason: %s", async (field) => {
    await installCloudMocks({ deployed: sample.deployed ?? [] });
    const wide = { [field]: ["team-a"] };
    const codes = faultCodes(() => workload(sample, wide));
    expect(codes).toEqual(says.includes(field) ? [] : ["whole-namespaces-unsupported"]);
    if (says.includes(field)) return;
    expect(() => workload(sample, wide)).toThrow(new RegExp(`${cloud.name}: Cannot trust ${field} here: .*name each`));
    // Asked for nothing, nothing is refused.
    expect(faultCodes(() => workload(sample, { [field]: [] }))).toEqual([]);
  });
});

describe("what is trusted as a whole", () => {
  const eks = samples.aws![0] as CloudSample;
  const codes = (wide: object) => faultCodes(() => workload(eks, wide));

  it.each([
    ["the system's namespace", { wholeNamespaces: ["kube-system"] }, "whole-namespace-of-system"],
    ["a prefix that the system's namespace has", { namespacePrefixes: ["kube-"] }, "whole-namespace-of-system"],
    ["the system's namespace as a prefix", { namespacePrefixes: ["kube-system"] }, "whole-namespace-of-system"],
    ["every namespace", { namespacePrefixes: [""] }, "namespace-prefix-empty"],
    ["a wildcard for a name", { wholeNamespaces: ["team-*"] }, "whole-namespace-invalid"],
    ["a star alone", { wholeNamespaces: ["*"] }, "whole-namespace-invalid"],
    ["a prefix with a wildcard", { namespacePrefixes: ["team-*"] }, "namespace-prefix-invalid"],
    ["a prefix that nothing begins with", { namespacePrefixes: ["-team"] }, "namespace-prefix-invalid"],
    ["a prefix over the end of a namespace", { namespacePrefixes: ["team:"] }, "namespace-prefix-invalid"],
    ["a prefix that leaves no room", { namespacePrefixes: [`${"a".repeat(62)}-`] }, "namespace-prefix-invalid"],
    ["a name twice", { wholeNamespaces: ["jobs", "jobs"] }, "whole-namespace-duplicate"],
    ["a name that is no text", { wholeNamespaces: [1] }, "whole-namespace-invalid"],
  ])("is not %s", async (_, wide, code) => {
    await installCloudMocks();
    expect(codes(wide)).toEqual([code]);
    // Also where the component stands alone.
    const { aws, ...issuer } = {
      aws: { oidcProviderArn: "arn:aws:iam::111122223333:oidc-provider/a.example.com" },
      url: "https://a.example.com",
    };
    const alone = { subjects: [{ issuer: { ...issuer, aws }, ...NAMES, ...wide }] } as never;
    expect(faultCodes(() => new AwsWorkloadIdentity("orders", alone))).toEqual([code]);
  });

  it("is a list of texts", async () => {
    await installCloudMocks();
    expect(codes({ wholeNamespaces: "jobs" })).not.toEqual([]);
    const issuer = {
      url: "https://a.example.com",
      aws: { oidcProviderArn: "arn:aws:iam::1:oidc-provider/a.example.com" },
    };
    const alone = { subjects: [{ issuer, ...NAMES, wholeNamespaces: "jobs" }] } as never;
    expect(() => new AwsWorkloadIdentity("orders", alone)).toThrow(/expected a list of texts/);
  });

  it("may be a namespace that begins as the system's does", async () => {
    await installCloudMocks();
    expect(codes({ wholeNamespaces: ["kube-jobs"], namespacePrefixes: ["kube-system-of-mine"] })).toEqual([]);
  });
});

describe("a provider of Google Cloud", () => {
  const [own] = samples.gcp as [CloudSample];
  const pool = "projects/123456789012/locations/global/workloadIdentityPools/prod";
  const entry = { workloadIdentityPool: pool, workloadIdentityProvider: `${pool}/providers/kubernetes` };

  it("maps the namespace where a workload registers it and trusts whole ones, and not otherwise", async () => {
    const mappingOf = async (wide: object) => {
      const mocks = await installCloudMocks();
      workload(own, wide);
      await mocks.trusts("gcp");
      const type = "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider";
      return mocks.resources.find((resource) => resource.type === type)?.inputs.attributeMapping as object;
    };
    expect(await mappingOf({ wholeNamespaces: ["jobs"] })).toEqual({
      "google.subject": "assertion.sub",
      ...NAMESPACE_MAPPING,
    });
    expect(await mappingOf({})).toEqual({ "google.subject": "assertion.sub" });
  });

  it("that does not map it, or maps something else, is refused with the line to write", async () => {
    const withMapping = (attributeMapping?: Record<string, string>) => ({
      ...own,
      issuer: { ...own.issuer, gcp: { ...entry, ...(attributeMapping === undefined ? {} : { attributeMapping }) } },
    });
    await installCloudMocks();
    const wide = { wholeNamespaces: ["jobs"] };
    expect(() => workload(withMapping(), wide)).toThrow(
      `attributeMapping: ${JSON.stringify(NAMESPACE_MAPPING)} where the issuer is registered`,
    );
    expect(faultCodes(() => workload(withMapping(NAMESPACE_MAPPING), wide))).toEqual([]);
    const wrong = { "attribute.namespace": "assertion['kubernetes.io']['serviceaccount']['name']" };
    expect(faultCodes(() => workload(withMapping(wrong), wide))).not.toEqual([]);
  });

  it("is refused late where its entry is an output without the mapping", async () => {
    const [fault] = await lateFaults(async () => {
      const { output } = await import("@pulumi/pulumi");
      const mocks = await installCloudMocks();
      workload({ ...own, issuer: { ...own.issuer, gcp: output(entry) } }, { wholeNamespaces: ["jobs"] });
      await mocks.trusts("gcp").catch(() => undefined);
    });
    expect(fault).toContain("maps no attribute.namespace");
  });
});

describe("pods of a namespace that is trusted as a whole", () => {
  it("run as any ServiceAccount, with files that need no ConfigMap there; others are refused", async () => {
    await installCloudMocks();
    const [own] = samples.gcp as [CloudSample];
    const template = { spec: { serviceAccountName: "reports", containers: [{ name: "app" }] } };
    const wide = workload(own, { wholeNamespaces: ["jobs"] });
    const wired = wide.podTemplate(template) as {
      metadata?: { annotations?: object };
      spec: { serviceAccountName: string };
    };
    expect(wired.spec.serviceAccountName).toBe("reports");
    expect(JSON.stringify(wired)).not.toContain("configMap");
    expect(Object.keys(wired.metadata?.annotations ?? {})).not.toEqual([]);
    expect(JSON.stringify(wide.podTemplate({ spec: { containers: [{ name: "app" }] } }))).toContain("configMap");

    await installCloudMocks();
    const narrow = workload(own, {});
    expect(faultCodes(() => narrow.podTemplate(template))).toEqual(["pod-template-conflict"]);
  });
});

describe("many whole namespaces", () => {
  it.each(cases.filter(({ says }) => says.includes("wholeNamespaces")))(
    "are proved on $name",
    async ({ cloud, sample }) => {
      const wholeNamespaces = Array.from({ length: 12 }, (_, index) => `team-${index}`);
      const { identity } = await deployed(cloud, sample, { wholeNamespaces });
      expect(identity.proof).toMatch(/^proved/);
    },
  );
});
