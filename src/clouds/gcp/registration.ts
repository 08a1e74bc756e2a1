import * as pulumi from "@pulumi/pulumi";
import { checkOnce, readOnce } from "../../component/checked-arguments";
import { claimedLater } from "../../component/claims";
import { issuerText } from "../../component/issuers";
import { claimPhysicalName } from "../../component/physical-names";
import { proofHooks, provedUnderMocks } from "../../component/proof-hook";
import { registrationClaims } from "../../component/registrations";
import { settled } from "../../component/settled-value";
import { assertNoIssues } from "../../component/validation-error";
import { checkIssuerAudience } from "../../core/audience";
import type { Issue } from "../../core/issue";
import { checkNoPrivateKeys } from "../../core/key-set";
import { isLater } from "../../core/known";
import { checkUnchanged } from "../../core/unchanged";
import { checkEffects } from "../../core/without-effect";
import type { GcpIssuerRegistrationArgs, GcpRegistration, GcpRegistrationArgs } from "./args";
import { gcpDerivedId } from "./derived-id";
import { gcpUploadedJwks, rotatesByItself } from "./jwks";
import {
  checkGcpAudienceOwner,
  checkGcpIssuerUrl,
  checkGcpPublicIssuerUrl,
  checkGcpRegistration,
  GCP_REGISTRATION_WITHOUT_EFFECT,
} from "./limits";
import { noteGcpNarrowing } from "./narrowing";
import { GCP_POOL_ID_MAX_LENGTH } from "./pool";
import { gcpIam } from "./sdk";
import { readGcpIssuerRegistrationArgs } from "./shape";
import { GCP_ATTRIBUTE_MAPPING } from "./trust";

const PROVIDER_ID = "kubernetes";
/** Stands for a key set that is not uploaded, where only the issuer's URL tells. */
const FETCHED = "(fetched from the issuer)";
/** What is stored of a key set that is refused. */
const NO_KEYS = '{"keys":[]}';

/**
 * Registers an issuer in Google Cloud, as a workload identity pool with one OIDC provider. Google keeps the id of a deleted pool for
 * 30 days: after a destroy give a new `poolSuffix`, or set `retainOnDelete` on the component and name the pool that stayed in the issuer's entry.
 */
export class GcpIssuerRegistration extends pulumi.ComponentResource {
  /** What a workload needs of the registration: the entry `gcp` of an issuer. */
  public readonly registration: pulumi.Output<GcpRegistration>;

