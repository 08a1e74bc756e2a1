import { afterEach, describe, expect, test, vi } from "vitest";
import type * as library from "../../src";
import { exampleConfig, runExample, workloadExamples } from "../support/examples";
import { onClouds } from "./support/on-clouds";
import type { Report } from "./support/stack";

const POOL = "gcp:iam/workloadIdentityPool:WorkloadIdentityPool";

/** Lets examples construct the library's components with other arguments, as a user would edit them. */
function edit(change: {
  workload?: (args: library.FederatedWorkloadArgs) => library.FederatedWorkloadArgs;
  federation?: (args: library.ClusterFederationArgs) => library.ClusterFederationArgs;
}): void {
  const same = <T>(args: T) => args;
  const { workload = same, federation = same } = change;
  vi.doMock("pulumi-workload-identity", async (load) => {
    const original = await load<typeof library>();
    return {
      ...original,
      FederatedWorkload: class extends original.FederatedWorkload {
        constructor(...[name, args, opts]: ConstructorParameters<typeof original.FederatedWorkload>) {
          super(name, workload(args), opts);
        }
      },
      ClusterFederation: class extends original.ClusterFederation {
        constructor(...[name, args, opts]: ConstructorParameters<typeof original.ClusterFederation>) {
          super(name, federation(args), opts);
        }
      },
    };
  });
}

const addCanary = (args: library.FederatedWorkloadArgs): library.FederatedWorkloadArgs => ({
  ...args,
  subjects: [
    ...(args.subjects ?? []),
    { issuer: args.issuer, namespace: args.namespace, serviceAccount: `${args.serviceAccount}-canary` },
  ],
});

/** Google keeps the id of a deleted pool: what is registered anew needs another one. */
const renamePools = {
  workload: (args: library.FederatedWorkloadArgs) => ({
    ...args,
    registrations: { ...args.registrations, gcp: { ...args.registrations?.gcp, poolSuffix: "b" } },
  }),
  federation: (args: library.ClusterFederationArgs) =>
    args.gcp === undefined ? args : { ...args, gcp: { ...args.gcp, poolSuffix: "b" } },
};

const NAMESPACE = "kubernetes:core/v1:Namespace";
/** What a workload leaves. */
const namespacesOf = ({ steps }: Report) => steps.filter(({ type }) => type === NAMESPACE).map(({ type }) => type);
const opsOf = ({ steps }: Report) => [...new Set(steps.map(({ op }) => op))].sort();

describe("an example on the real engine", () => {
  afterEach(() => {
    vi.doUnmock("pulumi-workload-identity");
  });

  test.each(workloadExamples)("%s is created, changed in place, refreshed, destroyed and created again", (name) =>
    onClouds(async (stack, { cloud }) => {
      for (const [key, value] of Object.entries(exampleConfig(name))) await stack.setConfig(key, value);
      const program = () => runExample(name);

      const preview = await stack.preview(program);
      expect(cloud.calls).toEqual([]);
      const created = await stack.up(program);
      expect(created.changes).toEqual(preview.changes);
      expect(Object.keys(created.changes)).toEqual(["create"]);
      expect(created.diagnostics).toEqual([]);
      expect((await stack.preview(program)).changes).toEqual({});

      edit({ workload: addCanary });
      const before = cloud.objects().map(({ type, id }) => `${type} ${id}`);
      const changed = await stack.up(program);
      expect(["create", "update"]).toEqual(expect.arrayContaining(opsOf(changed)));
      expect(changed.steps.length).toBeGreaterThan(0);
      expect(cloud.objects().map(({ type, id }) => `${type} ${id}`)).toEqual(expect.arrayContaining(before));

      expect((await stack.refresh()).changes).toEqual({});
      await stack.destroy();
      expect(cloud.objects().map(({ type }) => type)).toEqual(namespacesOf(created));

      if (created.steps.some(({ type }) => type === POOL)) {
        expect((await stack.failingUp(program)).failure.message).toContain("deleted less than 30 days ago");
        edit(renamePools);
      }
      await stack.up(program);
      expect(cloud.objects().length).toBeGreaterThan(3);
    })(),
  );
});
