import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { audits } from "../../src/clouds/audits";
import { readPastedToken, readRefusal } from "../../src/doctor";

const ASSUME = "An error occurred when calling the AssumeRoleWithWebIdentity operation";

/** What clients print, by cloud and the step that has failed. */
const TEXTS: [string, string, string][] = [
  [
    "aws",
    "registration",
    `${ASSUME}: (InvalidIdentityToken) No OpenIDConnect provider found in your account for https://oidc.eks`,
  ],
  ["aws", "audience", `(InvalidIdentityToken) ${ASSUME}: Incorrect token audience`],
  [
    "aws",
    "trust",
    `An error occurred (AccessDenied) when calling the AssumeRoleWithWebIdentity operation: Not authorized to perform sts:AssumeRoleWithWebIdentity`,
  ],
  [
    "aws",
    "keys",
    "InvalidIdentityToken: Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation",
  ],
  [
    "aws",
    "token",
    "ExpiredTokenException: Token expired: current date/time 1 must be before the expiration date/time 0",
  ],
  ["aws", "wiring", "botocore.exceptions.NoCredentialsError: Unable to locate credentials"],
  [
    "aws",
    "grants",
    "User: arn:aws:sts::1:assumed-role/orders/x is not authorized to perform: s3:ListBucket on resource",
  ],
  [
    "azure",
    "issuer",
    "AADSTS700211: No matching federated identity record found for presented assertion issuer 'https://x'.",
  ],
  [
    "azure",
    "trust",
    "invalid_client: AADSTS700213: No matching federated identity record found for presented assertion subject",
  ],
  ["azure", "audience", "AADSTS700212: No matching federated identity record found for presented assertion audience"],
  ["azure", "trust", "AADSTS70021: No matching federated identity record found for presented assertion."],
  ["azure", "annotation", "AADSTS700016: Application with identifier 'x' was not found in the directory"],
  ["azure", "keys", "AADSTS50166: Request to External OIDC endpoint failed."],
  [
    "azure",
    "wiring",
    "WorkloadIdentityCredential: is unavailable. tenantId, clientId, and federatedTokenFilePath are required",
  ],
  [
    "gcp",
    "issuer",
    '{"error":"invalid_grant","error_description":"The issuer in ID Token https://a does not match the expected one in config: https://b."}',
  ],
  ["gcp", "audience", "The audience in ID Token [x] does not match the expected audience."],
  ["gcp", "keys", "Error connecting to the given credential's issuer."],
  ["gcp", "trust", "unauthorized_client: The given credential is rejected by the attribute condition."],
  ["gcp", "trust", "Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist)."],
  ["gcp", "registration", "Identity Pool does not exist (shop-prod.svc.id.goog)"],
  ["gcp", "token", "ID Token issued at 1700000000 is stale to sign-in."],
  ["gcp", "grants", "PERMISSION_DENIED: Permission 'storage.objects.list' denied on resource"],
  [
    "alicloud",
    "issuer",
    "AuthenticationFail.OIDCToken.IssuerNotMatch: The issuer in the OIDC Token doesn't match the OIDC Provider registered.",
  ],
  ["alicloud", "audience", "AuthenticationFail.OIDCToken.AudienceNotMatch: Invalid audience."],
  ["alicloud", "token", "AuthenticationFail.OIDCToken.Expired: This JsonWebToken is expired."],
  ["alicloud", "trust", "AuthenticationFail.NoPermission: This operation is forbidden by permission system."],
  ["alicloud", "annotation", "EntityNotExist.Role: The role not exists"],
  ["alicloud", "grants", "NoPermission: You are not authorized to do this action."],
  [
    "huawei",
    "trust",
    '{"error_code":"STS5.0403","error_msg":"You are not authorized to perform: sts:agencies:assumeWithOIDC."}',
  ],
  ["huawei", "keys", '{"error_msg":"The request you have made requires authentication.","error_code":"IAM.0001"}'],
  ["huawei", "registration", '{"error_msg":"Could not find IdP: prod.","error_code":"IAM.0004"}'],
  ["huawei", "annotation", "STS5.1106 The agency cannot be found."],
  [
    "aws",
    "annotation",
    "An error occurred (ValidationError) when calling the AssumeRoleWithWebIdentity operation: Request ARN is invalid",
  ],
  [
    "aws",
    "trust",
    "not authorized to perform sts:AssumeRoleWithWebIdentity (Service: Sts, Status Code: 403, Request ID: 1)",
  ],
  [
    "aws",
    "trust",
    "operation error STS: AssumeRoleWithWebIdentity, https response error StatusCode: 403, api error AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity",
  ],
  [
    "aws",
    "trust",
    "AccessDeniedException: Unauthorized Exception! EKS does not have permissions to assume the associated role.",
  ],
  [
    "aws",
    "token",
    "InvalidIdentityToken: The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
  ],
  ["aws", "token", "The web identity token that was passed is expired or is not valid. Get a new identity token"],
  ["aws", "keys", "IDPCommunicationError: the identity provider (IdP) could not be reached"],
  [
    "aws",
    "keys",
    "InvalidIdentityToken: OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint",
  ],
  ["aws", "wiring", "failed to refresh cached credentials, no EC2 IMDS role found, operation error ec2imds"],
  ["aws", "wiring", "An error occurred (InvalidClientTokenId): The security token included in the request is invalid."],
  [
    "aws",
    "waits",
    "An error occurred (Throttling) when calling the AssumeRoleWithWebIdentity operation: Rate exceeded",
  ],
  ["aws", "waits", "ThrottlingException: Rate exceeded"],
  [
    "azure",
    "trust",
    "AADSTS7002138: No matching federated identity record found for presented assertion subject 'system:serviceaccount:Shop:orders'. The subject matches with case-insensitive comparison, but not with case-sensitive comparison.",
  ],
  ["azure", "issuer", "AADSTS700222: AAD-issued tokens may not be used for federated identity flows."],
  ["azure", "annotation", "AADSTS7000229: The client application x is missing service principal in the tenant y."],
  ["azure", "annotation", "AADSTS90002: Tenant 'x' not found."],
  ["azure", "keys", "AADSTS50013: Assertion failed signature validation."],
  ["azure", "keys", "AADSTS90061: Request to External OIDC endpoint failed."],
  ["azure", "token", "AADSTS700024: Client assertion is not within its valid time range."],
  ["azure", "wiring", "AADSTS7000215: Invalid client secret provided."],
  [
    "azure",
    "grants",
    "(AuthorizationFailed) The client 'x' with object id 'y' does not have authorization to perform action",
  ],
  [
    "gcp",
    "audience",
    '{"error":"invalid_grant","error_description":"The audience in ID Token [https://a] does not match the expected audience //iam.googleapis.com/p."}',
  ],
  [
    "gcp",
    "trust",
    "Unable to generate access token; IAM returned 403 Forbidden: Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist).",
  ],
  ["gcp", "annotation", "IAM returned 404 Not Found: Gaia id not found for email orders@shop.iam.gserviceaccount.com"],
  ["gcp", "trust", "The size of mapped attribute google.subject exceeds the 127 bytes limit."],
  [
    "gcp",
    "registration",
    'invalid_target: The target service indicated by the "audience" parameters is invalid. This might either be because the pool or provider is disabled or deleted',
  ],
  ["alicloud", "keys", "AuthenticationFail.OIDCToken.PublicKeyFingerprintMismatch: The fingerprint does not match."],
  ["alicloud", "token", '{"Code":"AuthenticationFail.OIDCToken.Invalid","Message":"This JsonWebToken is invalid."}'],
  ["alicloud", "registration", "AuthenticationFail.OIDCProvider.NotExist: The OIDC provider does not exist."],
  ["alicloud", "waits", '{"Code":"Throttling.User","Message":"Request was denied due to user flow control."}'],
  [
    "huawei",
    "keys",
    '{"error":{"code":401,"message":"The request you have made requires authentication.","title":"Unauthorized"}}',
  ],
  ["huawei", "keys", '{"error_code":"STS5.0401","error_msg":"Invalid id_token."}'],
  ["huawei", "registration", '{"error_code":"STS5.0404","error_msg":"OIDC provider cannot be found."}'],
  [
    "aws",
    "wiring",
    "User: arn:aws:sts::1:assumed-role/eks-node-group/i-0abcdef0123456789 is not authorized to perform: dynamodb:GetItem on resource",
  ],
  [
    "aws",
    "grants",
    "User: arn:aws:sts::1:assumed-role/orders/botocore-session-1 is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::2:role/x",
  ],
  ["aws", "grants", "AccessDenied: Access Denied\n\tstatus code: 403, request id: X, host id: Y"],
  ["aws", "wiring", "open /var/run/secrets/eks.amazonaws.com/serviceaccount/token: permission denied"],
  [
    "aws",
    "wiring",
    "PermissionError: [Errno 13] Permission denied: '/var/run/secrets/eks.amazonaws.com/serviceaccount/token'",
  ],
  ["azure", "wiring", "no client ID specified. Check pod configuration or set ClientID in the options"],
  ["azure", "wiring", "open /var/run/secrets/azure/tokens/azure-identity-token: permission denied"],
  [
    "azure",
    "grants",
    '{"error":{"code":"Forbidden","message":"Caller is not authorized to perform action on resource.","innererror":{"code":"ForbiddenByRbac"}}}',
  ],
  [
    "gcp",
    "trust",
    "compute: Received 403 `Unable to generate access token; IAM returned 403 Forbidden: The caller does not have permission\nThis error could be caused by a missing IAM policy binding on the target IAM service account.`",
  ],
  [
    "gcp",
    "trust",
    'Failed to generate Google Cloud access token for x@y.iam.gserviceaccount.com: {"error":{"code":403,"message":"The caller does not have permission","status":"PERMISSION_DENIED"}}',
  ],
  ["gcp", "wiring", "googleapi: Error 403: Request had insufficient authentication scopes."],
  ["gcp", "grants", "rpc error: code = PermissionDenied desc = The caller does not have permission"],
  ["alicloud", "wiring", "open /var/run/secrets/ack.alibabacloud.com/rrsa-tokens/token: permission denied"],
  [
    "alicloud",
    "grants",
    "<Error><Code>AccessDenied</Code><Message>You have no right to access this object because of bucket acl.</Message><HostId>b.oss-cn-hangzhou.aliyuncs.com</HostId></Error>",
  ],
  [
    "huawei",
    "grants",
    "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error> from https://b.obs.cn-north-4.myhuaweicloud.com",
  ],
  [
    "aws",
    "wiring",
    "SdkClientException: Unable to load credentials from any of the providers in the chain AwsCredentialsProviderChain(credentialsProviders=[WebIdentityTokenFileCredentialsProvider()]) : To use web identity tokens, the 'sts' service module must be on the class path.",
  ],
  [
    "aws",
    "wiring",
    "WebIdentityErr: unable to read file at /var/run/secrets/eks.amazonaws.com/serviceaccount/token\ncaused by: open /var/run/secrets/eks.amazonaws.com/serviceaccount/token: no such file or directory",
  ],
  ["aws", "wiring", "ENOENT: no such file or directory, open '/var/run/secrets/workload-identity/aws/token'"],
  [
    "aws",
    "wiring",
    "dispatch failure: the credentials provider was not enabled: no providers in chain provided credentials",
  ],
  ["aws", "wiring", "Aws::Errors::MissingCredentialsError: unable to sign request without credentials set"],
  [
    "aws",
    "wiring",
    "Amazon.Runtime.AmazonServiceException: Unable to get IAM security credentials from EC2 Instance Metadata Service.",
  ],
  [
    "aws",
    "wiring",
    "Aws\\Exception\\CredentialsException: Error retrieving credentials from the instance profile metadata service. (cURL error 28)",
  ],
  [
    "aws",
    "wiring",
    "botocore.exceptions.PartialCredentialsError: Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY",
  ],
  ["aws", "wiring", "botocore.exceptions.ProfileNotFound: The config profile (prod) could not be found"],
  [
    "aws",
    "wiring",
    "SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided.",
  ],
  ["aws", "wiring", "InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records."],
  ["aws", "wiring", "RegionDisabledException: STS is not activated in this region for account:111122223333."],
  ["aws", "trust", "ValidationError: The requested DurationSeconds exceeds the MaxSessionDuration set for this role."],
  [
    "aws",
    "trust",
    "WebIdentityErr: failed to retrieve credentials\ncaused by: AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity\n\tstatus code: 403",
  ],
  [
    "aws",
    "grants",
    "is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:1:key/x because no identity-based policy allows the kms:Decrypt action",
  ],
  ["azure", "annotation", "AADSTS7000112: Application '00000000-0000-4000-8000-000000000001'(orders) is disabled."],
  ["azure", "annotation", "AADSTS900382: Confidential Client is not supported in Cross Cloud request."],
  [
    "azure",
    "grants",
    "AADSTS53003: Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
  ],
  [
    "azure",
    "grants",
    "AADSTS500011: The resource principal named api://orders was not found in the tenant named shop.",
  ],
  [
    "azure",
    "grants",
    "Status code: 403, This request is not authorized to perform this operation using this permission.",
  ],
  [
    "azure",
    "wiring",
    "ManagedIdentityCredential authentication unavailable. No identity has been assigned to this resource.",
  ],
  [
    "azure",
    "wiring",
    "FileNotFoundException: /var/run/secrets/azure/tokens/azure-identity-token (No such file or directory)",
  ],
  [
    "gcp",
    "wiring",
    "java.io.IOException: Your default credentials were not found. To set up Application Default Credentials for your environment, see x",
  ],
  ["gcp", "wiring", 'metadata: GCE metadata "instance/service-accounts/default/token?scopes=x" not defined'],
  [
    "gcp",
    "wiring",
    "UNAUTHENTICATED: Request is missing required authentication credential. Expected OAuth 2 access token",
  ],
  [
    "gcp",
    "wiring",
    "google.auth.exceptions.RefreshError: ('invalid_grant: Invalid JWT Signature.', {'error': 'invalid_grant'})",
  ],
  [
    "gcp",
    "wiring",
    "FileNotFoundError: [Errno 2] No such file or directory: '/var/run/secrets/workload-identity/gcp/token'",
  ],
  [
    "alicloud",
    "wiring",
    "com.aliyun.credentials.exception.CredentialException: Unable to load credentials from any of the providers in the chain: EnvironmentVariableCredentialsProvider: Environment variable accessKeyId cannot be empty",
  ],
  ["alicloud", "wiring", "alibabacloud_credentials.exceptions.CredentialException: not found credentials"],
  ["alicloud", "wiring", "InvalidAccessKeyId.NotFound: Specified access key is not found."],
  ["alicloud", "wiring", "SignatureDoesNotMatch: Specified signature is not matched with our calculation."],
  ["alicloud", "token", "InvalidSecurityToken.Expired: Specified SecurityToken is expired."],
  [
    "huawei",
    "wiring",
    '{"error_msg":"Incorrect IAM authentication information: verify aksk signature fail","error_code":"APIGW.0301"}',
  ],
  ["huawei", "wiring", "open /var/run/secrets/workload-identity/huawei/token: permission denied"],
];

