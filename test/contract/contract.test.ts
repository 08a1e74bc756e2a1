import * as pulumi from "@pulumi/pulumi";
import type { Mock } from "vitest";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { WorkloadSubject } from "../../src";
import { FederatedWorkload } from "../../src";
import { audits } from "../../src/clouds/audits";
import type { Cloud, DeployedTrust } from "../../src/clouds/cloud";
import { componentsOf } from "../../src/clouds/components";
import { cloudErrors } from "../../src/clouds/error-tables";
import { verdictOf } from "../../src/clouds/proof";
import { clouds } from "../../src/clouds/registry";
import { simulations } from "../../src/clouds/simulations";
import { WorkloadIdentityError } from "../../src/core/errors";
import type { Subject } from "../../src/core/subject";
import { subjectClaim } from "../../src/core/subject";
import { kubernetesToken } from "../../src/core/token";
import type { Intent } from "../../src/core/trust-intent";
import type { Verdict } from "../../src/core/verdict";
import { DEFAULT_MOUNT_PATH } from "../../src/core/wiring";
import type { MockedResource } from "../../src/testing";
import { installCloudMocks, outputValue } from "../../src/testing";
import { hostileDocuments, hostileLeaves, withLeaf, withManyItems } from "./hostile";
import type { CloudSample } from "./samples";
import { ofUsers, returnedOtherwise, samples } from "./samples";

const NAMES = [
  { namespace: "shop", serviceAccount: "orders" },
  { namespace: "shop", serviceAccount: "orders-canary" },
  { namespace: "ops", serviceAccount: "orders" },
];

function subjectsOf({ issuer }: CloudSample, count: number): Subject[] {
  return NAMES.slice(0, count).map((names) => ({ issuer: issuer.url, ...names }));
}

interface Deployed {
  trusts: DeployedTrust[];
  resources: readonly MockedResource[];
  workload: FederatedWorkload;
}

/** The sample as a program deploys it, for the first ServiceAccounts of NAMES. */
async function deploy(cloud: Cloud, sample: CloudSample, count: number): Promise<Deployed> {
  const { issuer, args, also, deployed = [] } = sample;
  const mocks = await installCloudMocks({ deployed, issuers: [issuer.url] });
  const [main, ...more] = NAMES.slice(0, count).map((names) => ({ issuer, ...names }));
  const workload = new FederatedWorkload("orders", { ...main!, subjects: more, ...args });
  also?.();
  return { trusts: await mocks.trusts(cloud.name), resources: mocks.resources, workload };
}

const deployments = new Map<string, Promise<Deployed>>();

/** What a deployment of the sample leaves; it is deployed once for all tests that only look at it. */
function deployed(cloud: Cloud, sample: CloudSample, count: number): Promise<Deployed> {
  const key = `${cloud.name} ${sample.title} ${count}`;
  const deployment = deployments.get(key) ?? deploy(cloud, sample, count);
  deployments.set(key, deployment);
  return deployment;
}

/** With the keys of the cluster where the program gives them to the cloud. */
function intentOf(cloud: Cloud, trust: { cloud: string }, subjects: Subject[], sample: CloudSample): Intent {
  const { issuer, others } = sample;
  const keys = issuer.jwks === undefined ? {} : { jwks: JSON.parse(String(issuer.jwks)) as object };
  const named = others === undefined ? {} : { others: { [cloud.name]: others(subjects) } };
  return { subjects, audience: cloud.defaultAudience(trust), ...keys, ...named };
}

function tokenOf(cloud: Cloud, trust: { cloud: string }, subject: Subject, audience = cloud.defaultAudience(trust)) {
  return kubernetesToken(subject.issuer, subjectClaim(subject), audience);
}

/** What a cloud makes of a document from outside: the code of its refusal, or the verdict. */
function outcomeOf(cloud: Cloud, document: unknown, intent: Intent): Verdict["verdict"] | { refused: string } {
  try {
    return verdictOf(cloud, cloud.parse(document), intent).verdict;
  } catch (error) {
    if (error instanceof WorkloadIdentityError) return { refused: error.code };
    throw error;
  }
}

const cases = clouds.flatMap((cloud) =>
  (samples[cloud.name] ?? []).map((sample) => ({ name: `${cloud.title}: ${sample.title}`, cloud, sample })),
);

