import type { VendorRefusals } from "../../core/refusal";
import { tokenFileRows } from "../../core/refusal";

const OTHER_KEYS = "Huawei Cloud: tokens are refused after the cluster's keys have changed";
const NOT_YET = "Huawei Cloud: signed in, but every call is refused";

/** What IAM and STS say (IAM API reference, error codes, 2026-11). IAM's own code for a refused token is one for several causes. */
export const HUAWEI_REFUSALS: VendorRefusals = {
  rows: [
    ...tokenFileRows("huawei"),
    {
      pattern: /STS5\.0404|OIDC provider cannot be found/,
      step: "registration",
      means: "There is no such OIDC provider in the account.",
      fix: "register the cluster's issuer, and compare the provider's URN",
    },
    {
      pattern: /STS5\.1106|agency cannot be found/,
      step: "annotation",
      means: "There is no such trust agency.",
      fix: "correct the agency's URN that the pod names",
    },
    {
      pattern: /STS5\.0403|sts:agencies:assumeWithOIDC/,
      step: "trust",
      means: "The trust agency does not admit this ServiceAccount of this issuer with this audience.",
      fix: "name the ServiceAccount that the pod runs as under oidc:sub, and the cluster's issuer under oidc:iss",
    },
    {
      pattern: /STS5\.0401|Invalid id_token/,
      step: "keys",
      means: "The token is not one of the OIDC provider: its keys, issuer, audience or times are others.",
      fix: "compare the token's iss and aud with the provider, and store today's key set there",
      see: OTHER_KEYS,
    },
    {
      pattern: /IAM\.0004|Could not find (identity|IdP|protocol)/i,
      step: "registration",
      means: "There is no such identity provider, or it has no protocol.",
      fix: "compare the provider's name in HUAWEICLOUD_SDK_IDP_ID with the one that is there",
    },
    {
      pattern: /verify (aksk )?signature fail|ak \S+ not exist/i,
      step: "wiring",
      means: "The pod has keys of its own, which clients take before the identity, and they are good for nothing.",
      fix: "take HUAWEICLOUD_SDK_AK and its like out of the pod",
    },
    {
      pattern: /IAM\.0001|APIGW\.0301|request you have made requires authentication/i,
      step: "keys",
      means:
        "The identity provider does not take the token: stored keys, issuer, audience, or no conversion rule that gives it a group.",
      fix: "store today's key set, and look at the rule of this ServiceAccount",
      see: OTHER_KEYS,
    },
    {
      pattern: /Cannot find module 'pulumi-workload-identity\/clouds\/huawei\/resources'/,
      step: "registration",
      means: "The state names this package, and the program does not have it.",
      fix: "npm install pulumi-workload-identity in the program",
      see: "Huawei Cloud: `Cannot find module 'pulumi-workload-identity/clouds/huawei/resources'`",
    },
    {
      pattern: /credentials? (can ?not be|is|are) (null|nil|none|empty|missing|required)|failed to get credential/i,
      step: "wiring",
      means: "The SDK found no credentials in the pod.",
      fix: "use podTemplate; in Node.js build the credentials with withIdpId and withIdTokenFile",
      see: "Huawei Cloud: the SDK for Node.js finds no credentials",
    },
    {
      pattern:
        /PAP5\.0003|IAM\.0003|You are not authorized to perform|Policy doesn'?t allow|AccessDenied[\s\S]*myhuaweicloud\.com/i,
      step: "grants",
      means: "The pod is the identity, and the identity may not do this, or not yet.",
      fix: "grant a role with the action; wait up to 30 minutes where it is new",
      see: NOT_YET,
    },
  ],
  see: { keys: OTHER_KEYS, grants: NOT_YET },
  waits: "IAM takes 15 to 30 minutes to act on a new role of a group.",
};