describe("what a vendor answers", () => {
  it.each(TEXTS)("is read: %s, %s: %s", (cloud, step, text) => {
    expect(readRefusal(text)).toMatchObject({ cloud, step });
    expect(readRefusal(`Traceback\n  at x\n${text}\n`)).toMatchObject({ cloud, step });
  });

  it("is none that is known where it is none", () => {
    for (const text of ["", "connection refused", "{}", "403 Forbidden", "x".repeat(100_000)]) {
      expect(readRefusal(text)).toBeUndefined();
    }
    expect(readRefusal(TEXTS[0]![2], "azure")).toBeUndefined();
  });

  it("is read in time that does not explode", () => {
    const hostile = "AccessDenied issuer in ID Token audience in ID Token WorkloadIdentityCredential ".repeat(5_000);
    const start = process.cpuUsage();
    readRefusal(hostile);
    expect(process.cpuUsage(start).user).toBeLessThan(2_000_000);
  });

  it("names rows that the page on troubleshooting has", () => {
    const readme = readFileSync(resolve(__dirname, "../../docs/troubleshooting.md"), "utf8");
    const symptoms = audits.flatMap(({ refusals: { rows, see, unwired } }) => [
      ...rows.flatMap((row) => row.see ?? []),
      ...Object.values(see),
      ...(unwired === undefined ? [] : [unwired]),
    ]);
    expect(symptoms.length).toBeGreaterThan(10);
    expect(symptoms.filter((symptom) => !readme.includes(`| ${symptom}`))).toEqual([]);
  });
});

describe("a pasted token", () => {
  const claims = { iss: "https://i", sub: "system:serviceaccount:shop:orders", aud: ["a"] };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const token = `${part({ alg: "RS256" })}.${part(claims)}.c2ln`;

  const request = JSON.stringify(
    { kind: "TokenRequest", status: { token, expirationTimestamp: "2026-11-27T12:00:00Z" } },
    null,
    2,
  );

  it.each([
    request,
    `Authorization: Bearer ${token}`,
    token.slice(0, -3),
    token,
    `Bearer ${token}`,
    `"${token}"\n`,
    `${token.slice(0, 20)}\n${token.slice(20)}`,
  ])("is read as it comes", (text) => {
    expect(readPastedToken(text)).toEqual(claims);
  });

  it.each(["", token.slice(0, -20), "a.b", "a.b.c", "not a token", `${part({ alg: "RS256" })}.${part({})}.x`])(
    "is refused and not repeated: %j",
    (text) => {
      expect(() => readPastedToken(`secret${text}`)).toThrow(
        expect.objectContaining({ code: "token-invalid", message: expect.not.stringContaining("secret") }),
      );
    },
  );
});