  constructor(name: string, args: GcpIssuerRegistrationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-workload-identity:index:GcpIssuerRegistration", name, {}, opts);
    args = readOnce(args);
    const { url, audience, description, displayName, project } = args;
    // Each audience has a pool of its own: what is for one is none of the other's.
    const account = { cloud: "gcp", provider: this.getProvider("gcp::"), apart: audience };
    const claim = registrationClaims(this, name, opts?.parent);
    const uploaded = gcpUploadedKeys(args);
    assertNoIssues(name, checkOnce(args, readGcpIssuerRegistrationArgs, checkGcpIssuerRegistration), this);
    // What cannot be registered claims nothing.
    assertNoIssues(name, isLater(project) ? [] : claim({ ...account, project }, url, uploaded), this);

    const mapping = { ...args.attributeMapping, ...GCP_ATTRIBUTE_MAPPING };
    const condition = args.attributeCondition;
    const narrowed = condition === undefined ? {} : { attributeCondition: condition };
    const issuer = settled(issuerText(url));
    const given = uploaded === undefined ? undefined : settled(uploaded);
    const jwksJson = given?.output.apply((known) => {
      if (known === FETCHED) return undefined;
      const result = gcpUploadedJwks(known, "jwks");
      return "jwksJson" in result ? result.jwksJson : NO_KEYS;
    });
    const claimed = claimedLater(pulumi.all([project, issuer.output, jwksJson]), ([known, issuerUri, keys]) =>
      claim({ ...account, project: known }, issuerUri, keys),
    );
    const check = (inputs: StoredProvider): Issue[] | undefined => {
      const [issuerUri, jwks] = [issuer.value(), given?.value()];
      if (issuerUri === undefined || (given !== undefined && jwks === undefined)) return undefined;
      const keys = jwks === undefined || jwks === FETCHED ? undefined : gcpUploadedJwks(jwks, "jwks");
      if (keys !== undefined && "issues" in keys) return keys.issues;
      return [
        ...checkIssuer(issuerUri, keys),
        ...checkIssuerAudience(audience, issuerUri, "audience"),
        ...checkUnchanged(
          { ...inputs.oidc, attributeMapping: inputs.attributeMapping, attributeCondition: inputs.attributeCondition },
          {
            attributeMapping: mapping,
            attributeCondition: condition,
            issuerUri,
            allowedAudiences: audience === undefined ? undefined : [audience],
            jwksJson: keys?.jwksJson,
          },
        ),
      ];
    };

    const iam = gcpIam();
    const inProject = project === undefined ? {} : { project };
    const chosenId = args.poolId ?? derivedPoolId(name, args.poolSuffix);
    claimPhysicalName(this, name, {
      argument: "poolId",
      what: "workload identity pool",
      value: chosenId,
      account: ["gcp", account.provider, project],
    });
    const pool = new iam.WorkloadIdentityPool(
      `${name}-pool`,
      {
        workloadIdentityPoolId: chosenId,
        ...inProject,
        ...(displayName === undefined ? {} : { displayName }),
        ...(description === undefined ? {} : { description }),
      },
      {
        parent: this,
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
    const poolId = settled(pool.workloadIdentityPoolId);
    const poolProject = settled(pool.project);
    const oidc = pulumi.output({
      issuerUri: issuer.output,
      ...(audience === undefined ? {} : { allowedAudiences: [audience] }),
      ...(jwksJson === undefined ? {} : { jwksJson }),
    });
    const provider = new iam.WorkloadIdentityPoolProvider(
      `${name}-provider`,
      {
        workloadIdentityPoolId: poolId.output,
        workloadIdentityPoolProviderId: args.providerId ?? PROVIDER_ID,
        ...inProject,
        attributeMapping: mapping,
        ...narrowed,
        oidc: provedUnderMocks(oidc, (known) => check({ attributeMapping: mapping, ...narrowed, oidc: known }) ?? []),
      },
      {
        parent: this,
        hooks: proofHooks(
          `registration of issuer ${name}`,
          ["attributeMapping", "attributeCondition", "oidc", "project", ...PLACE],
          (inputs) => {
            const faults = check(inputs as StoredProvider);
            const pool = poolId.value();
            if (faults === undefined || pool === undefined) return undefined;
            return [...faults, ...checkPlace(inputs, pool, poolProject.value()), ...claimed()];
          },
        ),
      },
    );
    this.registration = pulumi.output({
      workloadIdentityPool: pool.name,
      workloadIdentityProvider: provider.name,
      ...(audience === undefined ? {} : { audience }),
      ...(args.attributeMapping === undefined ? {} : { attributeMapping: args.attributeMapping }),
      ...narrowed,
    });
    noteGcpNarrowing(this.registration, args);
    this.registerOutputs();
  }
}

/** Faults of a registration that can be seen before anything is created. */
export function checkGcpIssuerRegistration(args: GcpIssuerRegistrationArgs): Issue[] {
  const { url, audience } = args;
  const uploaded = gcpUploadedKeys(args);
  return [
    ...checkGcpRegistration(args),
    ...checkEffects(args, GCP_REGISTRATION_WITHOUT_EFFECT),
    ...checkGcpAudienceOwner(audience, "audience", (named) => isProviderOf(args, named)),
    ...checkIssuerAudience(audience, url, "audience"),
    ...(!isLater(url) ? checkIssuer(url, uploaded) : []),
    ...(uploaded !== undefined && !isLater(uploaded) ? keyFaults(uploaded) : []),
    ...(uploaded === undefined && typeof args.jwks === "string" ? checkNoPrivateKeys(args.jwks, "jwks") : []),
  ];
}

/** Whether a resource name can be that of the provider made here; the project's number is known to Google alone. */
function isProviderOf({ poolId, providerId = PROVIDER_ID }: GcpRegistrationArgs, named: string): boolean {
  const [, pool, provider] =
    /^projects\/\d+\/locations\/global\/workloadIdentityPools\/([^/]+)\/providers\/([^/]+)$/.exec(named) ?? [];
  return pool !== undefined && pool === poolId && provider === providerId;
}

/** Google calls an issuer only where its keys are not uploaded. */
function checkIssuer(url: unknown, uploaded: unknown): Issue[] {
  return uploaded === undefined ? checkGcpPublicIssuerUrl(url, "url") : checkGcpIssuerUrl(url, "url");
}

/** The key set that the provider stores; `undefined` where Google fetches the issuer's. */
export function gcpUploadedKeys({
  url,
  uploadJwks,
  jwks,
}: GcpIssuerRegistrationArgs): pulumi.Input<string> | undefined {
  if (uploadJwks === false || jwks === undefined) return undefined;
  if (uploadJwks === true) return jwks;
  if (!isLater(url)) return rotatesByItself(url) ? undefined : jwks;
  return pulumi
    .all([url, jwks])
    .apply(([issuer, keys]) => (keys === undefined || rotatesByItself(issuer) ? FETCHED : keys));
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

function keyFaults(jwks: pulumi.Input<string>): Issue[] {
  const result = gcpUploadedJwks(jwks, "jwks");
  return "issues" in result ? result.issues : [];
}
