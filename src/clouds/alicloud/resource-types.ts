/** The Pulumi type of statements in a role's trust policy, which a dynamic provider manages. */
export const ALICLOUD_TRUST_STATEMENT = "pulumi-nodejs:dynamic/alicloud:TrustStatement";
