import * as k8s from "@pulumi/kubernetes";
import { describe, expect, it } from "vitest";
import { FederatedWorkload } from "../../src";
import { readEstate } from "../../src/audit/read-estate";
import type { DeployedResource } from "../../src/clouds/deployed";
import { clouds } from "../../src/clouds/registry";
import { STEPS } from "../../src/core/refusal";
import type { Complaint, Diagnosis } from "../../src/doctor";
import { diagnose } from "../../src/doctor";
import { deployedInputs } from "../../src/doctor/deployed-inputs";
import { installCloudMocks } from "../../src/testing";
import { samples } from "../contract/samples";

const NOW = 1_000;
const SUB = "system:serviceaccount:shop:orders";

/** What is particular to a cloud's sample: the variable that beats it, its registration and its grants, by resource type. */
const PARTS: Record<
  string,
  { rival: string; registration?: RegExp; grants: RegExp; storesKeys?: true; sample?: number }
> = {
  aws: { rival: "AWS_ACCESS_KEY_ID", registration: /openIdConnectProvider/, grants: /rolePolicy/i },
  azure: { rival: "AZURE_CLIENT_SECRET", grants: /roleAssignment/i },
  gcp: { rival: "GOOGLE_CREDENTIALS", registration: /never/, grants: /never/ },
  alicloud: { rival: "ALIBABA_CLOUD_ACCESS_KEY_ID", registration: /oidcProvider/i, grants: /rolePolicyAttachment/i },
  huawei: { rival: "HUAWEICLOUD_SDK_AK", registration: /IdentityProvider/, grants: /RoleAssignment/, storesKeys: true },
};

/** Mocks are of one program at a time. */
let before: Promise<unknown> = Promise.resolve();
function inTurn<T>(run: () => Promise<T>): Promise<T> {
  const turn = before.then(run);
  before = turn;
  return turn;
}

/** As much of a pod's spec as is broken here. */
interface Spec {
  serviceAccountName: string;
  containers: { env: object[] }[];
  volumes: { projected?: { sources: { serviceAccountToken?: { audience: string } }[] } }[];
}

/** What a program with one workload and its Deployment leaves, as data that a test can break. */
async function deployedBy(cloud: string): Promise<DeployedResource[]> {
  const { issuer, args } = samples[cloud]![PARTS[cloud]!.sample ?? 0]!;
  const mocks = await installCloudMocks();
  const orders = new FederatedWorkload("orders", { issuer, namespace: "shop", serviceAccount: "orders", ...args });
  const template = orders.podTemplate({
    metadata: { labels: { app: "orders" } },
    spec: { containers: [{ name: "orders", image: "orders", env: [] }] },
  });
  new k8s.apps.v1.Deployment("orders", {
    metadata: { name: "orders", namespace: "shop" },
    spec: { selector: { matchLabels: { app: "orders" } }, template },
  });
  await mocks.trusts();
  return JSON.parse(JSON.stringify(mocks.resources.map(({ type, name, id, state }) => ({ type, name, id, state }))));
}

const stateOf = <T>(resources: DeployedResource[], type: string) =>
  resources.find((each) => each.type === type)!.state as T;
const podSpec = (resources: DeployedResource[]) =>
  stateOf<{ spec: { template: { spec: Spec } } }>(resources, "kubernetes:apps/v1:Deployment").spec.template.spec;
const tokensOf = ({ volumes }: Spec) =>
  volumes.flatMap(({ projected }) => projected?.sources ?? []).flatMap((source) => source.serviceAccountToken ?? []);

