import type { KeyObject } from "node:crypto";
import { generateKeyPairSync } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import type { FederatedWorkloadArgs } from "../../src";
import { ClusterFederation, FederatedWorkload } from "../../src";
import { AzureWorkloadIdentity } from "../../src/clouds/azure";
import type { ServiceAccountIssuerArgs } from "../../src/issuer";
import { KeyPhase, ServiceAccountIssuer } from "../../src/issuer";
import { newKeyPair } from "../../src/issuer/key-pair";
import { keyIdOf } from "../../src/issuer/kid";
import { readIssuerKeys } from "../../src/issuer/read-keys";
import type { CloudMocks } from "../../src/testing/mocks";
import { installCloudMocks, outputValue } from "../../src/testing/mocks";
import { faultCodes } from "../support/fault-codes";

const pair = () => generateKeyPairSync("rsa", { modulusLength: 2048 });
const [first, second] = [pair(), pair()];
const pem = ({ publicKey }: { publicKey: KeyObject }) => publicKey.export({ type: "spki", format: "pem" }) as string;
const since = "2026-11-01T00:00:00Z";
const active = { publicKey: pem(first), phase: KeyPhase.Active, since };
const pending = { publicKey: pem(second), phase: KeyPhase.Pending, since };
const URL = "https://issuer.example.com/prod/";
const external = { url: URL };

const kidsIn = (jwks: string) => (JSON.parse(jwks) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);

let mocks: CloudMocks;
const issuer = (args: Partial<ServiceAccountIssuerArgs>) =>
  new ServiceAccountIssuer("prod", { keys: [active, pending], ...args });
const faults = (args: Partial<ServiceAccountIssuerArgs>) => faultCodes(() => issuer(args));

beforeEach(async () => {
  mocks = await installCloudMocks();
});

/** Each host: what the program writes, the issuer that it gets, and the documents as the vendor stores them. */
const HOSTS: [
  string,
  Partial<ServiceAccountIssuerArgs>,
  string,
  string,
  (inputs: Record<string, unknown>) => unknown[],
][] = [
  [
    "S3",
    { awsS3: { bucketName: "issuers", path: "blue", region: "eu-west-1" } },
    "https://issuers.s3.eu-west-1.amazonaws.com/blue",
    "aws:s3/bucketObjectv2:BucketObjectv2",
    ({ bucket, key, contentType, cacheControl, content }) => [bucket, key, contentType, cacheControl, content],
  ],
  [
    "S3 in China",
    { awsS3: { bucketName: "issuers", path: "blue", region: "cn-north-1" } },
    "https://issuers.s3.cn-north-1.amazonaws.com.cn/blue",
    "aws:s3/bucketObjectv2:BucketObjectv2",
    ({ bucket, key, contentType, cacheControl, content }) => [bucket, key, contentType, cacheControl, content],
  ],
  [
    "Google Cloud Storage",
    { gcpStorage: { bucketName: "issuers", path: "blue", location: "EU" } },
    "https://storage.googleapis.com/issuers/blue",
    "gcp:storage/bucketObject:BucketObject",
    ({ bucket, name, contentType, cacheControl, content }) => [bucket, name, contentType, cacheControl, content],
  ],
  [
    "OSS",
    { alicloudOss: { bucketName: "issuers", path: "blue" } },
    "https://issuers.oss-cn-hangzhou.aliyuncs.com/blue",
    "alicloud:oss/bucketObject:BucketObject",
    ({ bucket, key, contentType, cacheControl, content }) => [bucket, key, contentType, cacheControl, content],
  ],
];

