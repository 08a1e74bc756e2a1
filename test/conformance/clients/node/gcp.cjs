const { GoogleAuth, OAuth2Client } = require("google-auth-library");
const report = require("./report.cjs");

const auth = new GoogleAuth({ scopes: ["https://www.googleapis.com/auth/cloud-platform"] });

report({
  // The application default credentials: a file in the pod, or the metadata server of its node.
  token: () => auth.getAccessToken(),
  kind: async () => (await auth.getClient()).constructor.name,
  "token-info": async () => {
    // Credentials of an external account have no such call of their own.
    const { email, scopes } = await new OAuth2Client().getTokenInfo(await auth.getAccessToken());
    return { email, scopes };
  },
});
