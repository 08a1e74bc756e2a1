import { ClusterFederation, FederatedWorkload } from "pulumi-workload-identity";
import type { ServiceAccountIssuerArgs, ServiceAccountKey } from "pulumi-workload-identity/issuer";
import { KeyPhase, ServiceAccountIssuer } from "pulumi-workload-identity/issuer";
import { afterEach, describe, expect, test, vi } from "vitest";
import { discoveryUrl, keySetUrl } from "../../src/issuer/check-published";
import { newKeyPair } from "../../src/issuer/key-pair";
import { readIssuerKeys } from "../../src/issuer/read-keys";
import { timeText } from "../../src/issuer/rotation";
import { createPublicWeb } from "../../src/sandbox/public-web";
import { createState } from "../../src/sandbox/state";
import { onClouds } from "./support/on-clouds";
import type { SimulatedCloud } from "./support/simulated-cloud";
import type { EngineStack } from "./support/stack";
import { TYPE } from "./support/types";

const { Active, Pending, Retiring } = KeyPhase;
const HOUR = 3_600_000;
const pairs = { old: newKeyPair("RS256"), new: newKeyPair("RS256") };
type Holder = keyof typeof pairs;
const kid = (holder: Holder) => readIssuerKeys(pairs[holder].publicKey, "").keys[0]!.kid;
const key = (holder: Holder, phase: KeyPhase, since: string): ServiceAccountKey => ({
  publicKey: pairs[holder].publicKey,
  phase,
  since,
});

const realNow = Date.now;
let moved = 0;
const now = () => timeText(Date.now() - 1000);
afterEach(() => {
  vi.restoreAllMocks();
  moved = 0;
});

/** Lets hours pass for everything that reads the clock. */
function wait(hours: number): void {
  moved += hours * HOUR;
  vi.spyOn(Date, "now").mockImplementation(() => realNow() + moved);
}

type Host = Omit<ServiceAccountIssuerArgs, "keys">;
const HOSTS: Record<string, Host> = {
  "a server of one's own": { external: { url: "https://issuer.example.com" } },
  S3: { awsS3: { path: "blue" } },
  "a blob container": { azureBlob: { resourceGroupName: "shop" } },
  "Google Cloud Storage": { gcpStorage: { location: "EU" } },
  OSS: { alicloudOss: {} },
};

const program =
  (host: Host, keys: ServiceAccountKey[], more: Partial<ServiceAccountIssuerArgs> = {}) =>
  async () => {
    const { issuer, keySet, discovery } = new ServiceAccountIssuer("prod", { keys, ...host, ...more });
    new ClusterFederation("prod", { issuer, aws: {}, gcp: { project: "shop-prod" } });
    return { issuer, keySet, discovery };
  };

const DOCUMENTS = /[:/](bucketObjectv2|bucketObject|BlobContent)(:|$)/;
const documents = (cloud: SimulatedCloud) => cloud.objects().filter(({ type }) => DOCUMENTS.test(type));

/** The keys in what the vendor stores and the keys that Google was given. */
function publishedKids(cloud: SimulatedCloud): string[][] {
  const stored = documents(cloud).flatMap(({ inputs }) => JSON.stringify(inputs.content ?? inputs.source));
  const { jwksJson } = cloud.only(TYPE.gcpProvider).inputs.oidc as { jwksJson: string };
  return [...stored.filter((text) => text.includes('\\"kid\\"')), jwksJson].map((text) =>
    (["old", "new"] as const).filter((holder) => text.includes(kid(holder))),
  );
}

async function expectNoPrivateKey(stack: EngineStack): Promise<void> {
  const state = JSON.stringify(await stack.exportState());
  expect(state).not.toContain("PRIVATE KEY");
  for (const { privateKey } of Object.values(pairs)) expect(state).not.toContain(privateKey.split("\n")[2]);
}