describe.each(Object.keys(PARTS))("the doctor on %s", (cloud) => {
  const { rival, registration, grants, storesKeys } = PARTS[cloud]!;
  const issuer = samples[cloud]![0]!.issuer.url;
  const made = inTurn(() => deployedBy(cloud));

  const look = async (
    change: (resources: DeployedResource[]) => unknown = () => {},
    more: Partial<Complaint> & { issuer?: string } = {},
  ): Promise<Diagnosis[]> => {
    const resources = structuredClone(await made);
    const answer = change(resources);
    const changed = Array.isArray(answer) ? (answer as DeployedResource[]) : resources;
    const { issuer: other, ...complaint } = more;
    const estate = readEstate(deployedInputs("stack", changed), [{ name: "prod", issuer: other ?? issuer }]);
    return diagnose(estate, { namespace: "shop", serviceAccount: "orders", cloud, now: NOW, ...complaint });
  };
  const failing = async (...args: Parameters<typeof look>) => (await look(...args)).map(({ failed }) => failed?.step);

  it("finds nothing wrong where nothing is, in the order of the steps", async () => {
    const [diagnosis, ...more] = await look();
    expect(more).toEqual([]);
    expect(diagnosis?.steps.filter(({ result }) => result === "failed")).toEqual([]);
    expect(diagnosis?.steps.map(({ step }) => step)).toEqual(Object.keys(STEPS));
  });

  it("finds the ServiceAccount that is not there", async () => {
    const gone = await failing((resources) => {
      stateOf<{ metadata: { name: string } }>(resources, "kubernetes:core/v1:ServiceAccount").metadata.name = "other";
    });
    expect(gone[0]).toBe("service-account");
  });

  it("finds that nothing runs as it", async () => {
    const idle = await failing((resources) => {
      podSpec(resources).serviceAccountName = "other";
    });
    expect(idle[0]).toBe("wiring");
  });

  it("names a row of the page on troubleshooting only where the row is about that failure", async () => {
    const seen = async (...args: Parameters<typeof look>) => (await look(...args))[0]?.failed?.see;
    const carrying = await seen((resources) => {
      podSpec(resources).containers[0]!.env.push({ name: rival, value: "x" });
    });
    expect(carrying).toMatch(/^A pod runs as an old key or user though it is wired/);
    const idle = await seen((resources) => {
      podSpec(resources).serviceAccountName = "other";
    });
    expect(idle).toBeUndefined();
  });

  it("finds a key that clients take first", async () => {
    const [diagnosis] = await look((resources) => {
      podSpec(resources).containers[0]!.env.push({ name: rival, value: "x" });
    });
    expect(diagnosis?.failed).toMatchObject({ step: "wiring", message: expect.stringContaining(rival) });
  });

  it("finds a token for another audience", async () => {
    const [diagnosis] = await look((resources) => {
      for (const token of tokensOf(podSpec(resources))) token.audience = "https://other";
    });
    expect(diagnosis?.failed).toMatchObject({ step: "audience", message: expect.stringContaining("https://other") });
  });

  it("finds an issuer that differs by a slash", async () => {
    const [diagnosis] = await look(undefined, { issuer: `${issuer}/` });
    expect(diagnosis?.failed).toMatchObject({ step: "issuer", message: expect.stringContaining("almost the same") });
  });

  it("finds a token that is past its time, and says nothing of it but its claims", async () => {
    const [healthy] = await look();
    const aud = tokensOf(podSpec(await made)).map(({ audience }) => audience);
    expect(healthy?.failed).toBeUndefined();
    const token = { iss: issuer, sub: SUB, aud, iat: 800, exp: 900, jti: "a-secret-id" };
    const [late] = await look(undefined, { token });
    expect(late?.failed?.step).toBe("token");
    expect(JSON.stringify(late)).not.toContain("a-secret-id");
    expect(await failing(undefined, { token: { ...token, exp: 2_000 } })).toEqual([undefined]);
    expect(
      await failing(undefined, { token: { ...token, exp: 2_000, sub: "system:serviceaccount:shop:cart" } }),
    ).toEqual(["trust"]);
  });

  it("finds what the issuer does not publish, where the cloud fetches it", async () => {
    const published = [
      { code: "issuer-unreachable", result: "error" as const, message: "status 404", fix: "Publish it" },
    ];
    expect(await failing(undefined, { published })).toEqual([storesKeys ? undefined : "keys"]);
  });

  it("finds that the issuer is not registered", async () => {
    const [without] = await look((resources) => resources.filter(({ type }) => !registration?.test(type)));
    const step = without?.steps.find((each) => each.step === "registration");
    expect(step?.result).not.toBe(registration === undefined || cloud === "gcp" ? "failed" : "ok");
  });

  it("finds a trust that names another ServiceAccount", async () => {
    const [diagnosis] = await look((resources) => {
      const kept = resources.filter(({ type }) => type.startsWith("kubernetes:"));
      const others = resources.filter(({ type }) => !type.startsWith("kubernetes:"));
      const another = JSON.stringify(others)
        .replaceAll(SUB, "system:serviceaccount:shop:another")
        // Mapping rules and the like are JSON in JSON.
        .replaceAll("shop:orders", "shop:another");
      return [...kept, ...(JSON.parse(another) as DeployedResource[])];
    });
    expect(diagnosis?.failed).toMatchObject({ step: "trust" });
  });

  it("finds that nothing is granted", async () => {
    // With direct access the grants themselves are who may come in.
    if (cloud === "gcp") return;
    expect(await failing((resources) => resources.filter(({ type }) => !grants.test(type)))).toEqual(["grants"]);
  });

  it("says of registrations nothing where no input is of the cloud", async () => {
    const [diagnosis] = await look((resources) => resources.filter(({ type }) => type.startsWith("kubernetes:")));
    const { result } = diagnosis!.steps.find((each) => each.step === "registration")!;
    expect(result).toBe(cloud === "azure" ? "ok" : "unknown");
  });

  it("says what takes its time", async () => {
    const [diagnosis] = await look();
    expect(diagnosis?.steps.at(-1)?.message).toMatch(/.{30}/);
  });

  it("looks at nothing but what is there, and never throws", async () => {
    for (const resources of [[], await made.then((all) => all.slice(0, 2))]) {
      await expect(look(() => [...resources])).resolves.toBeInstanceOf(Array);
    }
  });
});

it("knows every cloud of the library", () => {
  expect(Object.keys(PARTS)).toEqual(clouds.map(({ name }) => name));
});
