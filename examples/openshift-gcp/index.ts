import * as pulumi from "@pulumi/pulumi";
import { KeyPhase, ServiceAccountIssuer } from "pulumi-workload-identity/issuer";
import { credentialsRequestFiles, OpenShiftIdentities } from "pulumi-workload-identity/openshift";

const config = new pulumi.Config();

/** Google stores the keys in the pool, so that nobody has to publish them: a URL of a domain of your own will do. */
const { issuer } = new ServiceAccountIssuer("prod", {
  keys: [{ publicKey: config.require("publicKey"), phase: KeyPhase.Active, since: config.require("keySince") }],
  external: { url: config.require("issuerUrl") },
});

const operators = new OpenShiftIdentities("prod", {
  issuer,
  credentialsRequests: credentialsRequestFiles(config.require("credentialsRequests")),
  gcp: { project: config.require("project") },
});

export const { identities, installConfig, installerFiles } = operators;
/** For the pods of users: a pool of their own, whose audience is the name of its provider. */
export const workloads = operators.issuer;
