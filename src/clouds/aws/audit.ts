import { jsonDocument } from "../../core/json";
import { isRecord } from "../../core/record";
import { show } from "../../core/show";
import type { CloudAudit, IdentityTrust, NamingPod } from "../audit";
import type { DeployedResource } from "../deployed";
import { wholeTrust } from "../whole-trust";
import { isPolicyAlone, onlyBlock, printedIn, resourceOf, writtenAs } from "../written";
import { AWS_DEFAULT_AUDIENCE } from "./audience";
import { awsDeployed } from "./deployed";
import { awsDialectOf, readAwsFederation } from "./document";
import { podIdentityEntrants } from "./pod-identity/entrants";
import { POD_IDENTITY_SERVICE } from "./pod-identity/evaluate";
import { AWS_REFUSALS } from "./refusals";
import type { AwsTrust } from "./trust";
import { AWS_RIVALS, AWS_STORED_KEYS } from "./wiring";

const ROLE = "aws:iam/role:Role";
const PROVIDER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";
const ASSOCIATION = "aws:eks/podIdentityAssociation:PodIdentityAssociation";
const ADDON = "aws:eks/addon:Addon";
const CLUSTER = "aws:eks/cluster:Cluster";
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const INLINE = "aws:iam/rolePolicy:RolePolicy";
/** A provider of which only the ARN is known, as `list-open-id-connect-providers` prints it. */
const LISTED_PROVIDER = "aws:iam/openIdConnectProvider:listed";

const TYPES = [ROLE, PROVIDER, ASSOCIATION, ADDON, CLUSTER, ATTACHMENT, INLINE, LISTED_PROVIDER];

const cluster = writtenAs(CLUSTER, ({ identity, identities }) => ({
  identities: (identities ?? identity) as unknown,
  // Blocks within a block have the plural in Pulumi's provider alone.
  ...(Array.isArray(identity) ? { identities: identity.map((each) => ({ oidcs: each.oidc ?? each.oidcs })) } : {}),
}));

export const awsAudit: CloudAudit = {
  name: "aws",
  reads: (type) => TYPES.includes(type),
  written: {
    aws_iam_role: writtenAs(ROLE, ({ inlinePolicy }) => ({ inlinePolicies: inlinePolicy })),
    aws_iam_openid_connect_provider: writtenAs(PROVIDER, ({ clientIdList }) => ({ clientIdLists: clientIdList })),
    aws_iam_role_policy_attachment: writtenAs(ATTACHMENT),
    aws_iam_role_policy: writtenAs(INLINE),
    aws_eks_pod_identity_association: writtenAs(ASSOCIATION),
    aws_eks_addon: writtenAs(ADDON, ({ podIdentityAssociation, namespaceConfig }) => ({
      podIdentityAssociations: podIdentityAssociation,
      namespaceConfig: onlyBlock(namespaceConfig),
    })),
    aws_eks_cluster: cluster,
    "aws-native:iam:Role": writtenAs(ROLE, ({ assumeRolePolicyDocument, roleName, policies }) => ({
      assumeRolePolicy: assumeRolePolicyDocument,
      name: roleName,
      inlinePolicies: printedIn(policies).map(({ policyName }) => ({ name: policyName })),
    })),
    "aws-native:iam:OidcProvider": writtenAs(PROVIDER, ({ clientIdList }) => ({ clientIdLists: clientIdList })),
    "aws-native:eks:PodIdentityAssociation": writtenAs(ASSOCIATION),
  },
  exported: awsExported,
  identities: awsIdentities,
  account: (identity) => /^arn:[^:]*:iam::(\d+):/.exec(identity)?.[1],
  registrations: (resources) =>
    withProviders(resources)
      .filter(({ type }) => type === PROVIDER || type === LISTED_PROVIDER)
      .map(({ state }) => ({ id: String(state.arn ?? state.url), issuer: String(state.url) })),
  clusters: (resources) =>
    resources.flatMap(({ type, state }) => {
      const issuer = type === CLUSTER ? issuerOf(state) : undefined;
      return issuer === undefined ? [] : [{ name: String(state.name), issuer }];
    }),
  named: { annotations: ["eks.amazonaws.com/role-arn"], variables: ["AWS_ROLE_ARN"] },
  unwired: ({ annotations, labels, env }: NamingPod) =>
    annotations["eks.amazonaws.com/role-arn"] !== undefined &&
    labels?.["eks.amazonaws.com/skip-pod-identity-webhook"] === "true" &&
    !env.has("AWS_WEB_IDENTITY_TOKEN_FILE")
      ? "its label eks.amazonaws.com/skip-pod-identity-webhook keeps the webhook away, and it mounts no token itself"
      : undefined,
  tokenFile: "AWS_WEB_IDENTITY_TOKEN_FILE",
  others: (subjects) => ({ subjects }),
  entrants: (trust) => podIdentityEntrants(trust as AwsTrust),
  controllers: /^(iam|eks)\.(services\.k8s\.aws|aws\.(m\.)?(crossplane|upbound)\.io)$|^eksctl\.io$/,
  audiences: /^(sts\.amazonaws\.com(\.cn)?|pods\.eks\.amazonaws\.com)$/,
  whole: (trust) =>
    wholeTrust(trust as AwsTrust, readAwsFederation(trust as AwsTrust), awsDialectOf(trust as AwsTrust), {
      name: "arn",
      audience: AWS_DEFAULT_AUDIENCE,
    }),
  refusals: AWS_REFUSALS,
  storedKeys: AWS_STORED_KEYS,
  rivals: () => AWS_RIVALS,
};

