import * as pulumi from "@pulumi/pulumi";
import type { FederatedWorkloadArgs } from "pulumi-workload-identity";
import { ClusterFederation, FederatedWorkload } from "pulumi-workload-identity";
import type { AwsWorkloadArgs } from "pulumi-workload-identity/clouds/aws";
import type { AzureWorkloadArgs } from "pulumi-workload-identity/clouds/azure";
import { describe, expect, test } from "vitest";
import { onClouds } from "./support/on-clouds";
import type { SimulatedCloud } from "./support/simulated-cloud";
import { meet } from "./support/simulated-cloud";
import type { Report } from "./support/stack";
import { TYPE } from "./support/types";

const issuer = { url: "https://issuer.shop.example.com" };
const existing = {
  resourceGroupName: "shop",
  name: "legacy",
  clientId: "00000000-0000-4000-8000-000000000001",
  tenantId: "00000000-0000-4000-8000-000000000002",
};
const workload = (name: string, azure: AzureWorkloadArgs, more: Partial<FederatedWorkloadArgs> = {}) =>
  new FederatedWorkload(name, { issuer, namespace: "shop", serviceAccount: name, azure, ...more });
const stepsOf = ({ steps }: Report) => steps.map(({ op, type }) => `${op} ${type}`);
const credentials = (cloud: SimulatedCloud) =>
  cloud.objects(TYPE.azureCredential).map(({ inputs }) => inputs.federatedIdentityCredentialResourceName);

describe("several workloads of one program on one managed identity", () => {
  test.each([
    ["whose name is plain", existing],
    ["whose name is an output", undefined],
  ])("%s write and delete their credentials one after another", (_, identity) =>
    onClouds(async (stack, { cloud }) => {
      const program = async () => {
        const extra = { issuer, namespace: "shop", serviceAccount: "canary" };
        const owner = workload(
          "orders",
          identity === undefined ? { resourceGroupName: "shop" } : { existingIdentity: identity },
          { subjects: [extra] },
        );
        const { name, resourceGroupName, clientId, tenantId } = owner.azure as unknown as Record<
          string,
          pulumi.Output<string>
        >;
        const shared = identity ?? {
          name: name!,
          resourceGroupName: resourceGroupName!,
          clientId: clientId!,
          tenantId: tenantId!,
        };
        for (const each of ["cart", "billing", "audit"]) workload(each, { existingIdentity: shared });
      };
      await stack.up(program);
      expect(credentials(cloud)).toHaveLength(5);
      expect(cloud.concurrency(TYPE.azureCredential)).toBe(1);
      expect((await stack.preview(program)).changes).toEqual({});
      await stack.destroy();
      expect(cloud.concurrency(TYPE.azureCredential)).toBe(1);
    })(),
  );

  test(
    "do not wait for those of other identities",
    onClouds(async (stack, { cloud }) => {
      meet(cloud, TYPE.azureCredential);
      await stack.up(async () => {
        for (const each of ["orders", "cart", "billing"]) workload(each, { resourceGroupName: "shop" });
      });
      expect(cloud.concurrency(TYPE.azureCredential)).toBeGreaterThan(1);
    }),
  );
});