describe("ServiceAccountIssuer", () => {
  it.each(HOSTS)("publishes both documents on %s at the URL that they name", async (_, args, url, type, stored) => {
    const { keySet, discovery, issuer: published } = issuer(args);
    const documents = await Promise.all([keySet, discovery].map((each) => outputValue(each)));
    expect(await outputValue(published)).toEqual({ url, jwks: documents[0]!.content });
    expect(JSON.parse(documents[1]!.content)).toMatchObject({ issuer: url, jwks_uri: documents[0]!.url });
    expect(documents.map((document) => document.url)).toEqual([
      `${url}/openid/v1/jwks`,
      `${url}/.well-known/openid-configuration`,
    ]);
    expect(mocks.ofType(type).map(({ inputs }) => stored(inputs))).toEqual(
      documents.map(({ path, contentType, cacheControl, content }) => [
        "issuers",
        `blue/${path}`,
        contentType,
        cacheControl,
        content,
      ]),
    );
  });

  it("publishes in a blob container whose issuer ends in a slash, as tokens name it", async () => {
    const { issuer: published, discovery } = issuer({
      azureBlob: { resourceGroupName: "shop", accountName: "shopissuer", path: "/" },
    });
    expect((await outputValue(published)).url).toBe("https://shopissuer.blob.core.windows.net/oidc/");
    expect(JSON.parse((await outputValue(discovery)).content)).toMatchObject({
      issuer: "https://shopissuer.blob.core.windows.net/oidc/",
      jwks_uri: "https://shopissuer.blob.core.windows.net/oidc/openid/v1/jwks",
    });
    expect(mocks.ofType("azure-native:storage:Blob").map(({ inputs }) => inputs.blobName)).toEqual([
      "openid/v1/jwks",
      ".well-known/openid-configuration",
    ]);
    expect(mocks.ofType("azure-native:storage:StorageAccount")[0]?.inputs.allowBlobPublicAccess).toBe(true);
    expect(mocks.ofType("azure-native:storage:BlobContainer")[0]?.inputs.publicAccess).toBe("Blob");
  });

  it("says which argument is wrong of a container that it adopts, since nothing of that changes", () => {
    const account = "/subscriptions/s/resourceGroups/prod-oidc/providers/Microsoft.Storage/storageAccounts/prod";
    const container = `${account}/blobServices/default/containers/prod`;
    const adopt = (azureBlob: object, id: string) =>
      issuer({
        azureBlob: { resourceGroupName: "prod-oidc", accountName: "prod", containerName: "prod", ...azureBlob },
        adopt: [{ component: "issuer", type: "azure-native:storage:Blob", name: "key-set", id }],
      });
    const keySet = `${container}/blobs/openid/v1/jwks`;
    expect(() => adopt({}, keySet)).not.toThrow();
    for (const [wrong, id, path] of [
      [{ accountName: "prob" }, account, "azureBlob.accountName"],
      [{ accountName: undefined }, account, "azureBlob.accountName"],
      [{ containerName: "oidc" }, keySet, "azureBlob.containerName"],
      [{ path: "blue" }, keySet, "azureBlob.path"],
    ] as const) {
      expect(() => adopt(wrong, id)).toThrow(
        expect.objectContaining({ issues: [expect.objectContaining({ code: "azure-adopted-elsewhere", path })] }),
      );
    }
  });

  it("needs no public container on a static website, and makes up an account name that Azure takes", async () => {
    const { issuer: published } = new ServiceAccountIssuer("Prod-Cluster_1", {
      keys: [active],
      azureStaticWebsite: { resourceGroupName: "shop" },
    });
    const { url } = await outputValue(published);
    expect(url).toMatch(/^https:\/\/prodclus[0-9a-f]{8}[0-9a-z]{7,8}\.z6\.web\.core\.windows\.net$/);
    expect(mocks.ofType("azure-native:storage:StorageAccount")[0]?.inputs.allowBlobPublicAccess).toBe(false);
    expect(mocks.ofType("azure-native:storage:Blob")[0]?.inputs.containerName).toBe("$web");
  });

  it("opens a bucket of S3 by a policy and no access list, and one behind CloudFront to CloudFront alone", async () => {
    await outputValue(issuer({ awsS3: {} }).issuer);
    const [open] = mocks.ofType("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock");
    expect(open?.inputs).toMatchObject({
      blockPublicAcls: true,
      ignorePublicAcls: true,
      blockPublicPolicy: false,
      restrictPublicBuckets: false,
    });
    mocks = await installCloudMocks();
    await outputValue(issuer({ awsS3: { region: "eu-north-1" } }).issuer);
    const inBucket = mocks.resources.filter(({ type }) => type.startsWith("aws:s3/"));
    expect(inBucket.map(({ inputs }) => inputs.region)).toEqual(Array(5).fill("eu-north-1"));
    mocks = await installCloudMocks();
    const { url } = await outputValue(issuer({ awsCloudFront: { path: "blue" } }).issuer);
    expect(url).toMatch(/^https:\/\/d[a-z0-9]+\.cloudfront\.net\/blue$/);
    const [closed] = mocks.ofType("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock");
    expect(Object.values(closed!.inputs).filter((value) => value === true)).toHaveLength(4);
    const [policy] = mocks.ofType("aws:s3/bucketPolicy:BucketPolicy");
    const [distribution] = mocks.ofType("aws:cloudfront/distribution:Distribution");
    expect(JSON.parse(String(policy?.inputs.policy)).Statement[0]).toMatchObject({
      Principal: { Service: "cloudfront.amazonaws.com" },
      Condition: { StringEquals: { "AWS:SourceArn": distribution?.state.arn } },
    });
  });

  const shop = { resourceGroupName: "shop" };
  it.each<[string, string, Partial<ServiceAccountIssuerArgs>, string]>([
    ["S3", "awsS3", { awsS3: { bucketName: "issuers" } }, "https://issuers.s3.eu-west-1.amazonaws.com"],
    [
      "a container",
      "azureBlob",
      { azureBlob: { ...shop, accountName: "shop" } },
      "https://shop.blob.core.windows.net/oidc",
    ],
    [
      "a static website",
      "azureStaticWebsite",
      { azureStaticWebsite: { ...shop, accountName: "shop" } },
      "https://shop.z6.web.core.windows.net",
    ],
    [
      "Google Cloud Storage",
      "gcpStorage",
      { gcpStorage: { bucketName: "issuers", location: "EU" } },
      "https://storage.googleapis.com/issuers",
    ],
    ["OSS", "alicloudOss", { alicloudOss: { bucketName: "issuers" } }, "https://issuers.oss-cn-hangzhou.aliyuncs.com"],
  ])("lets several clusters lie in one bucket: %s", async (_, host, args, url) => {
    const { bucket } = new ServiceAccountIssuer("blue", { keys: [active], ...args });
    await outputValue(bucket!);
    const before = mocks.resources.length;
    const existing = host.startsWith("azure") ? { ...shop, existingBucket: bucket } : { existingBucket: bucket };
    const green = new ServiceAccountIssuer("green", {
      keys: [{ ...active, publicKey: pem(second) }],
      [host]: { ...existing, path: "clusters/green/" },
    });
    expect((await outputValue(green.issuer)).url).toBe(`${url}/clusters/green/`);
    const made = mocks.resources.slice(before).filter(({ name }) => name.startsWith("green-"));
    const names = [...new Set(made.map(({ name }) => name))];
    expect(names.sort()).toEqual(["green-discovery", "green-key-set", "green-published-keys"]);
    const [account] = mocks.ofType("azure-native:storage:StorageAccount");
    if (account !== undefined) expect(made.map(({ inputs }) => inputs.accountName)).toContain("shop");
  });

  it("hands documents to a server of one's own, byte for byte as an issuer that is taken over had them", async () => {
    const { discovery, keySet, kids, publicKeys } = issuer({
      external,
      jwksPath: "/keys.json",
      discoveryMembers: '{"claims_supported":["sub","iss"]}',
      cacheSeconds: 60,
    });
    expect(await outputValue(discovery)).toEqual({
      url: "https://issuer.example.com/prod/.well-known/openid-configuration",
      path: ".well-known/openid-configuration",
      contentType: "application/json",
      cacheControl: "public, max-age=60",
      content:
        '{"issuer":"https://issuer.example.com/prod/","jwks_uri":"https://issuer.example.com/prod/keys.json","response_types_supported":["id_token"],"subject_types_supported":["public"],"id_token_signing_alg_values_supported":["RS256"],"claims_supported":["sub","iss"]}',
    });
    const ids = [keyIdOf(first.publicKey), keyIdOf(second.publicKey)];
    expect(await outputValue(kids)).toEqual(ids);
    expect(kidsIn((await outputValue(keySet)).content)).toEqual([...ids].sort());
    const sorted = [first, second].sort((one, other) => (keyIdOf(one.publicKey) < keyIdOf(other.publicKey) ? -1 : 1));
    expect(await outputValue(publicKeys)).toBe(sorted.map(pem).join(""));
  });

  it("tells the cluster which issuers to accept, the published one first, and the keys that do not sign", async () => {
    const { clusterSettings } = issuer({ external, acceptedIssuers: ["https://old.example.com"] });
    const { kubeApiServer, talos } = await outputValue(clusterSettings);
    expect(kubeApiServer.split("\n").slice(0, 2)).toEqual([
      `--service-account-issuer=${URL}`,
      "--service-account-issuer=https://old.example.com",
    ]);
    expect(talos).toContain(JSON.stringify(pem(second)));
    expect(talos).not.toContain(JSON.stringify(pem(first)));
  });

  it("feeds the registrations of a cluster, which come after its documents", async () => {
    const { issuer: published } = issuer({ awsS3: { bucketName: "issuers" } });
    const federation = new ClusterFederation("prod", { issuer: published, aws: {}, gcp: { project: "shop" } });
    const registered = await outputValue(federation.issuer);
    expect(registered.url).toBe("https://issuers.s3.eu-west-1.amazonaws.com");
    const entries = Object.entries(registered).filter(([, entry]) => entry !== undefined);
    expect(entries.map(([name]) => name)).toEqual(["url", "jwks", "aws", "gcp"]);
    const order = mocks.resources.map(({ type }) => type);
    const [documents, provider] = [
      "aws:s3/bucketObjectv2:BucketObjectv2",
      "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    ];
    expect(order.lastIndexOf(documents!)).toBeLessThan(order.indexOf(provider!));
    const [google] = mocks.ofType("gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider");
    const { jwksJson } = google!.inputs.oidc as { jwksJson: string };
    expect(kidsIn(jwksJson)).toEqual(kidsIn(registered.jwks!));
  });

  it("refuses a workload on Azure while the issuer publishes an EC key, however the workload gets the issuer", async () => {
    const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const { issuer: published } = issuer({ external, keys: [active, { ...pending, publicKey: pem(ec) }] });
    const subject = { namespace: "shop", serviceAccount: "orders" };
    const on = { azure: { resourceGroupName: "shop" } };
    const federated = (issuer: FederatedWorkloadArgs["issuer"], clouds: object = on) =>
      new FederatedWorkload("orders", { issuer, ...subject, ...clouds } as FederatedWorkloadArgs);
    const federation = new ClusterFederation("prod", { issuer: published, aws: {} }).issuer;
    const ways = [
      () => federated(published),
      () => federated(federation),
      () => federated(federated(federation, { aws: {} }).issuer),
      () => new AzureWorkloadIdentity("orders", { ...on.azure, subjects: [{ issuer: published, ...subject }] }),
    ];
    for (const way of ways) expect(faultCodes(way)).toEqual(["azure-issuer-key-type"]);
    const { jwks } = await outputValue(published);
    expect(faultCodes(() => federated({ url: URL, jwks }))).toEqual(["azure-issuer-key-type"]);
    expect(() => federated(issuer({ external, keys: [active, pending] }).issuer)).not.toThrow();
  });

  it("reads a JSON Web Key and a key set of one key like their PEM", async () => {
    const [key] = readIssuerKeys(pem(first), "").keys;
    for (const publicKey of [JSON.stringify(key), JSON.stringify({ keys: [key] })]) {
      expect(await outputValue(issuer({ external, keys: [{ ...active, publicKey }] }).kids)).toEqual([key?.kid]);
    }
  });

  const keys = (...given: object[]) => ({ external, keys: given as ServiceAccountIssuerArgs["keys"] });
  it.each<[string, Partial<ServiceAccountIssuerArgs>]>([
    ["issuer-host-count", {}],
    ["issuer-host-count", { external, awsS3: {} }],
    ["issuer-path-invalid", { awsS3: { path: "/blue" } }],
    ["issuer-path-invalid", { gcpStorage: { location: "EU", path: "../blue" } }],
    ["issuer-bucket-url-invalid", { awsS3: { existingBucket: { name: "a", url: "https://a.example.com/" } } }],
    ["issuer-bucket-url-invalid", { gcpStorage: { existingBucket: { name: "a", url: "http://a.example.com" } } }],
    ["issuer-bucket-url-invalid", { alicloudOss: { existingBucket: { name: "a", url: "a.example.com" } } }],
    [
      "azure-bucket-account-unknown",
      { azureBlob: { resourceGroupName: "shop", existingBucket: { name: "a", url: "https://a.example.com/a" } } },
    ],
    ["aws-bucket-name-invalid", { awsS3: { bucketName: "issuers.example.com" } }],
    ["gcp-bucket-location-missing", { gcpStorage: {} }],
    ["azure-account-name-invalid", { azureBlob: { resourceGroupName: "shop", accountName: "shop-issuer" } }],
    ["issuer-url-scheme", { external: { url: "http://issuer.example.com" } }],
    ["issuer-url-scheme", { external, acceptedIssuers: ["http://old.example.com"] }],
    ["issuer-jwks-path-invalid", { external, jwksPath: "keys.json" }],
    ["issuer-discovery-member-fixed", { external, discoveryMembers: '{"issuer":"https://evil.example.com"}' }],
    ["issuer-discovery-members-invalid", { external, discoveryMembers: "[]" }],
    ["issuer-cache-out-of-range", { external, cacheSeconds: -1 }],
    ["issuer-wait-shorter-than-cache", { external, cacheSeconds: 600, waits: { publicationSeconds: 60 } }],
    ["issuer-key-active", keys()],
    ["issuer-key-active", keys(pending)],
    ["issuer-key-active", keys(active, { ...pending, phase: KeyPhase.Active })],
    ["issuer-key-twice", keys(active, { ...active, phase: KeyPhase.Pending })],
    ["issuer-key-since-invalid", keys({ ...active, since: "yesterday" })],
    ["issuer-key-count", keys({ ...active, publicKey: pem(first) + pem(second) })],
    ["issuer-key-none", keys({ ...active, publicKey: "" })],
    ["issuer-key-private", keys({ ...active, publicKey: newKeyPair("RS256").privateKey })],
    ["shape-invalid", keys({ ...active, phase: "current" })],
  ])("refuses arguments with %s", (code, args) => {
    expect(new Set(faults(args))).toEqual(new Set([code]));
  });

  it("asks for a plain value where a key is an output", () => {
    expect(() => issuer(keys({ ...active, publicKey: pulumi.output("a") }))).toThrow(
      /^keys\[0\]\.publicKey: Write the value itself, or one of pulumi\.Config that is no secret: .*, got an output/,
    );
  });

  it("names the argument of a key that it refuses, and never shows what a private key says", () => {
    const secret = first.privateKey.export({ format: "jwk" });
    for (const publicKey of [JSON.stringify(secret), secret]) {
      try {
        issuer(keys(active, { ...pending, publicKey }));
        expect.unreachable();
      } catch (error) {
        expect((error as { issues: { path: string }[] }).issues[0]?.path).toMatch(/^keys\[1\]\.publicKey/);
        expect(String(error)).not.toContain(String(secret.d).slice(0, 12));
      }
    }
  });
});