describe("a ServiceAccountIssuer", () => {
  test.each(Object.entries(HOSTS))(
    "on %s rotates its keys where they are, and refuses each shortcut at preview",
    (_, host) =>
      onClouds(async (stack, { cloud }) => {
        const begun = now();
        const old = key("old", Active, begun);
        const refused = async (code: string, ...keys: ServiceAccountKey[]) => {
          const { failure } = await stack.failingPreview(program(host, keys));
          expect(failure.message).toContain(code);
          expect((await stack.failingUp(program(host, keys))).failure.message).toContain(code);
        };
        const first = await stack.up(program(host, [old]));
        const places = documents(cloud)
          .map(({ id }) => id)
          .sort();
        const registration = cloud.only(TYPE.awsIssuer).id;
        expect((await stack.preview(program(host, [old]))).changes).toEqual({});

        await refused("issuer-rotation-unpublished", key("old", Retiring, now()), key("new", Active, now()));
        const added = [old, key("new", Pending, now())];
        await stack.up(program(host, added));
        expect(publishedKids(cloud).every((kids) => kids.length === 2)).toBe(true);
        await refused("issuer-rotation-too-early", key("old", Retiring, now()), key("new", Active, now()));

        wait(3);
        const switched = [key("old", Retiring, now()), key("new", Active, now())];
        await stack.up(program(host, switched));
        expect((await stack.preview(program(host, switched))).changes).toEqual({});
        await refused("issuer-rotation-still-used", switched[1]!);

        wait(26);
        await stack.up(program(host, switched.slice(1)));
        expect(new Set(publishedKids(cloud).flat())).toEqual(new Set(["new"]));
        expect((await stack.preview(program(host, switched.slice(1)))).changes).toEqual({});
        const remains = documents(cloud).map(({ id }) => id);
        expect(remains.sort()).toEqual(places);
        expect(cloud.only(TYPE.awsIssuer).id).toBe(registration);
        expect(cloud.calls.filter(({ operation }) => operation === "delete")).toEqual([]);
        const { issuer } = first.outputs;
        expect(cloud.only(TYPE.gcpProvider).inputs.oidc).toMatchObject({ issuerUri: issuer?.value.url });
        await expectNoPrivateKey(stack);
        await stack.destroy();
        expect(cloud.objects()).toEqual([]);
      })(),
  );

  test(
    "takes a step that is asked for by name, and no other",
    onClouds(async (stack) => {
      const host = HOSTS["a server of one's own"]!;
      await stack.up(program(host, [key("old", Active, now())]));
      const shortcut = [key("old", Retiring, now()), key("new", Active, now())];
      const other = await stack.failingPreview(program(host, shortcut, { acceptUnsafeRotation: kid("old") }));
      expect(other.failure.message).toContain("issuer-rotation-unpublished");
      await stack.up(program(host, shortcut, { acceptUnsafeRotation: kid("new") }));
    }),
  );

  test(
    "compares with the keys that are deployed, also after arguments that were refused",
    onClouds(async (stack) => {
      const host = HOSTS.S3!;
      const keys = [key("old", Active, now())];
      await stack.failingUp(program(host, []));
      await stack.up(program(host, keys));
      await stack.failingUp(program(host, keys, { jwksPath: "keys.json" }));
      const leak = await stack.failingUp(program(host, [{ ...keys[0]!, publicKey: pairs.old.privateKey }]));
      expect(leak.failure.message).toContain("issuer-key-private");
      expect(leak.failure.message).not.toContain(pairs.old.privateKey.split("\n")[2]);
      await expectNoPrivateKey(stack);
      const shortcut = [key("old", Retiring, now()), key("new", Active, now())];
      const { failure } = await stack.failingPreview(program(host, shortcut));
      expect(failure.message).toContain("issuer-rotation-unpublished");
      expect((await stack.preview(program(host, keys))).changes).toEqual({});
    }),
  );

  test(
    "counts the waits from the update that published, and does not move",
    onClouds(async (stack, { cloud }) => {
      const host = HOSTS.S3!;
      const old = key("old", Active, now());
      await stack.up(program(host, [old]));
      const added = [old, key("new", Pending, now())];
      cloud.fail({ type: "aws:s3/bucketObjectv2:BucketObjectv2", operation: "update" }, "the vendor is away");
      await stack.failingUp(program(host, added));
      wait(3);
      const switched = [key("old", Retiring, now()), key("new", Active, now())];
      for (const keys of [added, switched]) {
        const { failure } = await stack.failingPreview(program(host, keys));
        expect(failure.message).toMatch(/issuer-rotation-(since-wrong|unpublished)/);
      }
      await stack.up(program(host, [old, key("new", Pending, now())]));
      const moved = await stack.failingPreview(
        program({ awsS3: { path: "green" } }, [old, key("new", Pending, now())]),
      );
      expect(moved.failure.message).toContain("issuer-moved");
      expect(publishedKids(cloud).every((kids) => kids.length === 2)).toBe(true);
      // Clients go by what they were told before, whatever this update tells them.
      wait(1.5);
      const lowered = { waits: { publicationSeconds: 0 }, cacheSeconds: 0 };
      const hurried = [key("old", Retiring, now()), key("new", Active, now())];
      const { failure } = await stack.failingPreview(program(host, hurried, lowered));
      expect(failure.message).toContain("issuer-rotation-too-early");
    }),
  );

  test(
    "keeps keys that clouds store as they are where a step is refused, also without a preview",
    onClouds(async (stack, { cloud }) => {
      const host = HOSTS["a server of one's own"]!;
      await stack.up(program(host, [key("old", Active, now())]));
      const { failure } = await stack.failingUp(program(host, [key("new", Active, now())]));
      expect(failure.message).toContain("issuer-rotation-unpublished");
      expect(publishedKids(cloud)).toEqual([["old"]]);
    }),
  );

  test(
    "moves to another URL beside the old one, and nothing that is trusted is ever without its documents",
    onClouds(async (stack, { cloud }) => {
      const state = createState(cloud);
      const web = createPublicWeb(state);
      const begun = now();
      const stages = { old: ["old"], both: ["old", "next"], next: ["next"] };
      const role: string[] = [];
      for (const [stage, issuers] of Object.entries(stages)) {
        const { outputs } = await stack.up(moving(issuers, begun));
        role.push(cloud.only(TYPE.awsRole).id);
        expect(state.issuers).toHaveLength(issuers.length);
        for (const issuer of state.issuers) expect(web.get(discoveryUrl(issuer))?.status, stage).toBe(200);
        if (stage !== "both") continue;
        const flags = String(outputs.flags?.value).match(/--service-account-issuer=\S+/g);
        expect(flags).toEqual([
          expect.stringContaining("storage.googleapis.com"),
          expect.stringMatching(/\.s3\..*\/blue$/),
        ]);
      }
      expect(new Set(role).size).toBe(1);
      expect(cloud.objects("aws:s3/bucket:Bucket")).toEqual([]);
    }),
  );

  test(
    "is never trusted or registered without its documents, whatever fails while it is taken away",
    onClouds(async (stack, { cloud }) => {
      await stack.up(everywhere);
      const state = createState(cloud);
      const web = createPublicWeb(state);
      const trusted = () => [...new Set([...state.issuers, ...registered(cloud)])];
      expect(trusted()).toHaveLength(Object.keys(PLACES).length);
      const destroy = async () => {
        const failure = await stack.destroy().then(
          () => undefined,
          (error: Error) => error,
        );
        for (const issuer of trusted()) {
          const discovery = web.get(discoveryUrl(issuer));
          expect(discovery?.status, issuer).toBe(200);
          expect(web.get(keySetUrl(discovery!)!)?.status, issuer).toBe(200);
        }
        return failure;
      };
      for (const type of DELETED) cloud.fail({ type, operation: "delete" }, "the vendor is away");
      // Each attempt meets one fault or several, as the engine gets to them before it stops.
      for (let failure = await destroy(); failure !== undefined; failure = await destroy()) {
        expect(failure.message).toContain("the vendor is away");
      }
      const struck = cloud.calls.filter(({ error }) => error === "the vendor is away").map(({ type }) => type);
      expect(struck.sort()).toEqual([...DELETED].sort());
      expect(cloud.objects()).toEqual([]);
    }),
  );
});