describe("a credential that the identity has already", () => {
  const id =
    "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/legacy/federatedIdentityCredentials/made-by-hand";
  const inputs = {
    resourceGroupName: "shop",
    resourceName: "legacy",
    federatedIdentityCredentialResourceName: "made-by-hand",
    issuer: issuer.url,
    subject: "system:serviceaccount:shop:orders",
    audiences: ["api://AzureADTokenExchange"],
  };
  const byHand = (cloud: SimulatedCloud) =>
    cloud.restore({
      account: "default",
      type: TYPE.azureCredential,
      name: "made-by-hand",
      id,
      inputs,
      state: { ...inputs, name: "made-by-hand" },
    });
  const program = (azure: Partial<AzureWorkloadArgs>) => async () => {
    workload("orders", { existingIdentity: existing, ...azure });
  };

  test(
    "is taken over by its name, and stays what it is",
    onClouds(async (stack, { cloud }) => {
      byHand(cloud);
      const adopting = program({ credentialName: "made-by-hand", importCredentials: [id] });
      expect(stepsOf(await stack.up(adopting))).toContain(`import ${TYPE.azureCredential}`);
      expect(credentials(cloud)).toEqual(["made-by-hand"]);
      expect((await stack.preview(adopting)).changes).toEqual({});
      const adopted = program({ credentialName: "made-by-hand" });
      expect((await stack.preview(adopted)).changes).toEqual({});
    }),
  );

  test(
    "is what Azure refuses a second name for",
    onClouds(async (stack, { cloud }) => {
      byHand(cloud);
      const { diagnostics } = await stack.failingUp(program({}));
      expect(diagnostics.map(({ message }) => message).join("\n")).toContain(
        "already exists for this Managed Identity",
      );
    }),
  );
});

describe("a role that exists, with a trust of its own", () => {
  test(
    "is taken over by its name, and its trust becomes the program's in the same update",
    onClouds(async (stack, { cloud }) => {
      const trust = { Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "sts:AssumeRole" };
      const inputs = {
        name: "legacy",
        assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }),
      };
      cloud.restore({ account: "default", type: TYPE.awsRole, name: "legacy", id: "legacy", inputs, state: inputs });
      const program = (aws: AwsWorkloadArgs) => async () => {
        new FederatedWorkload("orders", { issuer, namespace: "shop", serviceAccount: "orders", aws });
      };
      const adopting = program({ importRole: "legacy" });
      const ofRole = ({ steps }: Report) => steps.filter(({ type }) => type === TYPE.awsRole).map(({ op }) => op);
      expect(ofRole(await stack.preview(adopting))).toEqual(["import", "update"]);
      expect(ofRole(await stack.up(adopting))).toEqual(["import", "update"]);
      const { Statement } = JSON.parse(cloud.only(TYPE.awsRole).inputs.assumeRolePolicy as string);
      expect(Statement).toEqual([expect.objectContaining({ Action: "sts:AssumeRoleWithWebIdentity" })]);
      expect((await stack.preview(program({ roleName: "legacy" }))).changes).toEqual({});
    }),
  );
});

describe("an identity that two workloads are given by different outputs", () => {
  const later = <T>(value: T) => pulumi.output(Promise.resolve(value));
  const providerArn = "acs:ram::1234567890123456:oidc-provider/prod";
  const pool = "projects/1/locations/global/workloadIdentityPools/prod";
  const registered = {
    ...issuer,
    aws: { oidcProviderArn: "arn:aws:iam::111122223333:oidc-provider/issuer.shop.example.com" },
    alicloud: { oidcProviderArn: providerArn },
    gcp: { workloadIdentityPool: pool, workloadIdentityProvider: `${pool}/providers/prod` },
  };
  const given = (name: string): Partial<FederatedWorkloadArgs> => ({
    aws: {
      externalRoleArn: later("arn:aws:iam::111122223333:role/legacy"),
      policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
      inlinePolicies: { queue: JSON.stringify({ Version: "2012-10-17", Statement: [] }) },
    },
    azure: {
      existingIdentity: {
        ...existing,
        name: later("legacy"),
        principalId: later("00000000-0000-4000-8000-000000000003"),
      },
      credentialName: name,
      roleAssignments: [{ role: "Reader", scope: later("/subscriptions/00000000-0000-0000-0000-000000000000") }],
    },
    gcp: {
      access: "impersonation",
      serviceAccountEmail: later("legacy@shop-prod.iam.gserviceaccount.com"),
      grants: [{ kind: "bucket", resource: later("orders"), role: "roles/storage.objectViewer" }],
    },
    alicloud: {
      externalRoleArn: later("acs:ram::1234567890123456:role/legacy"),
      systemPoliciesByKey: { read: later("ReadOnlyAccess") },
    },
  });
  const program = (names: string[]) => async () => {
    for (const name of names) {
      new FederatedWorkload(name, {
        issuer: registered,
        namespace: "shop",
        serviceAccount: "orders",
        kubernetes: { serviceAccount: "external" },
        ...given(name),
      });
    }
  };

  test(
    "is given the same once: the second workload is refused, also where the first one is deployed and stays",
    onClouds(async (stack, { cloud }) => {
      await stack.up(program(["orders"]));
      const before = cloud.calls.length;
      const { diagnostics } = await stack.failingWholeUp(program(["orders", "cart"]));
      const refused = diagnostics
        .filter(({ name }) => name !== "")
        .map(({ name, message }) => `${name} ${message.match(/\[([a-z-]+)\]$/m)?.[1]}`);
      expect(refused.sort()).toEqual([
        "cart-alicloud-system-policy-read identity-given-twice",
        "cart-aws-policy-ReadOnlyAccess-2a3bda39 identity-given-twice",
        "cart-aws-queue identity-given-twice",
        "cart-azure-credential-3b11167e_shop_orders azure-credential-repeated",
        "cart-azure-reader identity-given-twice",
        "cart-gcp-bucket-storage.objectViewer-8c1335d9 gcp-member-twice",
        "cart-gcp-member-orders-564fe795 gcp-member-twice",
      ]);
      expect(cloud.calls.slice(before).map(({ type }) => type)).toEqual(["kubernetes:core/v1:ConfigMap"]);
    }),
  );
});

