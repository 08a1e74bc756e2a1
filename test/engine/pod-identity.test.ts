/** EKS Pod Identity on the real engine: what transforms may not change, what stays when keys and clusters change, and the way there from web identity. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cluster } from "@pulumi/aws/eks";
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import type * as pulumi from "@pulumi/pulumi";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import type { FederatedWorkloadArgs } from "pulumi-workload-identity";
import { FederatedWorkload } from "pulumi-workload-identity";
import type { AwsWorkloadArgs } from "pulumi-workload-identity/clouds/aws";
import { eksIssuer } from "pulumi-workload-identity/clouds/aws";
import { expect, test } from "vitest";
import { startSandbox } from "../../src/sandbox";
import type { SandboxPod } from "../../src/sandbox/pod";
import { nodeClient } from "../conformance/support/clients";
import { onClouds } from "./support/on-clouds";
import type { Report } from "./support/stack";
import { TYPE } from "./support/types";

const ASSOCIATION = "aws:eks/podIdentityAssociation:PodIdentityAssociation";
const BLUE = "arn:aws:eks:eu-west-1:111122223333:cluster/blue";
const GREEN = "arn:aws:eks:eu-west-1:111122223333:cluster/green";

const stepsOf = ({ steps }: Report) =>
  steps
    .filter(({ type }) => !type.startsWith("pulumi"))
    .map(({ op, type, name }) => `${op} ${type.split(":").at(-1)} ${name}`)
    .sort();

/** Transforms of a program that would give the role to somebody else, or more of it. */
const widenings: Record<string, [property: string, value: unknown]> = {
  namespace: ["namespace", "ops"],
  account: ["serviceAccount", "admin"],
  cluster: ["clusterName", "green"],
  region: ["region", "us-east-1"],
  role: ["roleArn", "arn:aws:iam::111122223333:role/admin"],
  target: ["targetRoleArn", "arn:aws:iam::444455556666:role/admin"],
  tags: ["disableSessionTags", true],
};

test(
  "an association that a transform changes is refused, whatever it changes, before anything is created",
  onClouds(async (stack, { cloud }) => {
    const program = async () => {
      for (const [serviceAccount, [property, value]] of Object.entries(widenings)) {
        const transform: pulumi.ResourceTransform = ({ type, props, opts }) =>
          type === ASSOCIATION ? { props: { ...props, [property]: value }, opts } : undefined;
        new FederatedWorkload(
          serviceAccount,
          { namespace: "shop", serviceAccount, aws: { podIdentity: { clusterArn: BLUE }, webIdentity: false } },
          { transforms: [transform] },
        );
      }
      new FederatedWorkload(
        "narrowed",
        {
          namespace: "shop",
          serviceAccount: "narrowed",
          aws: {
            podIdentity: { clusterArn: BLUE, disableSessionTags: true, sessionPolicy: '{"Statement":[]}' },
            webIdentity: false,
          },
        },
        {
          transforms: [
            ({ type, props: { policy: _, ...props }, opts }) => (type === ASSOCIATION ? { props, opts } : undefined),
          ],
        },
      );
    };
    const { diagnostics } = await stack.failingWholeUp(program);
    const told = diagnostics.map(({ message }) => message).join("\n");
    for (const property of [...Object.values(widenings).map(([name]) => name), "policy"]) {
      expect(told).toMatch(new RegExp(`${property}: Cannot store ${property} .*input-changed`));
    }
    expect(cloud.objects(ASSOCIATION)).toEqual([]);
  }),
);

test(
  "associations keep their resources when a key is set, when clusters change places and when tokens are dropped",
  onClouds(async (stack) => {
    const names = { namespace: "shop", serviceAccount: "orders" };
    const issuer = (name: string) => ({ url: `https://oidc.eks.eu-west-1.amazonaws.com/id/${name}` });
    const program = (args: Partial<FederatedWorkloadArgs>, aws: AwsWorkloadArgs) => async () => {
      new FederatedWorkload("orders", { issuer: issuer("BLUE"), ...names, ...args, aws });
    };
    await stack.up(program({}, { podIdentity: { clusterArn: BLUE } }));
    // The first one gets its key with the second: its association stays, under another name.
    const [blue, green] = ["blue", "green"].map((key) => ({ ...names, key, issuer: issuer(key.toUpperCase()) }));
    const both = await stack.up(
      program(
        { ...blue!, subjects: [green!] },
        { podIdentity: { clusterArn: BLUE, clusterArnsByKey: { green: GREEN } } },
      ),
    );
    expect(stepsOf(both)).toEqual([
      expect.stringMatching(/^create OpenIdConnectProvider /),
      "create PodIdentityAssociation orders-aws-association-shop.orders-green",
      "update Role orders-aws-role",
    ]);
    const swapped = await stack.up(
      program(
        { ...green!, subjects: [blue!] },
        { podIdentity: { clusterArn: GREEN, clusterArnsByKey: { blue: BLUE } }, webIdentity: false },
      ),
    );
    expect(stepsOf(swapped).filter((step) => step.includes("Association"))).toEqual([]);
    const last = await stack.preview(
      program({ ...green! }, { podIdentity: { clusterArn: GREEN }, webIdentity: false }),
    );
    expect(stepsOf(last)).toEqual([
      "delete PodIdentityAssociation orders-aws-association-shop.orders-blue",
      "update Role orders-aws-role",
    ]);
  }),
);