/** A workload of the issuers that a cluster signs as or has signed as; the last one is its own. */
const moving = (names: string[], since: string) => async () => {
  const places: Record<string, Host> = { old: HOSTS.S3!, next: HOSTS["Google Cloud Storage"]! };
  const made: ServiceAccountIssuer[] = [];
  for (const name of names) {
    const acceptedIssuers = made.map(({ issuer }) => issuer.url);
    const keys = [key("old", Active, since)];
    made.push(new ServiceAccountIssuer(name, { keys, acceptedIssuers, ...places[name]! }));
  }
  const subjects = made.map(({ issuer }, index) => ({
    issuer: new ClusterFederation(names[index]!, { issuer, aws: {} }).issuer,
    namespace: "shop",
    serviceAccount: "orders",
    key: names[index]!,
  }));
  const [own, ...others] = subjects.reverse();
  new FederatedWorkload("orders", { ...own!, subjects: others, aws: {} });
  return { flags: made.at(-1)!.clusterSettings.kubeApiServer };
};

const PLACES: Record<string, Host> = {
  s3: { awsS3: { path: "blue" } },
  cloudfront: { awsCloudFront: {} },
  blob: { azureBlob: { resourceGroupName: "shop", path: "/" } },
  website: { azureStaticWebsite: { resourceGroupName: "shop" } },
  storage: { gcpStorage: { location: "EU" } },
  oss: { alicloudOss: {} },
};

