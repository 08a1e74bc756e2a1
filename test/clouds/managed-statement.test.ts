import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { FederatedWorkload } from "../../src";
import { alicloud } from "../../src/clouds/alicloud/cloud";
import { aws } from "../../src/clouds/aws/cloud";
import type { DeployedResource } from "../../src/clouds/cloud";
import { startSandbox } from "../../src/sandbox";
import { installCloudMocks, outputValue, settled } from "../../src/testing/mocks";
import { lateFaults } from "../support/late-faults";

const url = "https://issuer.example.com/prod";
const awsProvider = "arn:aws:iam::111122223333:oidc-provider/issuer.example.com/prod";
const ramProvider = "acs:ram::1234567890123456:oidc-provider/prod";
const issuer = { url, aws: { oidcProviderArn: awsProvider }, alicloud: { oidcProviderArn: ramProvider } };

const CLOUDS = [
  {
    cloud: aws,
    roleArn: "arn:aws:iam::111122223333:role/legacy",
    type: "aws:iam/role:Role",
    property: "assumeRolePolicy",
    owner: "arn:aws:iam::111122223333:root",
    owners: { Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "sts:AssumeRole" },
    provider: {
      type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
      state: { arn: awsProvider, url, clientIdLists: ["sts.amazonaws.com"] },
    },
    Version: "2012-10-17",
  },
  {
    cloud: alicloud,
    roleArn: "acs:ram::1234567890123456:role/legacy",
    type: "alicloud:ram/role:Role",
    property: "assumeRolePolicyDocument",
    owner: "acs:ram::1234567890123456:root",
    owners: { Effect: "Allow", Principal: { RAM: ["acs:ram::1234567890123456:root"] }, Action: "sts:AssumeRole" },
    provider: {
      type: "alicloud:ims/oidcProvider:OidcProvider",
      state: { arn: ramProvider, issuerUrl: url, clientIds: ["sts.aliyuncs.com"] },
    },
    Version: "1",
  },
] as const;
type Row = (typeof CLOUDS)[number];

/** The role as its owner deployed it, with a statement of theirs. */
const deployed = ({ roleArn, type, property, owners, provider, Version }: Row): DeployedResource[] => [
  {
    type,
    name: "legacy",
    id: "legacy",
    state: { arn: roleArn, [property]: JSON.stringify({ Version, Statement: [owners] }) },
  },
  { ...provider, name: "prod", id: "prod", state: { ...provider.state } },
];

const workload = (
  { cloud, roleArn, owner }: Row,
  args: object = {},
  more: object = {},
  opts: object = {},
  name = "orders",
) =>
  new FederatedWorkload(
    name,
    {
      issuer,
      namespace: "shop",
      serviceAccount: "orders",
      kubernetes: { serviceAccount: "external" },
      [cloud.name]: {
        externalRoleArn: roleArn,
        manageStatement: true,
        others: { principals: [{ principal: owner }] },
        ...args,
      },
      ...more,
    },
    opts,
  );
const proofOf = (orders: FederatedWorkload, { cloud }: Row) =>
  outputValue(
    (orders[cloud.name as "aws" | "alicloud"] as { proof: pulumi.Input<string> } | undefined)
      ?.proof as pulumi.Input<string>,
  );
const codesOf = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    return (error as { issues: { code: string; path: string }[] }).issues.map(({ code, path }) => `${code} ${path}`);
  }
  return [];
};
const token = (name: string, aud: string) => ({ iss: url, sub: `system:serviceaccount:shop:${name}`, aud });

describe.each(CLOUDS.map((row) => [row.cloud.title, row] as const))(
  "a statement in a role of %s that others own",
  (_title, row) => {
    const audience = row.cloud.defaultAudience({} as never) ?? "";

    it("is a resource of its own under mocks, and the audit counts it beside the owner's", async () => {
      const mocks = await installCloudMocks({ deployed: deployed(row) });
      const orders = workload(row);
      expect(await proofOf(orders, row)).toMatch(/^proved: the whole trust policy/);
      const trust = (await mocks.trusts(row.cloud.name)).find(({ identity }) => identity === row.roleArn)!.trust;
      expect(JSON.stringify(trust)).toContain(JSON.stringify(row.owners));
      expect(row.cloud.evaluate(trust as never, token("orders", audience)).decision).toBe("allow");
      expect(row.cloud.evaluate(trust as never, token("cart", audience)).decision).toBe("deny");
      expect(mocks.ofType(row.type)).toEqual([]);
    });

    it("leads to a trust for the audit even where nobody knows the role's own state", async () => {
      const mocks = await installCloudMocks();
      workload(row);
      const [trust, ...more] = await mocks.trusts(row.cloud.name);
      expect([trust?.identity, more]).toEqual([row.roleArn, []]);
    });

    it("stands in the role on the sandbox, beside the owner that the program names", async () => {
      const sandbox = await startSandbox({ deployed: deployed(row) });
      try {
        await pulumi.runtime.setMocks(sandbox.mocks(), "project", "stack", false);
        expect(await proofOf(workload(row), row)).toMatch(/^proved: the whole trust policy, .* and the 1 other/);
        const [trust] = sandbox.state.trusts(row.cloud.name).filter(({ identity }) => identity === row.roleArn);
        expect(row.cloud.evaluate(trust!.trust as never, token("orders", audience)).decision).toBe("allow");
        expect(JSON.stringify(trust!.trust)).toContain(JSON.stringify(row.owners));
        await settled();
      } finally {
        await sandbox.close();
      }
    });

    it("is refused where another component of the program keeps the same one", async () => {
      await installCloudMocks();
      const faults = await lateFaults(() => {
        workload(row);
        const parent = new pulumi.ComponentResource("test:index:Team", "team");
        workload(row, {}, {}, { parent });
      });
      expect(faults.join("\n")).toContain(`the new one of "orders-${row.cloud.name}" and`);
      expect(faults.join("\n")).toContain(`in "${row.roleArn}", and taking either away would take it from both`);
    });

    it("stands beside one of another component that says something else", async () => {
      const mocks = await installCloudMocks();
      const [orders, cart] = ["orders", "cart"].map((name) => workload(row, {}, { serviceAccount: name }, {}, name));
      for (const each of [orders!, cart!]) expect(await proofOf(each, row)).toMatch(/^(not )?proved/);
      expect(mocks.resources.filter(({ type }) => type.endsWith(":TrustStatement"))).toHaveLength(2);
    });

    it.each([
      ["argument-without-effect manageStatement", { externalRoleArn: undefined }],
      ["argument-without-effect externalTrustPolicy", { externalTrustPolicy: "{}" }],
      ["argument-without-effect statementProfile", { manageStatement: false, statementProfile: "ops" }],
      ["argument-without-effect description", { description: "x" }],
      ["-profile-invalid statementProfile", { statementProfile: "a b" }],
    ])("is refused with %s", async (fault, args) => {
      await installCloudMocks();
      expect(codesOf(() => workload(row, args)).join()).toContain(fault.replace(" ", ` ${row.cloud.name}.`));
    });
  },
);
