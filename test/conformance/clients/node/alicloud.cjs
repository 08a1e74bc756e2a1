const { default: Credential, Config } = require("@alicloud/credentials");
const report = require("./report.cjs");

async function keys(credential) {
  const { accessKeyId, accessKeySecret, securityToken } = await credential.getCredential();
  return { accessKeyId, accessKeySecret, securityToken };
}

report({
  "oidc-role-arn": () =>
    keys(
      new Credential(
        new Config({
          type: "oidc_role_arn",
          roleArn: process.env.ALIBABA_CLOUD_ROLE_ARN,
          oidcProviderArn: process.env.ALIBABA_CLOUD_OIDC_PROVIDER_ARN,
          oidcTokenFilePath: process.env.ALIBABA_CLOUD_OIDC_TOKEN_FILE,
          roleSessionName: "conformance",
        }),
      ),
    ),
  default: () => keys(new Credential()),
});
