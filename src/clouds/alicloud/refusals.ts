import type { VendorRefusals } from "../../core/refusal";
import { tokenFileRows } from "../../core/refusal";

const OTHER_CLUSTER =
  "A pod of the second cluster is refused on Google Cloud, Alibaba Cloud or Huawei Cloud; `pod-subject-ambiguous`";
const NO_VARIABLES = "Alibaba Cloud: no variables in the pod";

/** What STS says (RRSA guide, error messages, 2026-01). */
export const ALICLOUD_REFUSALS: VendorRefusals = {
  rows: [
    {
      pattern: /IssuerNotMatch/,
      step: "issuer",
      means: "The OIDC provider that the pod names has another issuer than the token.",
      fix: "name the provider of this cluster: each cluster has one of its own",
      see: OTHER_CLUSTER,
    },
    {
      pattern: /AudienceNotMatch|Invalid audience/,
      step: "audience",
      means: "The token's audience is no client id of the OIDC provider.",
      fix: "ask for a token with the audience sts.aliyuncs.com, and keep that client id on the provider",
    },
    {
      pattern: /FingerprintMismatch|IssuerConfigurationBroken|Get public keys from OIDC Provider failed/,
      step: "keys",
      means: "Alibaba Cloud cannot fetch the issuer's documents, or its certificate has none of the fingerprints.",
      fix: "make both documents public with today's keys (`pulumi-workload-identity issuer check <url>`), and compare the fingerprints",
    },
    {
      pattern: /OIDCToken\.Expired|JsonWebToken is expired|SecurityToken\.Expired/,
      step: "token",
      means: "The token is past its time: the application keeps one that the kubelet has replaced.",
      fix: "read the token's file for every exchange",
    },
    {
      pattern: /AuthenticationFail\.OIDCToken\b/,
      step: "token",
      means: "What was sent is no token that the provider's keys have signed.",
      fix: "send the content of the token's file, and compare the keys of the cluster with those that it publishes",
    },
    {
      pattern: /EntityNotExist\.OIDCProvider|AuthenticationFail\.OIDCProvider/i,
      step: "registration",
      means: "There is no such OIDC provider in the account.",
      fix: "enable RRSA for the cluster or register its issuer, and compare the provider's ARN",
    },
    {
      pattern: /EntityNotExist\.Role/,
      step: "annotation",
      means: "There is no such RAM role.",
      fix: "correct the role's name that the ServiceAccount or the pod names",
    },
    {
      pattern: /AuthenticationFail\.NoPermission/,
      step: "trust",
      means: "The role's trust policy does not admit this ServiceAccount of this issuer with this audience.",
      fix: "name the ServiceAccount that the pod runs as under oidc:sub, and the cluster's issuer under oidc:iss",
    },
    {
      pattern: /\bThrottling\b/,
      step: "waits",
      means: "STS is asked too often.",
      fix: "keep the credentials until they expire, as the SDKs do",
    },
    ...tokenFileRows("alicloud", "rrsa-tokens/token"),
    {
      pattern:
        /InvalidCredentials|unable to get credentials|Unable to load credentials from any of the providers in the chain: |not found credentials|no credential(s)? (found|provider)/i,
      step: "wiring",
      means: "The pod has no variables of an identity.",
      fix: 'set the labels of the namespace and the pod and recreate it, or take `wiring: "projected"`',
      see: NO_VARIABLES,
    },
    {
      pattern: /InvalidAccessKeyId|Specified signature is not matched/,
      step: "wiring",
      means: "The pod has keys of its own, which the SDK takes before the identity, and they are good for nothing.",
      fix: "take ALIBABA_CLOUD_ACCESS_KEY_ID and its like out of the pod",
    },
    {
      pattern: /NoPermission|Forbidden\.RAM|AccessDenied[\s\S]*aliyuncs\.com/,
      step: "grants",
      means: "The pod is the role, and the role may not do this.",
      fix: "attach a policy with the action that the text names",
    },
  ],
  see: { issuer: OTHER_CLUSTER },
  unwired: NO_VARIABLES,
  waits: "Alibaba Cloud documents no wait; a new role or policy is known within seconds as a rule (not measured).",
};
