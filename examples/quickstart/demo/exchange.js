// How a pod's client library turns its ServiceAccount token into credentials, as plain requests to the token service at `origin`.
// Each answers { allowed, detail }: what the workload became, or the vendor's own refusal.

const form = (fields) => ({ method: "POST", body: new URLSearchParams(fields) });

async function ask(url, request) {
  const response = await fetch(url, request);
  return { ok: response.ok, headers: response.headers, text: await response.text() };
}

const tag = (text, name) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? "";

module.exports = {
  aws: {
    title: "AWS",
    audience: () => "sts.amazonaws.com",
    async exchange(origin, { roleArn }, token) {
      const fields = {
        Action: "AssumeRoleWithWebIdentity",
        Version: "2011-06-15",
        RoleArn: roleArn,
        RoleSessionName: "demo",
        WebIdentityToken: token,
      };
      const { ok, text } = await ask(`${origin}/aws/`, form(fields));
      return { allowed: ok, detail: ok ? tag(text, "Arn") : `${tag(text, "Code")}: ${tag(text, "Message")}` };
    },
  },
  azure: {
    title: "Azure",
    audience: () => "api://AzureADTokenExchange",
    async exchange(origin, { clientId, tenantId }, token) {
      const fields = {
        grant_type: "client_credentials",
        client_id: clientId,
        scope: "https://storage.azure.com/.default",
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion: token,
      };
      const { ok, text } = await ask(`${origin}/azure/${tenantId}/oauth2/v2.0/token`, form(fields));
      const answer = JSON.parse(text);
      return { allowed: ok, detail: ok ? `access token of ${clientId}` : answer.error_description };
    },
  },
  gcp: {
    title: "Google Cloud",
    audience: ({ credentialConfiguration }) => `https:${JSON.parse(credentialConfiguration).audience}`,
    async exchange(origin, { credentialConfiguration, principals }, token) {
      const fields = {
        grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
        audience: JSON.parse(credentialConfiguration).audience,
        scope: "https://www.googleapis.com/auth/cloud-platform",
        requested_token_type: "urn:ietf:params:oauth:token-type:access_token",
        subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
        subject_token: token,
      };
      const { ok, text } = await ask(`${origin}/gcp/v1/token`, form(fields));
      if (!ok) return { allowed: false, detail: `${JSON.parse(text).error}: ${JSON.parse(text).error_description}` };
      // The pool gives anybody of the cluster a token of their own principal; what counts is whether that principal was granted anything.
      const claims = JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());
      const granted = principals.some((principal) => principal.endsWith(`/subject/${claims.sub}`));
      return {
        allowed: granted,
        detail: granted
          ? `principal ${claims.sub}`
          : `PERMISSION_DENIED: no role is granted to principal ${claims.sub}`,
      };
    },
  },
  alicloud: {
    title: "Alibaba Cloud",
    audience: () => "sts.aliyuncs.com",
    async exchange(origin, { roleArn, oidcProviderArn }, token) {
      const fields = {
        Action: "AssumeRoleWithOIDC",
        Version: "2015-04-01",
        Format: "JSON",
        Timestamp: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
        SignatureNonce: String(Math.random()),
        RoleArn: roleArn,
        OIDCProviderArn: oidcProviderArn,
        RoleSessionName: "demo",
        OIDCToken: token,
      };
      const { ok, text } = await ask(`${origin}/alicloud/`, form(fields));
      const answer = JSON.parse(text);
      return { allowed: ok, detail: ok ? answer.AssumedRoleUser.Arn : `${answer.Code}: ${answer.Message}` };
    },
  },
  huawei: {
    title: "Huawei Cloud",
    audience: ({ clientId }) => clientId,
    async exchange(origin, { agencyUrn, oidcProviderUrn }, token) {
      const fields = {
        agency_urn: agencyUrn,
        provider_urn: oidcProviderUrn,
        agency_session_name: "demo",
        id_token: token,
      };
      const request = { method: "POST", body: JSON.stringify(fields) };
      const { ok, text } = await ask(`${origin}/huawei/v5/agencies/assume-with-oidc`, request);
      const answer = JSON.parse(text);
      return { allowed: ok, detail: ok ? answer.assumed_agency.urn : `${answer.error_code}: ${answer.error_msg}` };
    },
  },
};
