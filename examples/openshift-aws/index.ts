import * as pulumi from "@pulumi/pulumi";
import { KeyPhase, ServiceAccountIssuer } from "pulumi-workload-identity/issuer";
import { credentialsRequestFiles, OpenShiftIdentities } from "pulumi-workload-identity/openshift";

const config = new pulumi.Config();
const region = config.require("region");

/** Nobody reads the bucket but CloudFront. */
const { issuer } = new ServiceAccountIssuer("prod", {
  keys: [{ publicKey: config.require("publicKey"), phase: KeyPhase.Active, since: config.require("keySince") }],
  awsCloudFront: { region },
});

const operators = new OpenShiftIdentities("prod", {
  issuer,
  credentialsRequests: credentialsRequestFiles(config.require("credentialsRequests")),
  // The installer names the roles of machines after the cluster.
  narrowings: [{ permissions: ["iam:PassRole"], resources: ["arn:aws:iam::*:role/prod-*"] }],
  aws: { region },
});

export const issuerUrl = issuer.url;
export const { identities, installConfig, installerFiles } = operators;
