import { Deployment } from "@pulumi/kubernetes/apps/v1";
import * as pulumi from "@pulumi/pulumi";
import { FederatedWorkload } from "pulumi-workload-identity";
import { expect, test } from "vitest";
import { fourClouds, onFourClouds } from "./programs/four-clouds";
import { onClouds } from "./support/on-clouds";
import type { SimulatedCloud } from "./support/simulated-cloud";
import { TYPE } from "./support/types";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const INLINE = "aws:iam/rolePolicy:RolePolicy";
const POLICIES = [TYPE.awsAttachment, INLINE, TYPE.alicloudAttachment];

/** A workload with policies, and its pods; `roleName` is that of AWS and Alibaba Cloud. */
const deployed = (roleName?: string) => async () => {
  const named = roleName === undefined ? {} : { roleName };
  const { aws, alicloud, issuer, namespace, serviceAccount, registrations } = onFourClouds;
  const policyArnsByKey = { queue: pulumi.output(Promise.resolve("arn:aws:iam::111122223333:policy/queue")) };
  const orders = new FederatedWorkload("orders", {
    ...{ issuer, namespace, serviceAccount, registrations },
    aws: { ...aws, policyArnsByKey, ...named },
    alicloud: { ...alicloud, ...named },
  });
  const labels = { app: "orders" };
  const template = orders.podTemplate({
    metadata: { labels },
    spec: { containers: [{ name: "app", image: "orders" }] },
  });
  new Deployment("orders", { metadata: { namespace: "shop" }, spec: { selector: { matchLabels: labels }, template } });
};

/** What each role has, by the role. */
const policiesOf = (cloud: SimulatedCloud) =>
  POLICIES.flatMap((type) => cloud.objects(type))
    .map(
      ({ inputs: { role, roleName, policyArn, policyName, name } }) =>
        `${role ?? roleName}: ${policyArn ?? policyName ?? name}`,
    )
    .sort();

test(
  "a role that gets another name keeps its policies until the pods have the new role, also where that fails half-way",
  onClouds(async (stack, { cloud }) => {
    await stack.up(deployed());
    const first = policiesOf(cloud);
    expect(first).toHaveLength(5);
    cloud.fail({ type: DEPLOYMENT, operation: "update" }, "the cluster is busy");
    await stack.failingUp(deployed("orders"));
    expect(policiesOf(cloud)).toEqual(expect.arrayContaining(first));

    await stack.up(deployed("orders"));
    const changes = cloud.calls.filter(({ operation }) => operation !== "read");
    const isRolledOut = changes.findLastIndex(({ type, operation }) => type === DEPLOYMENT && operation === "update");
    const taken = changes.flatMap(({ type, operation }, at) =>
      operation === "delete" && POLICIES.includes(type) ? [at] : [],
    );
    expect(taken).toHaveLength(first.length);
    expect(Math.min(...taken)).toBeGreaterThan(isRolledOut);
    expect(policiesOf(cloud)).toHaveLength(first.length);
    expect(policiesOf(cloud).every((each) => each.startsWith("orders: "))).toBe(true);
    expect((await stack.preview(deployed("orders"))).changes).toEqual({});
  }),
);

test(
  "two policies that are outputs change places and both stay attached to their role on AWS",
  onClouds(async (stack, { cloud }) => {
    const program =
      (...policies: string[]) =>
      async () => {
        const [queue, audit] = policies.map((each) =>
          pulumi.output(Promise.resolve(`arn:aws:iam::111122223333:policy/${each}`)),
        );
        await fourClouds({ aws: { policyArnsByKey: { queue: queue!, audit: audit! } } });
      };
    await stack.up(program("a", "b"));
    await stack.up(program("b", "a"));
    expect(
      cloud
        .objects(TYPE.awsAttachment)
        .map(({ id }) => id.replace(/^.*\//, ""))
        .sort(),
    ).toEqual(["a", "b"]);
  }),
);