function issuerOf(state: Record<string, unknown>): string | undefined {
  return (state as { identities?: { oidcs?: { issuer?: string }[] }[] }).identities?.[0]?.oidcs?.[0]?.issuer;
}

/** What `aws iam` and `aws eks` print; of roles also what `list-roles` and `get-role` do. */
function awsExported(document: unknown): ReturnType<CloudAudit["exported"]> {
  if (!isRecord(document)) return undefined;
  if (isPolicyAlone(document, "2012-10-17", "2008-10-17")) {
    return { resources: [], lacks: ["a policy does not say which role it is of; aws iam get-role does"] };
  }
  if ("AWSTemplateFormatVersion" in document) {
    const why =
      "a template of CloudFormation says what is asked for; aws iam get-account-authorization-details says what there is";
    return { resources: [], lacks: [why] };
  }
  const { RoleDetailList, Roles, Role, OpenIDConnectProviderList, association, associations } = document;
  if ("RoleDetailList" in document || "Roles" in document || "Role" in document) {
    const roles = printedIn(RoleDetailList ?? Roles ?? { Role }, "Role");
    return roles.some(({ AssumeRolePolicyDocument, Arn }) => AssumeRolePolicyDocument && /^arn:/.test(String(Arn)))
      ? { resources: roles.map(roleOf) }
      : roles.length === 0 && Array.isArray(RoleDetailList ?? Roles)
        ? { resources: [] }
        : undefined;
  }
  if ("OpenIDConnectProviderList" in document) {
    const arns = printedIn(OpenIDConnectProviderList).map(({ Arn }) => String(Arn));
    const read = arns.map((arn) => ({ arn, host: arn.split(":oidc-provider/")[1] ?? "" }));
    return {
      resources: read
        .filter(({ host }) => host !== "")
        .map(({ arn, host }) => resourceOf(LISTED_PROVIDER, arn, { arn, url: withScheme(host) })),
      lacks: read.filter(({ host }) => host === "").map(({ arn }) => `${show(arn)} is no ARN of an OIDC provider`),
    };
  }
  if ("Url" in document && "ClientIDList" in document) {
    const { Url, ClientIDList } = document;
    return { resources: [resourceOf(PROVIDER, String(Url), { url: withScheme(Url), clientIdLists: ClientIDList })] };
  }
  if (isRecord(association))
    return { resources: [resourceOf(ASSOCIATION, String(association.associationId), association)] };
  if (Array.isArray(associations)) {
    const why = "list-pod-identity-associations does not say the roles; describe-pod-identity-association does";
    return { resources: [], ...(associations.length === 0 ? {} : { lacks: [why] }) };
  }
  if (isRecord(document.cluster) && /^arn:[^:]+:eks:/.test(String(document.cluster.arn))) {
    const { name, arn, identity } = document.cluster;
    const oidc = isRecord(identity) ? identity.oidc : undefined;
    return { resources: [resourceOf(CLUSTER, String(name), { name, arn, identities: [{ oidcs: [oidc] }] })] };
  }
  return undefined;
}