describe("the registry of clouds", () => {
  it("has samples of every cloud, so that none escapes this suite", () => {
    expect(clouds.map(({ name }) => name).sort()).toEqual(Object.keys(samples).sort());
    for (const each of Object.values(samples)) expect(each).not.toEqual([]);
  });

  it("has every cloud in the other tables too: components, simulations, audits, codes of errors", () => {
    const names = clouds.map(({ name }) => name);
    expect(componentsOf(Object.fromEntries(names.map((name) => [name, {}]))).map(({ name }) => name)).toEqual(names);
    for (const table of [simulations, audits]) expect(table.map(({ name }) => name).sort()).toEqual([...names].sort());
    expect(Object.keys(cloudErrors).sort()).toEqual([...names].sort());
  });

  it("has no two clouds of one name or title, and no resource type twice", () => {
    for (const values of [
      clouds.map(({ name }) => name),
      clouds.map(({ title }) => title),
      simulations.flatMap(({ resources }) => Object.keys(resources)),
    ]) {
      expect(new Set(values).size).toBe(values.length);
    }
  });
});

describe.each(cases)("$name", ({ cloud, sample }) => {
  const [one, three] = [subjectsOf(sample, 1), subjectsOf(sample, 3)];
  let single: DeployedTrust["trust"];
  let several: DeployedTrust["trust"];

  beforeAll(async () => {
    single = (await deployed(cloud, sample, 1)).trusts[0]!.trust;
    several = (await deployed(cloud, sample, 3)).trusts[0]!.trust;
  });

  it.each([1, 3])("is read out of what %i subject(s) deploy as one trust that equals the intent", async (count) => {
    const { trusts } = await deployed(cloud, sample, count);
    expect(trusts).toHaveLength(1);
    const [{ name, identity, trust }] = trusts as [DeployedTrust];
    expect(name).not.toBe("");
    expect(identity).not.toMatch(/^(undefined)?$/);
    expect(cloud.parse(trust)).toEqual(trust);
    expect(verdictOf(cloud, trust, intentOf(cloud, trust, subjectsOf(sample, count), sample))).toEqual({
      verdict: "equal",
    });
  });

  it("admits every intended token and refuses the neighbours", () => {
    for (const subject of three) {
      expect(cloud.evaluate(several, tokenOf(cloud, several, subject)).decision).toBe("allow");
    }
    const [intended] = one as [Subject];
    const neighbours = [
      tokenOf(cloud, single, { ...intended, serviceAccount: "orders-canary" }),
      tokenOf(cloud, single, { ...intended, serviceAccount: "order" }),
      tokenOf(cloud, single, { ...intended, namespace: "ops" }),
      tokenOf(cloud, single, { ...intended, issuer: `${intended.issuer}/` }),
      tokenOf(cloud, single, { ...intended, issuer: "https://other.example.com" }),
      tokenOf(cloud, single, intended, "https://kubernetes.default.svc"),
    ];
    expect(cloud.evaluate(single, tokenOf(cloud, single, intended)).decision).toBe("allow");
    // The issuer with a slash is another cluster of the project, for all that a shared pool can tell.
    const decisions = neighbours.map((token) => cloud.evaluate(single, token).decision);
    const expected = neighbours.map(() => "deny");
    if (sample.sharedPool) expected[3] = "unknown";
    expect(decisions).toEqual(expected);
  });

  it("shows the rows that are asked for, and no other", () => {
    const elsewhere = three.map((subject) => ({ ...subject, issuer: "https://other.example.com" }));
    const intent = intentOf(cloud, several, elsewhere, sample);
    for (const row of cloud.findings(several, intent))
      expect(cloud.findings(several, intent, (id) => id === row)).toEqual([row]);
    expect(cloud.findings(several, intent, () => false)).toEqual([]);
  });

  it("is over with that subject when it admits one more than intended, and the counterexample gets in", () => {
    const verdict = verdictOf(cloud, several, intentOf(cloud, several, three.slice(0, 2), sample));
    expect(verdict).toMatchObject({ verdict: "over", token: { sub: subjectClaim(three[2]!) } });
    if (verdict.verdict === "over") expect(cloud.evaluate(several, verdict.token).decision).toBe("allow");
  });

  it("is under with that subject when it refuses an intended one, and the counterexample stays out", () => {
    const intent = { ...intentOf(cloud, single, one, sample), subjects: three.slice(0, 2) };
    const verdict = verdictOf(cloud, single, intent);
    expect(verdict).toMatchObject({ verdict: "under", token: { sub: subjectClaim(three[1]!) } });
    if (verdict.verdict === "under") expect(cloud.evaluate(single, verdict.token).decision).toBe("deny");
  });

  it("is over when its tokens have an audience that is not intended", () => {
    const verdict = verdictOf(cloud, single, { subjects: one, audience: "someone-else" });
    expect(verdict.verdict).toBe("over");
    if (verdict.verdict === "over") expect(cloud.evaluate(single, verdict.token).decision).toBe("allow");
  });

  it("refuses hostile documents with a code", () => {
    for (const [what, document] of hostileDocuments(single)) {
      expect.soft(outcomeOf(cloud, document, intentOf(cloud, single, one, sample)), what).toEqual({
        refused: expect.stringMatching(/^[a-z]+(-[a-z]+)+$/),
      });
    }
  });

  it("is never equal when a text of the document is replaced by something hostile", () => {
    const leaves = hostileLeaves(single);
    expect(leaves.length).toBeGreaterThan(5);
    for (const { path, value } of leaves) {
      const outcome = outcomeOf(cloud, withLeaf(single, path, value), intentOf(cloud, single, one, sample));
      expect.soft(outcome, path.join(".")).not.toBe("equal");
    }
  });

  it("ends when every list of the document has ten thousand more items", () => {
    for (const document of withManyItems(single, 10_000)) {
      const outcome = outcomeOf(cloud, document, intentOf(cloud, single, one, sample));
      expect(typeof outcome === "string" || outcome.refused).toBeTruthy();
    }
  });

  it("wires files that are there: variables and volume agree, below the mount", async () => {
    const { workload } = await deploy(cloud, sample, 1);
    const pod = workload.podTemplate({ spec: { containers: [{ name: "app" }] } });
    const { files, variables } = await outputValue(pod).then(filesOf);
    for (const file of Object.values(variables)) {
      expect(files.map((path) => `${DEFAULT_MOUNT_PATH}/${path}`)).toContain(file);
    }
    if (files.length > 0) expect(Object.keys(variables)).not.toEqual([]);
  });

  it("names the variables that beat it or that it sets, refuses each in a pod, and takes it where it is kept on purpose", async () => {
    const { workload } = await deploy(cloud, sample, 1);
    const wire = (name: string, keep: string[]) =>
      workload.podTemplate({ spec: { containers: [{ name: "app", env: [{ name, value: "left-over" }] }] } }, { keep });
    const rivals = rivalsOf(() => wire("HARMLESS", ["nothing-of-that-name"]));
    expect(rivals.length).toBeGreaterThan(0);
    // What is compared with a value that is known later is told later.
    const told = vi.spyOn(pulumi.log, "error").mockImplementation(async () => {});
    for (const name of rivals) {
      expect(await faultOf(() => wire(name, []), told), name).toMatch(/\[pod-(identity-beaten|template-conflict)\]/);
      expect(await faultOf(() => wire(name, [name]), told), name).toBe("");
    }
    told.mockRestore();
    expect(() => wire("HARMLESS", [])).not.toThrow();
  });
});