describe("a role that two workloads grant to one member of Google Cloud", () => {
  const role = "roles/viewer";
  const gke = { url: "https://container.googleapis.com/v1/projects/shop-prod/locations/europe-west1/clusters/blue" };
  const entry = { gkeWorkloadPool: "shop-prod.svc.id.goog", projectNumber: "123456789012" };
  const grants = (name: string, from: FederatedWorkloadArgs["issuer"], roles = [role]) =>
    new FederatedWorkload(name, {
      issuer: from!,
      namespace: "shop",
      serviceAccount: "orders",
      kubernetes: { serviceAccount: "external" },
      gcp: { project: "shop-prod", roles },
    });

  test.each<[string, () => FederatedWorkloadArgs["issuer"]]>([
    ["of a GKE pool", () => ({ ...gke, gcp: entry })],
    [
      "of a pool that this program makes",
      () => new ClusterFederation("prod", { issuer, gcp: { project: "shop-prod" } }).issuer,
    ],
  ])("%s fails at preview with the way to share it", (_, issuerOf) =>
    onClouds(async (stack, { cloud }) => {
      const program = (cart: string[]) => async () => {
        const from = issuerOf();
        grants("orders", from);
        grants("cart", from, cart);
      };
      const { diagnostics } = await stack.failingPreview(program([role]));
      const text = diagnostics.map(({ message }) => message).join("\n");
      expect(text).toContain("gcp-member-twice");
      expect(text).toMatch(/Leave "roles\/viewer" .* out of the new one of "orders-gcp" and "cart-gcp"/);
      expect(cloud.calls).toEqual([]);
      await stack.up(program(["roles/logging.logWriter"]));
      expect(cloud.objects(TYPE.gcpProjectMember)).toHaveLength(2);
    })(),
  );

  test(
    "fails before the second is created where two outputs turn out to be one member",
    onClouds(async (stack, { cloud }) => {
      const { diagnostics } = await stack.failingUp(async () => {
        for (const name of ["orders", "cart"]) {
          new FederatedWorkload(name, {
            issuer: pulumi.output({ ...gke, gcp: entry }),
            namespace: "shop",
            serviceAccount: "orders",
            kubernetes: { serviceAccount: "external" },
            gcp: { gke: true, project: "shop-prod", roles: [role] },
          });
        }
      });
      expect(diagnostics.map(({ message }) => message).join("\n")).toContain("gcp-member-twice");
      expect(cloud.objects(TYPE.gcpProjectMember).length).toBeLessThan(2);
    }),
  );
});
