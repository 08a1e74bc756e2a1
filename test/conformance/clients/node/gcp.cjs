const { GoogleAuth } = require("google-auth-library");
const report = require("./report.cjs");

const auth = new GoogleAuth({ scopes: ["https://www.googleapis.com/auth/cloud-platform"] });

report({
  // The application default credentials: a file in the pod, or the metadata server of its node.
  token: () => auth.getAccessToken(),
  kind: async () => (await auth.getClient()).constructor.name,
  "token-info": async () => {
    const client = await auth.getClient();
    return (await client.getTokenInfo(await auth.getAccessToken())).email;
  },
});
