/** The Pulumi type of statements in a role's trust policy, which a dynamic provider manages. */
export const AWS_TRUST_STATEMENT = "pulumi-nodejs:dynamic/aws:TrustStatement";
