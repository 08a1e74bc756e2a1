import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { decide, indexRbac } from "../../src/audit/rbac/authorizer";
import type { RbacAttributes } from "../../src/audit/rbac/matches";
import { readRbac } from "../../src/audit/rbac/read";
import type { ApiServer } from "./support/kube-apiserver";
import { BUILD_TIMEOUT, startApiServer } from "./support/kube-apiserver";
import type { KubeObject } from "./support/kube-client";
import { NAMESPACES, randomRbac } from "./support/random-rbac";

/** Sets that are on the server together; the server looks through all of their bindings for each request. */
const AT_ONCE = 100;

let server: ApiServer;
/** What the server made for itself. */
let own: Record<string, unknown>[];

const list = async (path: string, kind: string) => {
  const { items } = await server.client.call<{ items: object[] }>("GET", `/apis/rbac.authorization.k8s.io/v1/${path}`);
  return items.map((item) => ({ apiVersion: "rbac.authorization.k8s.io/v1", kind, ...item }));
};

beforeAll(async () => {
  server = await startApiServer("https://issuer.example.com");
  const { client } = server;
  await Promise.all(
    NAMESPACES.map((name) => client.create({ apiVersion: "v1", kind: "Namespace", metadata: { name } })),
  );
  own = [
    ...(await list("clusterroles", "ClusterRole")),
    ...(await list("clusterrolebindings", "ClusterRoleBinding")),
    ...(await list("roles", "Role")),
    ...(await list("rolebindings", "RoleBinding")),
  ];
}, BUILD_TIMEOUT);
afterAll(() => server?.end());

/** Runs many at a time, as clients of an API server do. */
async function each<T>(items: readonly T[], run: (item: T) => Promise<unknown>): Promise<void> {
  const waiting = items.values();
  const worker = async () => {
    for (const item of waiting) await run(item);
  };
  await Promise.all(Array.from({ length: 24 }, worker));
}

interface Asked {
  user: string;
  groups: string[];
  attributes: RbacAttributes;
}

async function serverAllows({ user, groups, attributes }: Asked): Promise<boolean> {
  const { path, apiGroup, ...resource } = attributes;
  const spec =
    path === undefined
      ? { user, groups, resourceAttributes: { ...resource, ...(apiGroup === undefined ? {} : { group: apiGroup }) } }
      : { user, groups, nonResourceAttributes: { path, verb: attributes.verb } };
  const review = { apiVersion: "authorization.k8s.io/v1", kind: "SubjectAccessReview", spec };
  const { status } = await server.client.call<{ status: { allowed: boolean } }>(
    "POST",
    "/apis/authorization.k8s.io/v1/subjectaccessreviews",
    review,
  );
  return status.allowed;
}

test("a SubjectAccessReview of a real API server says what is decided here, on random roles and bindings", async () => {
  // A second run must not meet what the first one left.
  const prefix = `r${Date.now().toString(36)}-`;
  const sets = Array.from({ length: 1000 }, (_, number) => randomRbac(number, prefix));
  const answers = { allowed: 0, denied: 0 };
  const differing: object[] = [];
  for (let start = 0; start < sets.length; start += AT_ONCE) {
    const batch = sets.slice(start, start + AT_ONCE);
    const objects = batch.flatMap((set) => set.objects);
    await each(objects, (object) => server.client.create(object as KubeObject));
    await seen(`${prefix}seen-${start}`);
    await each(batch, async (set) => {
      const index = indexRbac(readRbac([...own, ...set.manifests]).rbac);
      for (const asked of set.requests) {
        const here = decide(index, { name: asked.user, groups: asked.groups }, asked.attributes).allowed;
        const there = await serverAllows(asked);
        answers[there ? "allowed" : "denied"]++;
        if (here !== there) differing.push({ here, there, asked, objects: set.objects });
      }
    });
    await each(objects, (object) => server.client.delete(object as KubeObject));
  }
  expect(differing.slice(0, 3)).toEqual([]);
  // Neither answer is the rare one, or the test would say little.
  const all = answers.allowed + answers.denied;
  expect(Math.min(answers.allowed, answers.denied)).toBeGreaterThan(all * 0.3);
});

/** Its authorizer hears of new objects a moment later, and of each kind in the order in which they were made. */
async function seen(name: string): Promise<void> {
  const apiGroup = "rbac.authorization.k8s.io";
  const apiVersion = `${apiGroup}/v1`;
  const rules = [{ verbs: ["see"], apiGroups: [""], resources: ["witnesses"] }];
  const subjects = [{ apiGroup, kind: "User", name }];
  for (const [kind, metadata] of [
    ["Role", { name, namespace: NAMESPACES[0] }],
    ["ClusterRole", { name }],
  ] as const) {
    await server.client.create({ apiVersion, kind, metadata, rules });
    await server.client.create({
      apiVersion,
      kind: `${kind}Binding`,
      metadata,
      roleRef: { apiGroup, kind, name },
      subjects,
    });
    const namespace = "namespace" in metadata ? { namespace: metadata.namespace! } : {};
    const asked = { user: name, groups: [], attributes: { verb: "see", resource: "witnesses", ...namespace } };
    while (!(await serverAllows(asked))) await setTimeout(20);
  }
}
