import * as pulumi from "@pulumi/pulumi";
import { claimedLater } from "../../component/claims";
import { issuerText } from "../../component/issuers";
import { claimPhysicalName } from "../../component/physical-names";
import { proofHooks, provedUnderMocks } from "../../component/proof-hook";
import type { Settled } from "../../component/settled-value";
import { settled } from "../../component/settled-value";
import { checkIssuerAudience } from "../../core/audience";
import type { Issue } from "../../core/issue";
import { checkUnchanged } from "../../core/unchanged";
import type { GcpIssuerRegistrationArgs } from "./args";
import { gcpDerivedId } from "./derived-id";
import { GCP_FETCHED_KEYS, gcpUploadedJwks, gcpUploadedKeys } from "./jwks";
import { checkGcpIssuerUrl, checkGcpPublicIssuerUrl } from "./limits";
import { GCP_POOL_ID_MAX_LENGTH } from "./pool";
import { gcpIam } from "./sdk";
import { GCP_ATTRIBUTE_MAPPING } from "./trust";

/** The id of the provider in its pool by default. */
export const GCP_PROVIDER_ID = "kubernetes";
/** What is stored of a key set that is refused. */
const NO_KEYS = '{"keys":[]}';

/** Which issuer is registered where, on final values. */
interface FinalIssuer {
  project: unknown;
  issuerUri: unknown;
  jwksJson: unknown;
}

/** A pool for one issuer with its provider. `claim` answers with the faults of registering an issuer there. */
export function createGcpPool(
  component: pulumi.Resource,
  name: string,
  args: GcpIssuerRegistrationArgs,
  claim: (stored: FinalIssuer) => Issue[],
) {
  const pool = createPool(component, name, args);
  return { pool, provider: createProvider(component, name, args, pool, claim) };
}

function createPool(component: pulumi.Resource, name: string, args: GcpIssuerRegistrationArgs) {
  const { description, displayName, project } = args;
  const workloadIdentityPoolId = args.poolId ?? derivedPoolId(name, args.poolSuffix);
  claimPhysicalName(component, name, {
    argument: "poolId",
    what: "workload identity pool",
    value: workloadIdentityPoolId,
    account: ["gcp", component.getProvider("gcp::"), project],
  });
  return new (gcpIam().WorkloadIdentityPool)(
    `${name}-pool`,
    {
      workloadIdentityPoolId,
      ...(project === undefined ? {} : { project }),
      ...(displayName === undefined ? {} : { displayName }),
      ...(description === undefined ? {} : { description }),
    },
    {
      parent: component,
      // Everybody's members name the pool: an id that was made up stays when the registration is renamed.
      ignoreChanges: args.poolId === undefined && args.poolSuffix === undefined ? ["workloadIdentityPoolId"] : [],
      hooks: proofHooks(`pool of issuer ${name}`, Object.keys(POOL_OF_PROVIDERS), ({ disabled, mode, ...inputs }) =>
        checkUnchanged(
          { ...inputs, disabled: flag(disabled), mode: mode === "FEDERATION_ONLY" ? undefined : mode },
          POOL_OF_PROVIDERS,
        ),
      ),
    },
  );
}

function createProvider(
  component: pulumi.Resource,
  name: string,
  args: GcpIssuerRegistrationArgs,
  pool: ReturnType<typeof createPool>,
  claim: (stored: FinalIssuer) => Issue[],
) {
  const { audience, project, providerId = GCP_PROVIDER_ID } = args;
  const uploaded = gcpUploadedKeys(args);
  const known = { issuer: settled(issuerText(args.url)), keys: uploaded === undefined ? undefined : settled(uploaded) };
  const attributes = attributesOf(args);
  const jwksJson = known.keys?.output.apply(storedKeys);
  const claimed = claimedLater(pulumi.all([project, known.issuer.output, jwksJson]), ([inProject, issuerUri, keys]) =>
    claim({ project: inProject, issuerUri, jwksJson: keys }),
  );
  const oidc = pulumi.output({
    issuerUri: known.issuer.output,
    ...(audience === undefined ? {} : { allowedAudiences: [audience] }),
    ...(jwksJson === undefined ? {} : { jwksJson }),
  });
  const poolId = settled(pool.workloadIdentityPoolId);
  const poolProject = settled(pool.project);
  return new (gcpIam().WorkloadIdentityPoolProvider)(
    `${name}-provider`,
    {
      workloadIdentityPoolId: poolId.output,
      workloadIdentityPoolProviderId: providerId,
      ...(project === undefined ? {} : { project }),
      ...attributes,
      oidc: provedUnderMocks(oidc, (stored) => checkProvider({ ...attributes, oidc: stored }, known, args) ?? []),
    },
    {
      parent: component,
      hooks: proofHooks(
        `registration of issuer ${name}`,
        ["attributeMapping", "attributeCondition", "oidc", "project", ...PLACE],
        (inputs) => {
          const faults = checkProvider(inputs as StoredProvider, known, args);
          const poolOfProvider = poolId.value();
          if (faults === undefined || poolOfProvider === undefined) return undefined;
          return [...faults, ...checkPlace(inputs, poolOfProvider, poolProject.value()), ...claimed()];
        },
      ),
    },
  );
}

