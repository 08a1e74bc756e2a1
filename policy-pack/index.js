// What Pulumi starts for `pulumi up --policy-pack <this folder>`.
const { resolve } = require("node:path");
const { PolicyPack } = require("@pulumi/policy");
const { workloadIdentityPolicies } = require("../dist/crossguard");

// The SDK takes the version of a pack from the package in the current folder.
process.chdir(resolve(__dirname, ".."));
new PolicyPack("workload-identity", { policies: workloadIdentityPolicies() });
