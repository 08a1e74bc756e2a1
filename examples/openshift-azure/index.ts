import { ResourceGroup } from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import { KeyPhase, ServiceAccountIssuer } from "pulumi-workload-identity/issuer";
import { credentialsRequestFiles, OpenShiftIdentities } from "pulumi-workload-identity/openshift";

const config = new pulumi.Config();
const region = config.require("region");

/** Identities and the issuer's documents outlive the cluster's own resource group, which the installer empties. */
const { name: oidcResourceGroupName } = new ResourceGroup("prod-oidc", { location: region });

const { issuer } = new ServiceAccountIssuer("prod", {
  keys: [{ publicKey: config.require("publicKey"), phase: KeyPhase.Active, since: config.require("keySince") }],
  azureBlob: { resourceGroupName: oidcResourceGroupName, location: region },
});

const operators = new OpenShiftIdentities("prod", {
  issuer,
  credentialsRequests: credentialsRequestFiles(config.require("credentialsRequests")),
  azure: {
    subscriptionId: config.require("subscriptionId"),
    tenantId: config.require("tenantId"),
    region,
    oidcResourceGroupName,
    dnsZoneResourceGroupName: config.require("dnsZoneResourceGroupName"),
  },
});

export const issuerUrl = issuer.url;
export const { identities, installConfig, installerFiles } = operators;
