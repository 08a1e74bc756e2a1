import type { VendorRefusals } from "../../core/refusal";
import { tokenFileRows } from "../../core/refusal";

const NO_VARIABLES = "Pod has no AWS variables";

/** What STS and the SDKs say (IAM user guide and re:Post, 2026-11). */
export const AWS_REFUSALS: VendorRefusals = {
  rows: [
    {
      pattern: /No ?OpenID ?Connect provider found|NoOpenIDConnectProvider/i,
      step: "registration",
      means: "The account of the role has no IAM OIDC provider whose URL is the token's iss.",
      fix: "register the issuer that the token names, byte for byte, in the account of the role",
      see: "AWS `InvalidIdentityToken: No OpenIDConnect provider found`",
    },
    {
      pattern: /Incorrect token audience/i,
      step: "audience",
      means: "The token's audience is no client id of the IAM OIDC provider.",
      fix: "ask for a token with the audience sts.amazonaws.com, and keep that client id on the provider",
      see: "AWS `InvalidIdentityToken: Incorrect token audience`",
    },
    {
      pattern: /Couldn'?t retrieve verification key|IDPCommunicationError|OpenIDConnect provider'?s HTTPS certificate/i,
      step: "keys",
      means: "AWS cannot fetch the issuer's documents, or they have no such key.",
      fix: "make discovery document and key set public with today's keys: `pulumi-workload-identity issuer check <url>`",
    },
    {
      pattern:
        /ExpiredToken(Exception)?\b|Token expired: current date\/time|web identity token that was passed is expired/i,
      step: "token",
      means: "The token is past its time: the application keeps one that the kubelet has replaced.",
      fix: "read the token's file for every exchange, as the SDKs do",
    },
    {
      pattern: /not a valid JWT|InvalidIdentityToken|IDPRejectedClaim/i,
      step: "token",
      means: "What was sent is no token that AWS can read.",
      fix: "send the content of the file that AWS_WEB_IDENTITY_TOKEN_FILE names, whole and alone",
    },
    {
      pattern: /Request ARN is invalid|'roleArn' failed to satisfy constraint/i,
      step: "annotation",
      means: "What the pod names as its role is no ARN of a role.",
      fix: "annotate the ServiceAccount with the whole ARN: arn:aws:iam::<account>:role/<path and name>",
    },
    {
      pattern: /DurationSeconds exceeds the MaxSessionDuration/i,
      step: "trust",
      means: "The pod asks for a longer session than the role allows.",
      fix: "ask for a shorter one, or raise the role's maxSessionDuration",
    },
    {
      pattern: /EKS does not have permissions to assume the associated role/i,
      step: "trust",
      means: "The role of the Pod Identity association does not trust pods.eks.amazonaws.com.",
      fix: "let that service principal do sts:AssumeRole and sts:TagSession in the role's trust policy",
    },
    {
      pattern:
        /AccessDenied[\s\S]*AssumeRoleWithWebIdentity|not authorized to perform:? sts:AssumeRoleWithWebIdentity/i,
      step: "trust",
      means:
        "The role's trust policy does not admit this namespace and ServiceAccount with this audience, or there is no such role.",
      fix: "name the ServiceAccount that the pod runs as in the trust, and look at the role's ARN",
      see: "AWS `AccessDenied … sts:AssumeRoleWithWebIdentity`",
    },
    {
      // The session of an instance's own role is called after the instance.
      pattern: /assumed-role\/[^/\s]+\/i-[0-9a-f]{8,} is not authorized to perform/i,
      step: "wiring",
      means: "The pod acts as its node: the SDK found no variables of an identity and took the role of the instance.",
      fix: "use podTemplate, or recreate the pod after its ServiceAccount was annotated",
      see: NO_VARIABLES,
    },
    ...tokenFileRows("aws", "eks\\.amazonaws\\.com/serviceaccount/[\\w-]*token"),
    {
      pattern: /You must specify a region|Missing region|NoRegionError/i,
      step: "wiring",
      means: "Nothing in the pod says a region.",
      fix: "set `aws: { region }`, or AWS_REGION in the pod's template",
      see: 'Pod says "You must specify a region"',
    },
    {
      pattern:
        /Unable to locate credentials|no EC2 IMDS role found|Unable to load credentials from any of the providers in the chain Aws|Unable to load AWS credentials|Could not load credentials from any providers|NoCredentialProviders|NoCredentialsError|MissingCredentialsError|no providers in chain provided credentials|Unable to get IAM security credentials from EC2|credentials from the instance profile metadata/i,
      step: "wiring",
      means: "The pod has no variables of an identity.",
      fix: "use podTemplate, or recreate the pod after its ServiceAccount was annotated",
      see: NO_VARIABLES,
    },
    {
      pattern:
        /InvalidClientTokenId|UnrecognizedClientException|security token included in the request is invalid|The AWS Access Key Id you provided does not exist|PartialCredentialsError|ProfileNotFound|request signature we calculated does not match/i,
      step: "wiring",
      means: "The pod has keys of its own, which the SDK takes before the identity, and they are good for nothing.",
      fix: "take AWS_ACCESS_KEY_ID and its like out of the pod",
    },
    {
      pattern: /To use web identity tokens, the 'sts' service module must be on the class path/i,
      step: "wiring",
      means: "The SDK for Java takes web identity tokens with its STS module alone.",
      fix: "add software.amazon.awssdk:sts to the application",
    },
    {
      pattern: /RegionDisabledException|STS is not activated in this region/i,
      step: "wiring",
      means: "The account has not activated STS in the region that the pod works in.",
      fix: "activate STS there, or set AWS_REGION to another region",
    },
    {
      pattern: /ThrottlingException|\(Throttling\) when calling|Throttling: Rate exceeded/,
      step: "waits",
      means: "AWS is asked too often.",
      fix: "keep the credentials until they expire, as the SDKs do",
    },
    {
      pattern: /is not authorized to perform:? sts:(AssumeRole|TagSession)\b/i,
      step: "grants",
      means: "The pod is the role, and may not go on to the other role that the text names.",
      fix: "allow the action to the first role, and trust the first role in the policy of the other one",
    },
    {
      pattern: /is not authorized to perform:? [a-z0-9-]+:\w+|AccessDenied\W{1,20}Access Denied\s+status code: 403/i,
      step: "grants",
      means: "The pod is the role, and the role may not do this.",
      fix: "attach a policy with the action that the text names",
    },
  ],
  see: {
    audience: "AWS `InvalidIdentityToken: Incorrect token audience`",
    registration: "AWS `InvalidIdentityToken: No OpenIDConnect provider found`",
    trust: "AWS `AccessDenied … sts:AssumeRoleWithWebIdentity`",
  },
  unwired: NO_VARIABLES,
  waits: "A new role, provider or policy is known everywhere within seconds, sometimes a minute.",
};
