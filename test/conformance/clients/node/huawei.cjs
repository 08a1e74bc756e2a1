const { GlobalCredentials } = require("@huaweicloud/huaweicloud-sdk-core");
const { IamClient } = require("@huaweicloud/huaweicloud-sdk-iam/v3/public-api");
const report = require("./report.cjs");

const { HUAWEICLOUD_SDK_IDP_ID, HUAWEICLOUD_SDK_ID_TOKEN_FILE, HUAWEICLOUD_SDK_IAM_ENDPOINT } = process.env;

async function account() {
  const credentials = new GlobalCredentials()
    .withIdpId(HUAWEICLOUD_SDK_IDP_ID)
    .withIdTokenFile(HUAWEICLOUD_SDK_ID_TOKEN_FILE)
    .withIamEndpoint(HUAWEICLOUD_SDK_IAM_ENDPOINT);
  const client = IamClient.newBuilder().withCredential(credentials).withEndpoint(HUAWEICLOUD_SDK_IAM_ENDPOINT).build();
  const { domains } = await client.keystoneListAuthDomains();
  return domains[0].id;
}

report({ "id-token-file": account });
