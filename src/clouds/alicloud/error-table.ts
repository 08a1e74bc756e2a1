import type { ErrorTable } from "../../core/error-table";

/** The codes that only Alibaba Cloud has. */
export const alicloudErrors: ErrorTable = {
  "ack-audience-fixed": {
    meaning: "an audience is asked for that the provider which ACK made does not know",
    fix: "leave the audience out: it is the one that RRSA registered",
  },
  "ack-issuer-not-adopted": {
    meaning: "the issuer of an ACK cluster would be registered a second time, though enabling RRSA has registered it",
    fix: "pass `cluster.rrsaMetadata.apply(ackIssuer)`, or set `alicloud.oidcProviderArn`; in another account set `allowAckIssuer`",
  },
  "ack-rrsa-disabled": {
    meaning: "the cluster whose issuer is read has RRSA switched off",
    fix: "set `enableRrsa: true` on the cluster; on one that exists already, in an update of its own",
  },
  "ack-rrsa-incomplete": {
    meaning: "RRSA is on, and the cluster's outputs do not name its issuer or provider yet",
    fix: "wait until the cluster runs, then `pulumi refresh`",
  },
  "alicloud-fingerprints-missing": {
    meaning: "RAM registers no issuer without the fingerprint of its root certificate",
    fix: "give 1 to 5 SHA-1 fingerprints in `fingerprints`",
  },
  "alicloud-issuer-url-at": {
    meaning: "RAM refuses an `@` in the URL of an issuer",
    fix: "publish the issuer under a URL without it",
  },
  "alicloud-policy-document-invalid": {
    meaning: "a custom policy is no document that RAM stores",
    fix: "give `Version` and `Statement` as the message says",
  },
  "alicloud-role-owner-unclear": {
    meaning: "arguments say of one role both that this program owns it and that somebody else does",
    fix: "choose one of `importRole`, `externalRoleArn` or neither",
  },
  "alicloud-sts-endpoint-ambiguous": {
    meaning: "the address of STS is said in two ways that do not agree",
    fix: "keep `stsEndpoint`, or `stsRegion` with `stsVpcEndpoint`",
  },
  "alicloud-sts-region-invalid": {
    meaning: "this is no id of a region of Alibaba Cloud",
    fix: "write one such as `cn-hangzhou`",
  },
  "alicloud-sts-region-missing": {
    meaning: "the VPC address of STS is asked for without a region, and SDKs would call the public one",
    fix: "set `stsRegion`",
  },
  "alicloud-too-many-fingerprints": {
    meaning: "a provider takes 5 fingerprints at most",
    fix: "leave out those of certificates that are not in use",
  },
  "alicloud-trust-too-long": {
    meaning: "the trust policy is longer than RAM is known to store",
    fix: "give the subjects to several workloads",
  },
  "alicloud-webhook-account-mismatch": {
    meaning: "the webhook finds a role by its name in the provider's account, and this role is in another one",
    fix: "use the wiring `projected`",
  },
  "other-provider-missing": {
    meaning: "a subject in `others` comes from an issuer whose RAM provider is not named",
    fix: "name the provider on the issuer's entry, as the message says",
  },
  "alicloud-account-mismatch": {
    meaning: "role, provider or policies are in different accounts, where RAM wants one",
    fix: "use those of one account",
  },
  "alicloud-audience-invalid": {
    meaning: "RAM does not store this audience",
    fix: "give one of letters, digits and `.-_:/`, beginning with a letter or digit",
  },
  "alicloud-bucket-name-invalid": {
    meaning: "OSS refuses this name of a bucket",
    fix: "use 3 to 63 of `a-z`, digits and `-`",
  },
  "alicloud-description-invalid": { meaning: "the description is longer than RAM stores", fix: "shorten it" },
  "alicloud-fingerprint-invalid": {
    meaning: "this is no SHA-1 fingerprint",
    fix: "write 40 hexadecimal digits without colons",
  },
  "alicloud-issuance-limit-out-of-range": {
    meaning: "RAM does not store this longest age of a token",
    fix: "give hours in the range of the message",
  },
  "alicloud-oidc-provider-arn-invalid": {
    meaning: "this is no ARN of a RAM OIDC provider",
    fix: "write `acs:ram::<account>:oidc-provider/<name>`",
  },
  "alicloud-policy-duplicate": { meaning: "one policy is attached twice", fix: "remove one" },
  "alicloud-policy-name-invalid": {
    meaning: "RAM refuses this name of a policy",
    fix: "give the name alone, without an ARN",
  },
  "alicloud-provider-name-invalid": {
    meaning: "RAM refuses this name of a provider",
    fix: "use 2 to 128 letters, digits and `._-`",
  },
  "alicloud-role-arn-invalid": {
    meaning: "this is no ARN of a RAM role",
    fix: "write `acs:ram::<account>:role/<name>`",
  },
  "alicloud-role-name-invalid": {
    meaning: "RAM refuses this name of a role",
    fix: "use 1 to 64 letters, digits and `.-`",
  },
  "alicloud-session-duration-out-of-range": {
    meaning: "RAM does not store this longest session",
    fix: "give 3600 to 43200 seconds",
  },
  "alicloud-session-name-invalid": {
    meaning: "STS refuses this name of a session",
    fix: "use 2 to 64 letters, digits and `.@_-`",
  },
  "alicloud-sts-endpoint-invalid": {
    meaning: "this is no host of STS",
    fix: "write the host without `https://`, such as `sts-vpc.cn-hangzhou.aliyuncs.com`",
  },
  "alicloud-too-many-policies": {
    meaning: "a role cannot have so many policies by default",
    fix: "put the statements of several into one, or have the quota raised",
  },
  "alicloud-trust-invalid": {
    meaning: "the trust policy, or what stands beside it, cannot be read",
    fix: "give the document as RAM answers it",
  },
  "alicloud-profile-invalid": {
    meaning: "this is no name of a profile of the vendor's configuration file",
    fix: "write the name alone, without brackets or spaces",
  },
  "alicloud-resource-unknown": {
    meaning: "the state has a kind of resource that this version of the library does not know",
    fix: "install the version that made the stack, or a newer one",
  },
};