/** The updates of the guide: what the workloads are told, and how often their pods were rolled. */
const UPDATES: { aws: AwsWorkloadArgs; rolled: string }[] = [
  { aws: {}, rolled: "0" },
  { aws: { podIdentity: { clusterArn: "" } }, rolled: "0" },
  { aws: { podIdentity: { clusterArn: "" }, wiring: "podIdentity" }, rolled: "0" },
  { aws: { podIdentity: { clusterArn: "" }, wiring: "podIdentity" }, rolled: "1" },
  { aws: { podIdentity: { clusterArn: "" }, wiring: "podIdentity", webIdentity: false }, rolled: "1" },
];

/** `orders` carries its token itself, and EKS's webhook gives `reports` one. */
function deployStep({ aws: { podIdentity, ...aws }, rolled }: (typeof UPDATES)[number]): void {
  const cluster = new Cluster("shop", {
    name: "shop",
    roleArn: "arn:aws:iam::111122223333:role/eks",
    vpcConfig: { subnetIds: [] },
  });
  const url = cluster.identities.apply((identities) => eksIssuer({ identities }).url);
  const associated = podIdentity === undefined ? {} : { podIdentity: { clusterArn: cluster.arn } };
  let issuer: FederatedWorkloadArgs["issuer"] = { url };
  for (const [serviceAccount, wiring] of [["orders", "projected"] as const, ["reports", "webhook"] as const]) {
    const workload: FederatedWorkload = new FederatedWorkload(serviceAccount, {
      issuer,
      namespace: "shop",
      serviceAccount,
      aws: { wiring, ...associated, ...aws },
    });
    issuer = workload.issuer!;
    const labels = { app: serviceAccount };
    const metadata = { labels, annotations: { rolled } };
    const template = workload.podTemplate({ metadata, spec: { containers: [{ name: "app", image: "app:1" }] } });
    const spec = { selector: { matchLabels: labels }, template };
    new Deployment(serviceAccount, { metadata: { name: serviceAccount, namespace: "shop" }, spec });
  }
}

test("a role goes from web identity to EKS Pod Identity in four updates, and no pod loses access, old or new", async () => {
  const sandbox = await startSandbox();
  const workDir = mkdtempSync(join(tmpdir(), "pod-identity-"));
  try {
    const options = { stackName: "dev", projectName: "shop", program: async () => {} };
    const stack = await LocalWorkspace.createOrSelectStack(options, { workDir, envVars: await sandbox.environment() });
    const client = nodeClient("aws", "client");
    const podsOf = () =>
      Promise.all(["orders", "reports"].map((serviceAccount) => sandbox.pod({ namespace: "shop", serviceAccount })));
    const ask = async (pods: readonly SandboxPod[]) => {
      const answers = await Promise.all(pods.map(({ environment }) => client(environment)));
      expect(answers.map(({ ok }) => ok)).toEqual(pods.map(() => true));
    };
    const sourceOf = ({ environment }: SandboxPod) =>
      environment.AWS_ROLE_ARN === undefined ? "EKS Pod Identity" : "web identity";
    let running: SandboxPod[] = [];
    const sources: string[][] = [];
    const summaries: Record<string, number>[] = [];
    for (const update of UPDATES) {
      stack.workspace.program = async () => deployStep(update);
      const deployed = stack.up();
      if (running.length > 0) await ask(running);
      const { summary } = await deployed;
      const { same: _, ...changes } = summary.resourceChanges ?? {};
      summaries.push(changes);
      // Those that were there before go on until they are rolled.
      await ask(running);
      const fresh = await podsOf();
      await ask(fresh);
      sources.push(fresh.map(sourceOf));
      for (const pod of running) await pod.close();
      running = fresh;
    }
    expect(sources).toEqual([
      ["web identity", "web identity"],
      // The webhook puts an association before the annotation; the label of pods that carry their token keeps it away.
      ["web identity", "EKS Pod Identity"],
      ["EKS Pod Identity", "EKS Pod Identity"],
      ["EKS Pod Identity", "EKS Pod Identity"],
      ["EKS Pod Identity", "EKS Pod Identity"],
    ]);
    // Two roles each time, ServiceAccounts and one Deployment by the wiring, both by the roll, and the issuer's registration at the end.
    expect(
      summaries.slice(1).map((changes) => [changes.create ?? 0, changes.update ?? 0, changes.delete ?? 0]),
    ).toEqual([
      [2, 2, 0],
      [0, 3, 0],
      [0, 2, 0],
      [0, 2, 2],
    ]);
    expect(summaries.slice(1).map(({ replace }) => replace)).toEqual([undefined, undefined, undefined, undefined]);
    expect(sandbox.state.resources.filter(({ type }) => type === TYPE.awsIssuer)).toEqual([]);
    expect(sandbox.log.filter(({ kind }) => kind === "warning")).toEqual([]);
    for (const pod of running) await pod.close();
  } finally {
    await sandbox.close();
    rmSync(workDir, { recursive: true, force: true });
  }
});