function roleOf(role: Record<string, unknown>): DeployedResource {
  const { Arn, RoleName, AssumeRolePolicyDocument: policy, AttachedManagedPolicies, RolePolicyList } = role;
  return resourceOf(ROLE, String(RoleName), {
    arn: Arn,
    name: RoleName,
    // IAM's API encodes policies for a URL; some tools keep them so.
    assumeRolePolicy: typeof policy === "string" ? (jsonDocument(policy) ?? policy) : policy,
    managedPolicyArns: printedIn(AttachedManagedPolicies).map(({ PolicyArn }) => PolicyArn),
    inlinePolicies: printedIn(RolePolicyList).map(({ PolicyName }) => ({ name: PolicyName })),
  });
}

/** IAM stores and prints the URL of a provider without its scheme. */
function withScheme(url: unknown): string {
  return /^https?:\/\//.test(String(url)) ? String(url) : `https://${url}`;
}

/** The resources, with providers' URLs as issuers write them, and with the ARNs of those that were printed without. */
function withProviders(resources: readonly DeployedResource[]): DeployedResource[] {
  const lacksArn = resources.some(({ type, state }) => type === PROVIDER && !state.arn);
  const arns = lacksArn ? providerArns(resources) : new Map<string, string>();
  const whole = resources.map((resource) => {
    if (resource.type !== PROVIDER) return resource;
    const url = withScheme(resource.state.url);
    return { ...resource, state: { ...resource.state, url, arn: resource.state.arn ?? arns.get(url) } };
  });
  const known = new Set(whole.filter(({ type }) => type === PROVIDER).map(({ state }) => state.arn));
  return whole.filter(({ type, state }) => type !== LISTED_PROVIDER || !known.has(state.arn));
}

/** The ARNs of providers, by their URL, as lists of them and the policies of roles say them. */
function providerArns(resources: readonly DeployedResource[]): Map<string, string> {
  const arns = new Map<string, string>();
  for (const { type, state } of resources) {
    if (type === LISTED_PROVIDER) arns.set(String(state.url), String(state.arn));
    if (type !== ROLE) continue;
    const { assumeRolePolicy: policy } = state;
    const text = typeof policy === "string" ? policy : JSON.stringify(policy ?? {});
    for (const [arn, url] of text.matchAll(/arn:[^:"]+:iam::\d+:oidc-provider\/([^"]+)/g)) {
      if (!arns.has(`https://${url}`)) arns.set(`https://${url}`, arn);
    }
  }
  return arns;
}

function awsIdentities(resources: readonly DeployedResource[]): IdentityTrust[] {
  const grants = new Map<string, string[]>();
  const add = (role: unknown, grant: unknown) => {
    const name = String(role).split("/").at(-1)!;
    const known = grants.get(name);
    if (known === undefined) grants.set(name, [String(grant)]);
    else if (!known.includes(String(grant))) known.push(String(grant));
  };
  for (const { type, state } of resources) {
    if (type === ATTACHMENT) add(state.role, state.policyArn);
    if (type === INLINE) add(state.role, `${state.name} (inline)`);
    if (type !== ROLE) continue;
    for (const arn of Array.isArray(state.managedPolicyArns) ? state.managedPolicyArns : []) add(state.name, arn);
    for (const { name } of printedIn(state.inlinePolicies)) if (name) add(state.name, `${name} (inline)`);
  }
  const whole = withProviders(resources);
  const names = whole.filter(({ type }) => type === ROLE).map(({ state, name }) => String(state.name ?? name));
  return awsDeployed(whole).map((deployed, index) => {
    const arn = deployed.trust.roleArn;
    const name = names[index]!;
    const associations = (deployed.trust.podIdentityAssociations ?? []).flatMap(
      ({ issuer, namespace, serviceAccount }) =>
        issuer === undefined ? [] : [{ issuer, namespace, serviceAccount, audience: POD_IDENTITY_SERVICE }],
    );
    return { ...deployed, identity: arn ?? name, knownAs: [arn ?? name], grants: grants.get(name) ?? [], associations };
  });
}
