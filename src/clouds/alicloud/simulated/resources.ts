import { DIGITS, HEX, madeUpId } from "../../simulated/made-up-id";
import { simulatedTrustStatement } from "../../simulated/trust-statement";
import type { SimulatedAccount, SimulatedResource } from "../../simulation";
import { ALICLOUD_TRUST_STATEMENT } from "../resource-types";

/** The account (uid) that simulated resources live in. */
export const ALICLOUD_SIMULATED_ACCOUNT = "1234567890123456";

/**
 * What Alibaba Cloud returns for the resources that this library creates, and for the cluster whose issuer programs read. Of the
 * library's own, its provider makes up no names.
 */
export const alicloudResources: Record<string, SimulatedResource> = {
  [ALICLOUD_TRUST_STATEMENT]: simulatedTrustStatement("1"),
  "alicloud:ims/oidcProvider:OidcProvider": ({ inputs }) => {
    const name = String(inputs.oidcProviderName);
    const arn = `acs:ram::${ALICLOUD_SIMULATED_ACCOUNT}:oidc-provider/${name}`;
    return { id: name, state: { issuanceLimitTime: 12, ...inputs, arn, createTime: CREATED } };
  },
  "alicloud:ram/role:Role": ({ inputs }) => {
    const roleName = String(inputs.roleName);
    const arn = `acs:ram::${accountNamed(inputs)}:role/${roleName}`;
    return {
      id: roleName,
      state: {
        maxSessionDuration: 3600,
        ...inputs,
        name: roleName,
        arn,
        roleId: `3${madeUpId(arn, DIGITS, 17)}`,
        createTime: CREATED,
      },
    };
  },
  "alicloud:ram/policy:Policy": ({ inputs }) => ({
    id: String(inputs.policyName),
    state: {
      ...inputs,
      name: inputs.policyName,
      type: "Custom",
      defaultVersion: "v1",
      versionId: "v1",
      createTime: CREATED,
    },
  }),
  "alicloud:ram/rolePolicyAttachment:RolePolicyAttachment": ({ inputs }) => ({
    id: `role:${inputs.policyName}:${inputs.policyType}:${inputs.roleName}`,
    state: inputs,
  }),
  "alicloud:cs/kubernetesAddon:KubernetesAddon": ({ inputs }) => ({
    id: `${inputs.clusterId}:${inputs.name}`,
    state: { version: "v0.4.2", config: "{}", required: false, ...inputs },
  }),
  "alicloud:oss/bucket:Bucket": ({ name, inputs }, account) => {
    const bucket = String(inputs.bucket ?? `${name}-${account.suffix(name)}`);
    const extranetEndpoint = `oss-${alicloudRegionOf(account)}.aliyuncs.com`;
    return { id: bucket, state: { ...inputs, bucket, extranetEndpoint } };
  },
  "alicloud:oss/bucketObject:BucketObject": ({ inputs }) => ({ id: String(inputs.key), state: inputs }),
  "alicloud:oss/bucketPolicy:BucketPolicy": ({ inputs }) => ({ id: String(inputs.bucket), state: inputs }),
  "alicloud:oss/bucketPublicAccessBlock:BucketPublicAccessBlock": ({ inputs }) => ({
    id: String(inputs.bucket),
    state: inputs,
  }),
  "alicloud:cs/managedKubernetes:ManagedKubernetes": cluster,
  "alicloud:cs/serverlessKubernetes:ServerlessKubernetes": cluster,
};

export function alicloudRegionOf({ settings }: SimulatedAccount): string {
  return String(settings?.region ?? "cn-hangzhou");
}

/** A cluster of either kind. */
function cluster({ name, inputs }: Parameters<SimulatedResource>[0], account: SimulatedAccount) {
  const clusterName = String(inputs.name ?? `${name}-${account.suffix(name)}`);
  const id = `c${madeUpId(`cluster ${clusterName}`, HEX, 32)}`;
  const region = alicloudRegionOf(account);
  return {
    id,
    state: {
      ...inputs,
      name: clusterName,
      connections: { apiServerInternet: "https://192.0.2.2:6443", apiServerIntranet: "https://192.0.2.3:6443" },
      certificateAuthority: { clusterCert: "Y2VydGlmaWNhdGU=" },
      // Empty where RRSA is off, as the vendor's provider returns it.
      rrsaMetadata: inputs.enableRrsa === true ? rrsaMetadata(id, region) : { enabled: false, rrsaOidcIssuerUrl: "" },
    },
  };
}

/** What enabling RRSA registers. */
function rrsaMetadata(clusterId: string, region: string): Record<string, unknown> {
  const ramOidcProviderName = `ack-rrsa-${clusterId}`;
  return {
    enabled: true,
    rrsaOidcIssuerUrl: `https://oidc-ack-${region}.oss-${region}.aliyuncs.com/${clusterId}`,
    ramOidcProviderName,
    ramOidcProviderArn: `acs:ram::${ALICLOUD_SIMULATED_ACCOUNT}:oidc-provider/${ramOidcProviderName}`,
  };
}

const CREATED = "2026-01-01T00:00:00Z";

/** The account of a role: that of the OIDC providers which its program wrote down, as far as they are of one. */
function accountNamed({ assumeRolePolicyDocument }: Record<string, unknown>): string {
  const named = [...String(assumeRolePolicyDocument).matchAll(/"acs:ram::(\d+):oidc-provider\//g)].map(
    ([, one]) => one,
  );
  return new Set(named).size === 1 ? (named[0] ?? ALICLOUD_SIMULATED_ACCOUNT) : ALICLOUD_SIMULATED_ACCOUNT;
}