/** An issuer on every host, each registered on three clouds and trusted by an identity of two. */
const everywhere = async () => {
  for (const [name, host] of Object.entries(PLACES)) {
    const { issuer } = new ServiceAccountIssuer(name, { keys: [key("old", Active, now())], ...host });
    const registered = new ClusterFederation(name, {
      issuer,
      aws: {},
      gcp: { project: "shop-prod" },
      alicloud: { fingerprints: ["902ef2deeb3c5b13ea4c3d5193629309e231ae55"] },
    });
    const azure = { resourceGroupName: "shop" };
    const names = { namespace: "shop", serviceAccount: name };
    new FederatedWorkload(`${name}-orders`, { issuer: registered.issuer, ...names, aws: {}, azure });
  }
};

const DELETED = [
  TYPE.awsRole,
  TYPE.azureCredential,
  TYPE.awsIssuer,
  TYPE.gcpProvider,
  TYPE.alicloudIssuer,
  "aws:s3/bucketObjectv2:BucketObjectv2",
  "azure-native:storage:Blob",
  "gcp:storage/bucketObject:BucketObject",
  "alicloud:oss/bucketObject:BucketObject",
  "aws:s3/bucketPolicy:BucketPolicy",
  "azure-native:storage:BlobContainer",
  "gcp:storage/bucketIAMMember:BucketIAMMember",
  "aws:cloudfront/distribution:Distribution",
  "azure-native:storage:StorageAccountStaticWebsite",
  "alicloud:oss/bucketPolicy:BucketPolicy",
  "aws:s3/bucket:Bucket",
  "azure-native:storage:StorageAccount",
  "gcp:storage/bucket:Bucket",
  "alicloud:oss/bucket:Bucket",
];

/** The issuers that are registered with clouds, whether a trust names them or not. */
function registered(cloud: SimulatedCloud): string[] {
  return [
    ...cloud.objects(TYPE.awsIssuer).map(({ inputs }) => String(inputs.url)),
    ...cloud.objects(TYPE.gcpProvider).map(({ inputs }) => (inputs.oidc as { issuerUri: string }).issuerUri),
    ...cloud.objects(TYPE.alicloudIssuer).map(({ inputs }) => String(inputs.issuerUrl)),
  ];
}
