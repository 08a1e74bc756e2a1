import { AssumeRoleWithWebIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FederatedWorkload } from "../../src";
import { clouds } from "../../src/clouds/registry";
import { keySet } from "../../src/core/key-set";
import { subjectClaim } from "../../src/core/subject";
import type { Token } from "../../src/core/token";
import { kubernetesToken, readToken } from "../../src/core/token";
import { keyIdOf } from "../../src/issuer/kid";
import type { Sandbox } from "../../src/sandbox";
import { createIssuer, startSandbox } from "../../src/sandbox";
import { settled } from "../../src/testing";
import type { CloudTrust } from "../../src/verifier";
import { evaluate } from "../../src/verifier";
import { configureExample, exampleConfig, runExample, workloadExamples } from "../support/examples";
import type { ApiServer } from "./support/kube-apiserver";
import { BUILD_TIMEOUT, startApiServer } from "./support/kube-apiserver";
import type { AppliedObject } from "./support/kube-objects";
import { exampleObjects, objectsOf, otherServiceAccount, withObjects } from "./support/kube-objects";
import { createPod, deploymentsOf, requestToken, tokenSources } from "./support/kube-pods";

const ISSUER = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const ORDERS = { namespace: "shop", serviceAccount: "orders" };

let server: ApiServer;

beforeAll(async () => {
  server = await startApiServer(ISSUER);
}, BUILD_TIMEOUT);

afterAll(() => server?.end());

const node: AppliedObject = {
  manager: "kubelet",
  object: { apiVersion: "v1", kind: "Node", metadata: { name: "node-1" } },
};

function decoded(jwt: string): { header: object; claims: Token } {
  const part = (index: number) => JSON.parse(Buffer.from(jwt.split(".")[index]!, "base64url").toString());
  return { header: part(0), claims: readToken(part(1)) };
}

/** The keys of an object and the types of its values, all the way down. */
function formOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(formOf);
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, formOf(inner)]));
}

/** What the API server stores of an object: no empty map. */
function storedForm(object: object): object {
  return JSON.parse(JSON.stringify(object, (_, value) => (JSON.stringify(value) === "{}" ? undefined : value)));
}

describe("the objects of a program", () => {
  test.each(workloadExamples)(
    "of %s are admitted, stay as they are, and do not change when applied again",
    async (name) => {
      const objects = await exampleObjects(name);
      const kinds = objects.map(({ object }) => object.kind);
      expect(kinds).toEqual(expect.arrayContaining(["ServiceAccount", "Deployment"]));
      await withObjects(server, objects, async () => {
        for (const { object, manager } of objects) {
          const stored = await server.client.read(object);
          expect(stored).toMatchObject(storedForm(object));
          const again = await server.client.apply(object, manager);
          expect(again.metadata.resourceVersion).toBe(stored.metadata.resourceVersion);
        }
      });
    },
  );

  test("are refused where they have a field that the API does not know", async () => {
    const misspelt = otherServiceAccount("shop", "orders", { automountServiceAccountTokens: false });
    await expect(withObjects(server, [misspelt], async () => {})).rejects.toThrow("automountServiceAccountTokens");
  });

  test("leave the annotations of an existing ServiceAccount alone where they patch it", async () => {
    const metadata = { ...otherServiceAccount("shop", "orders").object.metadata, annotations: { team: "shop" } };
    const existing = otherServiceAccount("shop", "orders", { metadata });
    const [patch, ...others] = await objectsOf(async () => {
      new FederatedWorkload("orders", {
        issuer: { url: ISSUER },
        ...ORDERS,
        kubernetes: { serviceAccount: "patch" },
        azure: { resourceGroupName: "shop" },
      });
    });
    expect(others).toEqual([]);
    const { apiVersion, kind, metadata: patched } = patch!.object;
    expect(Object.keys(patched.annotations as object)).toContain("azure.workload.identity/client-id");
    await withObjects(server, [existing, patch!], async () => {
      const annotations = async () => (await server.client.read(existing.object)).metadata.annotations;
      expect(await annotations()).toEqual({ team: "shop", ...(patched.annotations as object) });
      // What the provider does when the patch is destroyed.
      await server.client.apply({ apiVersion, kind, metadata: { name: "orders", namespace: "shop" } }, patch!.manager);
      expect(await annotations()).toEqual({ team: "shop" });
    });
  });
});

describe("a pod of a wired template", () => {
  test.each(workloadExamples)(
    "of %s is admitted, and its tokens have the claims that the sandbox mints",
    async (name) => {
      const objects = await exampleObjects(name);
      const issuer = await createIssuer(ISSUER);
      await withObjects(server, objects, async () => {
        for (const { namespace, template } of deploymentsOf(objects)) {
          const pod = await createPod(server, template, { namespace });
          expect(tokenSources(pod)).toEqual(tokenSources(template));
          const subject = { namespace, serviceAccount: template.spec.serviceAccountName };
          const bound = { pod: { name: pod.metadata.name, uid: pod.metadata.uid } };
          for (const source of tokenSources(pod)) {
            const real = decoded(await requestToken(server, subject, source, pod));
            const minted = decoded(issuer.mint({ ...subject, ...source, ...bound }, Date.now() / 1000));
            expect(formOf(real)).toEqual(formOf(minted));
            const { iss, sub, aud, exp, iat, nbf } = real.claims;
            expect({ iss, sub, aud }).toEqual({ iss: ISSUER, sub: subjectClaim(subject), aud: [source.audience] });
            expect([exp! - iat!, nbf]).toEqual([source.expirationSeconds, iat]);
            expect(real.claims).toMatchObject(kubernetesToken(iss, sub, source.audience));
            expect(real.claims["kubernetes.io"]).toMatchObject(bound);
          }
        }
      });
    },
  );

  test("projects a token for each cloud that the program asks for, and for what else it names", async () => {
    const [orders, billing] = deploymentsOf(await exampleObjects("multi-cloud")).map(({ template }) =>
      tokenSources(template).map(({ audience }) => audience),
    );
    expect(new Set(orders).size).toBe(4);
    const own = ["sts.amazonaws.com", "api://AzureADTokenExchange", "https://vault.shop.example.com"];
    expect(billing?.sort()).toEqual(own.sort());
  });
});