/** The fault of a pod template, thrown or told later. */
async function faultOf(wire: () => unknown, told: Mock): Promise<string> {
  told.mockClear();
  try {
    await outputValue(wire());
  } catch (error) {
    return (error as Error).message;
  }
  return told.mock.calls.join();
}

/** The variables that a pod template may not set, as the fault of an unknown one lists what is known. */
function rivalsOf(wire: () => unknown): string[] {
  try {
    wire();
  } catch (error) {
    const [, list = ""] = /known are (.*?) \[/.exec((error as Error).message) ?? [];
    return list.split(", ").filter((name) => /^[A-Z][A-Z0-9_]+$/.test(name));
  }
  return [];
}

const eachCloud = clouds.map((cloud) => ({ title: cloud.title, cloud }));

describe.each(eachCloud)("a second cluster on $title", ({ cloud }) => {
  it("is trusted beside the first, each for its own ServiceAccounts", async () => {
    const sample = samples[cloud.name]![0]!;
    const { issuer, args } = sample;
    const mocks = await installCloudMocks();
    const { jwks } = issuer;
    const green = { url: "https://green.example.com", ...(jwks === undefined ? {} : { jwks }) };
    const subjects = [{ issuer: green, ...NAMES[1]! }];
    new FederatedWorkload("orders", { issuer, ...NAMES[0]!, subjects, ...args });
    const intended: Subject[] = [
      { ...NAMES[0]!, issuer: issuer.url },
      { ...NAMES[1]!, issuer: green.url },
    ];
    const seen = new Set<Subject>();
    for (const { trust } of await mocks.trusts(cloud.name)) {
      const { issuers } = cloud.admits(trust);
      const own = intended.filter((subject) => issuers.includes(subject.issuer));
      for (const subject of own) seen.add(subject);
      expect(verdictOf(cloud, trust, intentOf(cloud, trust, own, sample))).toEqual({ verdict: "equal" });
    }
    expect(seen).toEqual(new Set(intended));
  });

  it("wires its own pods, and the first cluster's as if there were no second", async () => {
    const { issuer, args } = samples[cloud.name]![0]!;
    const { jwks } = issuer;
    const green = { url: "https://green.example.com", ...(jwks === undefined ? {} : { jwks }) };
    const [first, second] = [
      { issuer, ...NAMES[0]! },
      { issuer: green, ...NAMES[0]! },
    ];
    const podIn = async (workload: FederatedWorkload, subject: WorkloadSubject) =>
      outputValue(workload.podTemplate({ spec: { containers: [{ name: "app" }] } }, { subject }));
    await installCloudMocks();
    const alone = await podIn(new FederatedWorkload("orders", { ...first, ...args }), first);
    await installCloudMocks();
    const both = new FederatedWorkload("orders", { ...first, subjects: [second], ...args });
    expect(await podIn(both, first)).toEqual(alone);
    const { files } = filesOf(await podIn(both, second));
    expect(files).toEqual(filesOf(alone).files);
  });
});

describe.each(eachCloud)("the resources of $title", ({ cloud }) => {
  const { resources } = simulations.find(({ name }) => name === cloud.name)!;
  const registered = new Map<string, Record<string, unknown>>();

  beforeAll(async () => {
    for (const sample of samples[cloud.name] ?? []) {
      const { resources } = await deployed(cloud, sample, 1);
      for (const { type, inputs } of resources) registered.set(type, inputs);
    }
  });

  it.each(Object.keys(resources))(
    "%s is created by a sample or its user, has the same outputs in every run, and all inputs among them",
    (type) => {
      const known = registered.get(type) ?? ofUsers[type];
      expect(known).toBeDefined();
      const inputs = { ...known, note: "kept" };
      const simulate = () =>
        resources[type]!({ name: "orders", inputs: structuredClone(inputs) }, { suffix: (name) => `of-${name}` });
      const { id, state } = simulate();
      expect(simulate()).toEqual({ id, state });
      expect(state).toMatchObject({ ...inputs, ...returnedOtherwise[type] });
      expect(id).not.toMatch(/^$|undefined/);
    },
  );
});

describe("all clouds together", () => {
  it("carry their tokens and files at different paths of one pod", async () => {
    await installCloudMocks();
    const asked = clouds.map(({ name }) => samples[name]![0]!.args);
    const args = Object.assign({}, ...asked, {
      registrations: Object.assign({}, ...asked.map((each) => each.registrations)),
    });
    const issuer = Object.assign({}, ...clouds.map(({ name }) => samples[name]![0]!.issuer));
    const workload = new FederatedWorkload("orders", { ...NAMES[0]!, issuer, ...args });
    const pod = workload.podTemplate({ spec: { containers: [{ name: "app" }] } });
    const { files, variables } = await outputValue(pod).then(filesOf);
    expect(new Set(files).size).toBe(files.length);
    expect(Object.keys(variables).length).toBeGreaterThanOrEqual(clouds.length);
  });
});

/** The files that the pod's volume projects, and the variables that name a file. */
function filesOf(pod: unknown): { files: string[]; variables: Record<string, string> } {
  const { spec } = pod as {
    spec: {
      containers: { env?: { name: string; value: string }[] }[];
      volumes?: { projected: { sources: ProjectedSource[] } }[];
    };
  };
  const sources = spec.volumes?.flatMap(({ projected }) => projected.sources) ?? [];
  const files = sources.flatMap(({ serviceAccountToken, configMap, downwardAPI }) => [
    ...(serviceAccountToken === undefined ? [] : [serviceAccountToken.path]),
    ...(configMap?.items ?? []).map(({ path }) => path),
    ...(downwardAPI?.items ?? []).map(({ path }) => path),
  ]);
  const env = spec.containers.flatMap((container) => container.env ?? []);
  const naming = env.filter(({ value }) => value.startsWith("/"));
  return { files, variables: Object.fromEntries(naming.map(({ name, value }) => [name, value])) };
}

interface ProjectedSource {
  serviceAccountToken?: { path: string };
  configMap?: { items: { path: string }[] };
  downwardAPI?: { items: { path: string }[] };
}