/** What the provider makes of tokens, and which of them it takes. */
function attributesOf({ attributeMapping, attributeCondition }: GcpIssuerRegistrationArgs) {
  return {
    attributeMapping: { ...attributeMapping, ...GCP_ATTRIBUTE_MAPPING },
    ...(attributeCondition === undefined ? {} : { attributeCondition }),
  };
}

/** What is stored of a key set; nothing where Google fetches the issuer's. */
function storedKeys(uploaded: string): string | undefined {
  if (uploaded === GCP_FETCHED_KEYS) return undefined;
  const result = gcpUploadedJwks(uploaded, "jwks");
  return "jwksJson" in result ? result.jwksJson : NO_KEYS;
}

/** Faults of a provider that is about to be stored; `undefined` while its issuer or keys are not known. */
function checkProvider(
  stored: StoredProvider,
  known: { issuer: Settled<string>; keys: Settled<string> | undefined },
  args: GcpIssuerRegistrationArgs,
): Issue[] | undefined {
  const [issuerUri, uploaded] = [known.issuer.value(), known.keys?.value()];
  if (issuerUri === undefined || (known.keys !== undefined && uploaded === undefined)) return undefined;
  const keys = uploaded === undefined || uploaded === GCP_FETCHED_KEYS ? undefined : gcpUploadedJwks(uploaded, "jwks");
  if (keys !== undefined && "issues" in keys) return keys.issues;
  const { audience } = args;
  const { attributeMapping, attributeCondition, oidc } = stored;
  return [
    ...checkGcpProviderIssuer(issuerUri, keys),
    ...checkIssuerAudience(audience, issuerUri, "audience"),
    ...checkUnchanged(
      { ...oidc, attributeMapping, attributeCondition },
      {
        attributeCondition: undefined,
        ...attributesOf(args),
        issuerUri,
        allowedAudiences: audience === undefined ? undefined : [audience],
        jwksJson: keys?.jwksJson,
      },
    ),
  ];
}

/** Google calls an issuer only where its keys are not uploaded. */
export function checkGcpProviderIssuer(url: unknown, uploaded: unknown): Issue[] {
  return uploaded === undefined ? checkGcpPublicIssuerUrl(url, "url") : checkGcpIssuerUrl(url, "url");
}

/** A pool that is in use, and for whoever a provider of it takes. */
const POOL_OF_PROVIDERS = {
  disabled: false,
  mode: undefined,
  attestationRules: undefined,
  inlineTrustConfig: undefined,
};

/** What says which pool a provider is of, that it is in use, and that it is for OIDC. */
const PLACE = ["workloadIdentityPoolId", "disabled", "aws", "saml", "x509"];

/** Faults of a provider that is about to be stored in another pool, or so that it takes no tokens. */
function checkPlace(
  inputs: Record<string, unknown>,
  workloadIdentityPoolId: string,
  project: string | undefined,
): Issue[] {
  const intended = { workloadIdentityPoolId, disabled: false, aws: undefined, saml: undefined, x509: undefined };
  // A project has pools of the same name as another; without one both are in that of Pulumi's provider.
  const elsewhere = inputs.project === undefined || project === undefined ? {} : { project };
  return checkUnchanged({ ...inputs, disabled: flag(inputs.disabled) }, { ...intended, ...elsewhere });
}

/** A flag that is not set is stored as false. */
function flag(value: unknown): unknown {
  return value ?? false;
}

interface StoredProvider {
  attributeMapping?: unknown;
  attributeCondition?: unknown;
  oidc?: { issuerUri?: unknown; allowedAudiences?: unknown; jwksJson?: unknown };
}

function derivedPoolId(name: string, suffix: string | undefined): string {
  return gcpDerivedId(name, GCP_POOL_ID_MAX_LENGTH, [pulumi.getProject(), pulumi.getStack()], suffix);
}
