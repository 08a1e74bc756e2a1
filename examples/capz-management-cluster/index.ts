import { ResourceGroup } from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import { CapzIdentity } from "pulumi-workload-identity/clouds/azure";

const config = new pulumi.Config();
const location = config.require("location");

const { name: resourceGroupName } = new ResourceGroup("capi", { location });

/** The identity that CAPZ and its Azure Service Operator become, and the object by which clusters of two namespaces use it. */
const capz = new CapzIdentity("capz", {
  issuer: { url: config.require("issuerUrl") },
  key: "management",
  subscriptionId: config.require("subscriptionId"),
  resourceGroupName,
  location,
  clusterIdentity: { namespace: "default", name: "cluster-identity", allowedNamespaces: ["default", "team-a"] },
});

export const identityRef = capz.identityRef;
export const proof = capz.identity.proof;
