import { describe, expect, it } from "vitest";
import { AckPodIdentityWebhook } from "../../../src/clouds/alicloud";
import type { AckPodIdentityWebhookArgs } from "../../../src/clouds/alicloud/args";
import type {
  AsoCredentialArgs,
  AsoSecretArgs,
  AzureControllerIdentityArgs,
  AzureManagementCluster,
  CapzClusterIdentityArgs,
  CapzIdentityArgs,
  CapzLabelRequirement,
  CapzNamespaceSelector,
} from "../../../src/clouds/azure";
import { AsoCredential, CapzIdentity } from "../../../src/clouds/azure";
import type { Said } from "../../support/effects";
import { at, silentArguments } from "../../support/effects";

const EKS = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const OTHER = "https://issuer.example.com/other";
const GUID = "00000000-0000-4000-8000-00000000000";
const ids = { clientId: `${GUID}1`, tenantId: `${GUID}2` };
const SUBSCRIPTION = "00000000-0000-4000-8000-00000000000a";
const tags = { team: "shop" };

const CONTROLLER = at<AzureControllerIdentityArgs>("", {
  issuer: { url: OTHER },
  key: "own",
  moreClusters: [{ issuer: { url: OTHER }, key: "next" }],
  subscriptionId: `${GUID}4`,
  roleAssignments: [{ role: "Reader", scope: "/" }],
  resourceGroupName: "other",
  name: "own-identity",
  location: "northeurope",
  tags,
  existingIdentity: { resourceGroupName: "shop", name: "legacy", ...ids },
  application: {},
  existingApplication: { ...ids, objectId: `${GUID}3` },
  credentialDescription: "own",
  tenantId: `${GUID}8`,
  importCredentials: [`${GUID}3/federatedIdentityCredential/${GUID}3`],
  others: { credentials: [{ issuer: OTHER, subject: "repo:a/b" }] },
  writeObjects: false,
});
const NEXT = at<AzureManagementCluster>("moreClusters.0", { issuer: { url: `${OTHER}/2` }, key: "second" });
const CAPZ: Said[] = [
  ...CONTROLLER,
  ["subscriptionRoles", ["Reader"]],
  ["controllerNamespace", "own"],
  ["asoSecrets", [{ namespace: "default" }]],
  ...at<CapzClusterIdentityArgs>("clusterIdentity", {
    namespace: "other",
    name: "own",
    allowedNamespaces: ["other"],
    allowedNamespaceSelector: { matchLabels: tags },
    allowEveryNamespace: true,
  }),
];
const SELECTOR: Said[] = [
  ...at<CapzNamespaceSelector>("clusterIdentity.allowedNamespaceSelector", {
    matchLabels: tags,
    matchExpressions: [{ key: "other", operator: "Exists" }],
  }),
  ...at<CapzLabelRequirement>("clusterIdentity.allowedNamespaceSelector.matchExpressions.0", {
    key: "other",
    operator: "NotIn",
    values: ["other"],
  }),
];
const ASO: Said[] = [
  ...CONTROLLER,
  ["subscriptionRoles", ["Reader"]],
  ["controllerNamespace", "own"],
  ...at<AsoSecretArgs>("secrets.0", { namespace: "other", name: "own" }),
];

describe("an argument makes a difference or is told to make none", () => {
  it("of controllers of Azure, and of ACK's webhook", async () => {
    const management = {
      issuer: { url: EKS },
      key: "management",
      subscriptionId: SUBSCRIPTION,
      resourceGroupName: "capi",
    };
    const capz = { ...management, clusterIdentity: { namespace: "default", allowedNamespaces: ["default"] } };
    const aso = { ...management, secrets: [{ namespace: "default" }] };
    expect(await silentArguments((given: CapzIdentityArgs) => new CapzIdentity("capz", given), capz, CAPZ)).toEqual([]);
    expect(await silentArguments((given: AsoCredentialArgs) => new AsoCredential("aso", given), aso, ASO)).toEqual([]);
    const selecting = {
      ...management,
      moreClusters: [{ issuer: { url: OTHER }, key: "next" }],
      clusterIdentity: {
        namespace: "default",
        allowedNamespaceSelector: { matchExpressions: [{ key: "team", operator: "In", values: ["shop"] }] },
      },
    };
    expect(
      await silentArguments((given: CapzIdentityArgs) => new CapzIdentity("capz", given), selecting, [
        ...SELECTOR,
        ...NEXT,
      ]),
    ).toEqual([]);
    const addon = (given: AckPodIdentityWebhookArgs) => new AckPodIdentityWebhook("webhook", given);
    const said = at<AckPodIdentityWebhookArgs>("", { clusterId: "d", version: "v0.4.2", config: "{}" });
    expect(await silentArguments(addon, { clusterId: "c" }, said)).toEqual([]);
  });
});
