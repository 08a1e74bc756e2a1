import { createHash } from "node:crypto";
import { issuerHostPath } from "../../../core/issuer-url";
import { BASE32, LETTERS_AND_DIGITS, madeUpId } from "../../simulated/made-up-id";
import { simulatedTrustStatement } from "../../simulated/trust-statement";
import type { SimulatedAccount, SimulatedResource } from "../../simulation";
import { awsPartitionOf } from "../partition";
import { AWS_TRUST_STATEMENT } from "../resource-types";

/** The account that simulated resources live in; AWS uses this number in its own examples. */
export const AWS_SIMULATED_ACCOUNT = "111122223333";
/** Where EKS installs the most add-ons, unless a program chooses. */
export const ADDON_NAMESPACE = "kube-system";
/** Where a program configures no region. */
const DEFAULT_REGION = "eu-west-1";

/** What AWS returns for the resources that this library creates, and for the cluster whose issuer programs read. */
export const awsResources: Record<string, SimulatedResource> = {
  [AWS_TRUST_STATEMENT]: simulatedTrustStatement("2012-10-17"),
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": ({ inputs }, account) => {
    // IAM stores and returns the URL without its scheme.
    const url = issuerHostPath(String(inputs.url));
    const arn = iamArn(`oidc-provider/${url}`, account);
    return { id: arn, state: { thumbprintLists: [], ...inputs, url, arn } };
  },
  "aws:iam/role:Role": ({ name, inputs }, account) => {
    const roleName = String(inputs.name ?? `${name}-${account.suffix(name)}`);
    const path = String(inputs.path ?? "/");
    const arn = `${placeNamed(inputs, account)}:role${path}${roleName}`;
    const uniqueId = `AROA${madeUpId(arn, BASE32, 17)}`;
    return { id: roleName, state: { maxSessionDuration: 3600, path, ...inputs, name: roleName, arn, uniqueId } };
  },
  "aws:iam/policy:Policy": ({ name, inputs }, account) => {
    const policyName = String(inputs.name ?? `${name}-${account.suffix(name)}`);
    const path = String(inputs.path ?? "/");
    const arn = iamArn(`policy${path}${policyName}`, account);
    const policyId = `ANPA${madeUpId(arn, BASE32, 17)}`;
    return { id: arn, state: { attachmentCount: 0, path, ...inputs, name: policyName, arn, policyId } };
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ({ inputs }) => ({
    id: `${inputs.role}/${inputs.policyArn}`,
    state: inputs,
  }),
  "aws:iam/rolePolicy:RolePolicy": ({ name, inputs }, account) => {
    const policyName = String(inputs.name ?? `${name}-${account.suffix(name)}`);
    return { id: `${inputs.role}:${policyName}`, state: { ...inputs, name: policyName } };
  },
  "aws:s3/bucket:Bucket": ({ name, inputs }, account) => {
    const bucket = String(inputs.bucket ?? `${name}-${account.suffix(name)}`);
    const region = awsRegionOf(inputs, account);
    const { name: partition, dnsSuffix } = awsPartitionOf(region);
    const bucketRegionalDomainName = `${bucket}.s3.${region}.${dnsSuffix}`;
    const arn = `arn:${partition}:s3:::${bucket}`;
    return { id: bucket, state: { ...inputs, bucket, region, arn, bucketRegionalDomainName } };
  },
  "aws:s3/bucketObjectv2:BucketObjectv2": ({ inputs }) => ({ id: `${inputs.bucket}/${inputs.key}`, state: inputs }),
  "aws:s3/bucketPolicy:BucketPolicy": ({ inputs }) => ({ id: String(inputs.bucket), state: inputs }),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": ({ inputs }) => ({
    id: String(inputs.bucket),
    state: inputs,
  }),
  "aws:cloudfront/originAccessControl:OriginAccessControl": ({ name, inputs }, account) => {
    const controlName = String(inputs.name ?? `${name}-${account.suffix(name)}`);
    return {
      id: `E${madeUpId(`access ${controlName}`, BASE32, 13)}`,
      state: { ...inputs, name: controlName },
    };
  },
  "aws:cloudfront/originAccessIdentity:OriginAccessIdentity": ({ name, inputs }, account) => {
    const id = `E${madeUpId(`identity ${name} ${account.suffix(name)}`, BASE32, 13)}`;
    return {
      id,
      state: {
        ...inputs,
        cloudfrontAccessIdentityPath: `origin-access-identity/cloudfront/${id}`,
        iamArn: `arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity ${id}`,
      },
    };
  },
  "aws:cloudfront/distribution:Distribution": ({ name, inputs }, account) => {
    const id = `E${madeUpId(`distribution ${name} ${account.suffix(name)}`, BASE32, 13)}`;
    const domainName = `d${madeUpId(id, BASE32, 13).toLowerCase()}.cloudfront.net`;
    const arn = `arn:aws:cloudfront::${AWS_SIMULATED_ACCOUNT}:distribution/${id}`;
    return { id, state: { ...inputs, arn, domainName } };
  },
  "aws:eks/cluster:Cluster": ({ name, inputs }, account) => {
    const clusterName = String(inputs.name ?? `${name}-${account.suffix(name)}`);
    const region = awsRegionOf(inputs, account);
    const { dnsSuffix } = awsPartitionOf(region);
    const id = createHash("sha256").update(clusterName).digest("hex").slice(0, 32).toUpperCase();
    return {
      id: clusterName,
      state: {
        ...inputs,
        region,
        name: clusterName,
        arn: eksArn(region, `cluster/${clusterName}`),
        endpoint: `https://${id}.gr7.${region}.eks.${dnsSuffix}`,
        certificateAuthority: { data: "Y2VydGlmaWNhdGU=" },
        identities: [{ oidcs: [{ issuer: `https://oidc.eks.${region}.${dnsSuffix}/id/${id}` }] }],
      },
    };
  },
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": ({ inputs }, account) => {
    const { clusterName, namespace, serviceAccount } = inputs;
    const region = awsRegionOf(inputs, account);
    const of = `${region}/${AWS_SIMULATED_ACCOUNT}/${clusterName}/${namespace}/${serviceAccount}`;
    const associationId = `a-${madeUpId(of, LETTERS_AND_DIGITS, 17)}`;
    return {
      id: associationId,
      state: {
        disableSessionTags: false,
        ...inputs,
        region,
        associationId,
        associationArn: eksArn(region, `podidentityassociation/${clusterName}/${associationId}`),
        // Only where there is a target role, whose trust asks for it.
        ...(inputs.targetRoleArn === undefined ? {} : { externalId: of }),
      },
    };
  },
  "aws:eks/addon:Addon": ({ inputs }, account) => {
    const { clusterName, addonName, namespaceConfig } = inputs;
    const region = awsRegionOf(inputs, account);
    const { namespace = ADDON_NAMESPACE } = (namespaceConfig ?? {}) as { namespace?: string };
    const addonId = madeUpId(`${region} ${clusterName} ${addonName}`, LETTERS_AND_DIGITS, 17);
    return {
      id: `${clusterName}:${addonName}`,
      state: {
        ...inputs,
        region,
        arn: eksArn(region, `addon/${clusterName}/${addonName}/${addonId}`),
        namespaceConfig: { namespace },
      },
    };
  },
};

