import { ClusterFederation } from "pulumi-workload-identity";
import type { ServiceAccountIssuerArgs, ServiceAccountKey } from "pulumi-workload-identity/issuer";
import { KeyPhase, ServiceAccountIssuer } from "pulumi-workload-identity/issuer";
import { afterEach, describe, expect, test, vi } from "vitest";
import { newKeyPair } from "../../src/issuer/key-pair";
import { readIssuerKeys } from "../../src/issuer/read-keys";
import { timeText } from "../../src/issuer/rotation";
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

const DOCUMENTS = /[:/](bucketObjectv2|bucketObject|Blob)(:|$)/;
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
  test.each(Object.entries(HOSTS))("on %s rotates its keys in place, and refuses each shortcut at preview", (_, host) =>
    onClouds(async (stack, { cloud }) => {
      const begun = now();
      const old = key("old", Active, begun);
      const refused = async (code: string, ...keys: ServiceAccountKey[]) => {
        const { failure } = await stack.failingPreview(program(host, keys));
        expect(failure.message).toContain(code);
        expect((await stack.failingUp(program(host, keys))).failure.message).toContain(code);
      };
      const first = await stack.up(program(host, [old]));
      const places = documents(cloud).map(({ id }) => id);
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
      expect(documents(cloud).map(({ id }) => id)).toEqual(places);
      expect(cloud.only(TYPE.awsIssuer).id).toBe(registration);
      expect(cloud.calls.filter(({ operation, type }) => operation === "delete" && DOCUMENTS.test(type))).toEqual([]);
      const { issuer } = first.outputs;
      expect(cloud.only(TYPE.gcpProvider).inputs.oidc).toMatchObject({ issuerUri: issuer?.value.url });
      await expectNoPrivateKey(stack);
      await stack.destroy();
      // A container of Azure takes its blobs with it.
      expect(cloud.objects().filter(({ type }) => type !== "azure-native:storage:Blob")).toEqual([]);
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

  test.each([
    TYPE.awsIssuer,
    "aws:s3/bucketObjectv2:BucketObjectv2",
    "aws:s3/bucketPolicy:BucketPolicy",
    "aws:s3/bucket:Bucket",
  ])("never leaves a registration without its documents where the deletion of %s fails", (type) =>
    onClouds(async (stack, { cloud }) => {
      await stack.up(program(HOSTS.S3!, [key("old", Active, now())]));
      cloud.fail({ type, operation: "delete" }, "the vendor is away");
      await stack.failingDestroy();
      if (cloud.objects(TYPE.awsIssuer).length > 0) expect(documents(cloud)).toHaveLength(2);
      if (documents(cloud).length > 0) {
        expect(cloud.objects("aws:s3/bucketPolicy:BucketPolicy")).toHaveLength(1);
        expect(cloud.objects("aws:s3/bucket:Bucket")).toHaveLength(1);
      }
      await stack.destroy();
      expect(cloud.objects()).toEqual([]);
    })(),
  );
});