describe("the documents of an API server", () => {
  const get = (path: string) => server.client.call<Record<string, unknown>>("GET", path);

  test("are those that the sandbox publishes for the same issuer", async () => {
    expect(await get("/.well-known/openid-configuration")).toEqual((await createIssuer(ISSUER)).discovery);
  });

  test("name the key as the sandbox names it, and as the keys of a federation are read", async () => {
    const jwks = await get("/openid/v1/jwks");
    const kid = keyIdOf(server.publicKey);
    expect(jwks).toEqual({ keys: [{ use: "sig", alg: "RS256", kid, ...server.publicKey.export({ format: "jwk" }) }] });
    expect([...(keySet(jwks) as Map<string, string>).values()]).toEqual([kid]);
    await withObjects(server, [otherServiceAccount("shop", "orders")], async () => {
      const { header } = decoded(await requestToken(server, ORDERS, { audience: "any" }));
      expect(header).toEqual({ alg: "RS256", kid });
    });
  });
});

describe("a sandbox that trusts the API server's issuer", () => {
  const example = "quickstart";
  const neighbours = [
    { namespace: "shop", serviceAccount: "orders-canary" },
    { namespace: "shop2", serviceAccount: "orders" },
  ];
  let sandbox: Sandbox;

  beforeAll(async () => {
    expect(exampleConfig(example).issuer ?? ISSUER).toBe(ISSUER);
    sandbox = await startSandbox();
    await pulumi.runtime.setMocks(sandbox.mocks(), example, "dev", false);
    configureExample(example);
    await runExample(example);
    await settled();
    sandbox.trustIssuer(ISSUER, await server.client.call("GET", "/openid/v1/jwks"));
  });

  afterAll(() => sandbox?.close());

  /** The tokens of a pod that runs on a node, and those that its neighbours get who ask for the same. */
  async function withTokens(use: (own: string[], foreign: string[]) => Promise<void>): Promise<void> {
    const objects = await exampleObjects(example);
    const others = neighbours.map(({ namespace, serviceAccount }) => otherServiceAccount(namespace, serviceAccount));
    await withObjects(server, [...objects, ...others, node], async () => {
      const [{ namespace, template }] = deploymentsOf(objects) as [ReturnType<typeof deploymentsOf>[number]];
      const pod = await createPod(server, template, { namespace, nodeName: "node-1" });
      const sources = tokenSources(pod);
      const own = sources.map((source) => requestToken(server, ORDERS, source, pod));
      const foreign = neighbours.flatMap((neighbour) =>
        sources.map((source) => requestToken(server, neighbour, source)),
      );
      await use(await Promise.all(own), await Promise.all(foreign));
    });
  }

  test("has trusts of which each takes exactly one of the pod's tokens, node and all, and none of its neighbours'", async () => {
    const trusts = clouds.flatMap(({ name }) => sandbox.state.trusts(name).map(({ trust }) => trust as CloudTrust));
    await withTokens(async (own, foreign) => {
      const { uid } = (await server.client.read(node.object)).metadata;
      for (const jwt of own) {
        expect(decoded(jwt).claims["kubernetes.io"]).toMatchObject({ node: { name: "node-1", uid } });
      }
      expect(own.length).toBeGreaterThan(3);
      expect(trusts).toHaveLength(own.length);
      for (const trust of trusts) {
        const takes = (jwt: string) => evaluate(trust, decoded(jwt).claims).decision === "allow";
        expect(own.filter(takes)).toHaveLength(1);
        expect(foreign.filter(takes)).toEqual([]);
      }
    });
  });

  test("gives AWS's own client credentials for the pod's token, and refuses its neighbours and another key", async () => {
    const role = sandbox.state.resources.find(({ type }) => type === "aws:iam/role:Role");
    const sts = new STSClient({ region: "eu-west-1", endpoint: `${sandbox.url}/aws`, maxAttempts: 1 });
    const assume = (jwt: string) =>
      sts.send(
        new AssumeRoleWithWebIdentityCommand({
          RoleArn: String(role?.state.arn),
          RoleSessionName: "test",
          WebIdentityToken: jwt,
        }),
      );
    const forAws = (jwt: string) => decoded(jwt).claims.aud.includes("sts.amazonaws.com");
    await withTokens(async (own, foreign) => {
      const { Credentials, SubjectFromWebIdentityToken } = await assume(own.find(forAws) ?? "");
      expect(Credentials?.AccessKeyId).toContain("FAKE");
      expect(SubjectFromWebIdentityToken).toBe(subjectClaim(ORDERS));

      const refused = foreign.filter(forAws);
      expect(refused).toHaveLength(neighbours.length);
      for (const jwt of refused) await expect(assume(jwt)).rejects.toMatchObject({ name: "AccessDenied" });

      const claimant = await createIssuer(ISSUER);
      const forged = claimant.mint({ ...ORDERS, audience: "sts.amazonaws.com" }, Date.now() / 1000);
      await expect(assume(forged)).rejects.toMatchObject({ name: "InvalidIdentityTokenException" });
    });
  });
});