/** A resource of one region says itself which, or leaves it to its provider. */
export function awsRegionOf(inputs: Record<string, unknown>, { settings }: SimulatedAccount): string {
  return String(inputs.region ?? settings?.region ?? DEFAULT_REGION);
}

function iamArn(resource: string, account: SimulatedAccount): string {
  return `arn:${awsPartitionOf(awsRegionOf({}, account)).name}:iam::${AWS_SIMULATED_ACCOUNT}:${resource}`;
}

function eksArn(region: string, resource: string): string {
  return `arn:${awsPartitionOf(region).name}:eks:${region}:${AWS_SIMULATED_ACCOUNT}:${resource}`;
}

/** Partition and account of a role: what its provider is limited to, else that of the OIDC providers which its program wrote down. */
function placeNamed({ assumeRolePolicy }: Record<string, unknown>, account: SimulatedAccount): string {
  const { allowedAccountIds } = (account.settings ?? {}) as { allowedAccountIds?: unknown };
  const [allowed] = Array.isArray(allowedAccountIds) ? allowedAccountIds : [];
  const [, partition] = iamArn("", account).split(":");
  if (/^\d{12}$/.test(String(allowed))) return `arn:${partition}:iam::${allowed}`;
  const named = [...String(assumeRolePolicy).matchAll(/"(arn:[^":]*:iam::\d{12}):oidc-provider\//g)].map(
    ([, one]) => one,
  );
  return new Set(named).size === 1 ? named[0]! : `arn:${partition}:iam::${AWS_SIMULATED_ACCOUNT}`;
}
