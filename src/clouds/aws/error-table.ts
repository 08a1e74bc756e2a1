import type { ErrorTable } from "../../core/error-table";

/** The codes that only AWS has. */
export const awsErrors: ErrorTable = {
  "aws-account-mismatch": {
    meaning: "role, provider or clusters are in different accounts, where AWS wants one",
    fix: "use those of one account; a role elsewhere is a `targetRoleArn` of Pod Identity",
  },
  "aws-audience-invalid": {
    meaning: "an audience is one that IAM does not store, or that the provider does not have as a client id",
    fix: "use `sts.amazonaws.com`, or an audience that is registered",
  },
  "aws-cloudfront-unsupported": {
    meaning:
      "an OpenShift cluster outside of AWS's commercial partition has its issuer at CloudFront, which is not offered there, or in China not with its default certificate",
    fix: "publish the issuer in a bucket of the region (`awsS3`)",
  },
  "aws-inline-policies-too-long": {
    meaning: "inline policies of a role are 10,240 characters together at most",
    fix: "make managed policies of some, and name them in `policyArnsByKey`",
  },
  "aws-inline-policy-invalid": {
    meaning: "an inline policy is no document that IAM stores, or its name is taken",
    fix: "mend the document as the message says",
  },
  "aws-inline-policy-taken": {
    meaning: "an inline policy has the name that the right to read a mount has",
    fix: "choose another name",
  },
  "aws-inventory-unknown": {
    meaning: "a file given to `openshift adopt` is not what the vendor's command line prints",
    fix: "print it anew with the command that `openshift adopt` shows",
  },
  "aws-issuer-url-port": {
    meaning: "IAM refuses a port in the URL of an issuer",
    fix: "publish the issuer on port 443",
  },
  "aws-oidc-provider-mismatch": {
    meaning: "the ARN of the registration names another issuer than the workload does",
    fix: "give the ARN of the provider of this issuer",
  },
  "aws-partition-mismatch": {
    meaning: "ARNs are of different partitions, such as `aws` and `aws-cn`, which share nothing",
    fix: "use those of one partition",
  },
  "aws-pod-identity-cluster-mismatch": {
    meaning: "the cluster of an association is not the one whose pods become the role",
    fix: "give the ARN of the cluster that the ServiceAccount is in",
  },
  "aws-pod-identity-cluster-missing": {
    meaning: "a subject of EKS Pod Identity has no cluster",
    fix: "name its cluster in `clusterArnsByKey`",
  },
  "aws-pod-identity-cluster-twice": {
    meaning: "`clusterArnsByKey` names the cluster that `clusterArn` has already",
    fix: "leave out the entry",
  },
  "aws-pod-identity-key-unknown": {
    meaning: "`clusterArnsByKey` has a key that no subject has",
    fix: "give the key to the subjects of that cluster, or leave it out",
  },
  "aws-pod-identity-missing": {
    meaning: "an argument needs EKS Pod Identity, and `podIdentity` is not set",
    fix: "set `aws.podIdentity`, or leave the argument out",
  },
  "aws-pod-identity-taken": {
    meaning: "the ServiceAccount would get a second association in one cluster, and EKS stores one",
    fix: "take it out of the new one, and give what it needs to the role that is deployed",
  },
  "aws-request-too-long": {
    meaning: "the permissions of a CredentialsRequest fit no policy",
    fix: "narrow the request, as the message says",
  },
  "aws-role-owner-unclear": {
    meaning: "arguments say of one role both that this program owns it and that somebody else does",
    fix: "choose one of `importRole`, `externalRoleArn` or neither",
  },
  "aws-secret-arn-invalid": {
    meaning: "the ARN of a secret or parameter cannot be read, or means more than one",
    fix: "give the whole ARN of one object",
  },
  "aws-secret-arn-missing": {
    meaning: "an object of a mount is named without saying what may be read",
    fix: "set `arn`",
  },
  "aws-secret-name-mismatch": {
    meaning: "the name of an object and its ARN mean different objects",
    fix: "leave `name` out",
  },
  "aws-secret-region-mismatch": {
    meaning: "objects of one mount are in two regions, and the provider asks one",
    fix: "make a mount for each region",
  },
  "aws-secret-service-mismatch": {
    meaning: "the ARN is of the other service than the one that is named",
    fix: "leave `service` out, or name the ARN's",
  },
  "aws-secret-service-missing": {
    meaning: "nothing says whether the object is in Secrets Manager or Parameter Store",
    fix: "set `service` to `secretsmanager` or `ssmparameter`",
  },
  "aws-secret-version-ambiguous": {
    meaning: "a parameter is asked for by version and by label",
    fix: "keep one of them",
  },
  "aws-session-policy-invalid": {
    meaning: "the session policy is no policy as JSON",
    fix: "give a policy document as JSON text",
  },
  "aws-session-policy-with-tags": {
    meaning: "EKS refuses a session policy beside session tags",
    fix: "set `disableSessionTags`, which lets the whole cluster in, or leave the policy out",
  },
  "aws-statement-invalid": {
    meaning: "a statement of a CredentialsRequest is none that IAM reads",
    fix: "mend the request at the path of the message",
  },
  "aws-tag-invalid": {
    meaning: "tags are more, longer or of other characters than IAM stores",
    fix: "keep to 50 tags, keys of 128 and values of 256 characters",
  },
  "aws-thumbprint-count": {
    meaning: "a provider takes 1 to 5 thumbprints",
    fix: "give fewer, or leave the argument out: IAM knows public roots itself",
  },
  "aws-too-many-policies": {
    meaning: "a role cannot have so many managed policies, whatever the quota",
    fix: "put the statements of several into one",
  },
  "aws-trust-too-long": {
    meaning: "the trust policy is longer than any quota allows",
    fix: "give the subjects to several workloads",
  },
  "aws-web-identity-refused": {
    meaning: "pods are wired for tokens that the role no longer accepts",
    fix: "use the wiring `podIdentity`, or leave `webIdentity: false` out",
  },
  "eks-issuer-missing": {
    meaning: "what was given as an EKS cluster has no issuer in `identities`",
    fix: "pass the outputs of the cluster",
  },
  "aws-bucket-name-invalid": {
    meaning: "the bucket cannot serve an issuer by this name",
    fix: "use 3 to 63 of `a-z`, digits and `-`, without a dot",
  },
  "aws-cluster-arn-invalid": { meaning: "this is no ARN of an EKS cluster", fix: "give the cluster's output `arn`" },
  "aws-description-invalid": {
    meaning: "the description is longer, or of other characters, than IAM stores",
    fix: "shorten it, and write it in Latin-1",
  },
  "aws-kms-key-arn-invalid": {
    meaning: "this is no ARN of a KMS key; aliases have no effect in a policy",
    fix: "give the ARN of the key",
  },
  "aws-oidc-provider-arn-invalid": {
    meaning: "this is no ARN of an IAM OIDC provider",
    fix: "give the whole ARN, as IAM lists it",
  },
  "aws-path-invalid": {
    meaning: "the path of a role does not begin and end with `/`",
    fix: "write it like `/workloads/`",
  },
  "aws-policy-arn-invalid": {
    meaning: "this is no ARN of a policy",
    fix: "write it like `arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess`",
  },
  "aws-policy-duplicate": { meaning: "one policy is attached twice", fix: "remove one" },
  "aws-region-invalid": { meaning: "this is no region", fix: "write it like `eu-central-1`" },
  "aws-role-arn-invalid": { meaning: "this is no ARN of a role", fix: "give the whole ARN, as IAM lists it" },
  "aws-role-name-invalid": {
    meaning: "IAM refuses this name of a role",
    fix: "use 1 to 64 letters, digits and `_+=,.@-`",
  },
  "aws-secret-text-empty": {
    meaning: "an argument of an object is an empty text",
    fix: "give something, or leave it out",
  },
  "aws-session-duration-out-of-range": {
    meaning: "IAM does not store this longest session",
    fix: "give 3600 to 43200 seconds",
  },
  "aws-session-name-invalid": {
    meaning: "STS refuses this name of a session",
    fix: "use 2 to 64 letters, digits and `_+=,.@-`",
  },
  "aws-thumbprint-invalid": {
    meaning: "this is no thumbprint of a certificate",
    fix: "write the SHA-1 of the CA as 40 hexadecimal digits",
  },
  "aws-trust-invalid": {
    meaning: "the trust policy, or what stands beside it, cannot be read",
    fix: "give the document as IAM answers it",
  },
  "aws-profile-invalid": {
    meaning: "this is no name of a profile of the vendor's configuration file",
    fix: "write the name alone, without brackets or spaces",
  },
  "aws-resource-unknown": {
    meaning: "the state has a kind of resource that this version of the library does not know",
    fix: "install the version that made the stack, or a newer one",
  },
};
