const { DefaultAzureCredential, WorkloadIdentityCredential } = require("@azure/identity");
const report = require("./report.cjs");

const token = async (credential) => (await credential.getToken("https://storage.azure.com/.default")).token;

report({
  "workload-identity": () => token(new WorkloadIdentityCredential()),
  default: () => token(new DefaultAzureCredential()),
});
