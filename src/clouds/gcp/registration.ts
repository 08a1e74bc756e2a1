import * as pulumi from "@pulumi/pulumi";
import { checkOnce, readOnce } from "../../component/checked-arguments";
import { proofHooks, provedUnderMocks } from "../../component/proof-hook";
import { registrationClaims } from "../../component/registrations";
import { settled } from "../../component/settled-value";
import { assertNoIssues } from "../../component/validation-error";
import { checkIssuerAudience } from "../../core/audience";
import type { Issue } from "../../core/issue";
import { isLater } from "../../core/known";
import { checkUnchanged } from "../../core/unchanged";
import type { GcpIssuerRegistrationArgs, GcpRegistration } from "./args";
import { gcpDerivedId } from "./derived-id";
import { gcpUploadedJwks } from "./jwks";
import { checkGcpIssuerUrl, checkGcpPublicIssuerUrl, checkGcpRegistration, GCP_POOL_ID_MAX_LENGTH } from "./limits";
import { gcpIam } from "./sdk";
import { readGcpIssuerRegistrationArgs } from "./shape";
import { GCP_ATTRIBUTE_MAPPING } from "./trust";

const PROVIDER_ID = "kubernetes";
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
    const account = { cloud: "gcp", provider: this.getProvider("gcp::") };
    const claim = registrationClaims(this, name, opts?.parent);
    const uploaded = gcpUploadedKeys(args);
    assertNoIssues(
      name,
      [
        ...checkOnce(args, readGcpIssuerRegistrationArgs, checkGcpIssuerRegistration),
        ...(isLater(project) ? [] : claim({ ...account, project }, url, uploaded)),
      ],
      this,
    );

    const issuer = settled(url);
    const given = uploaded === undefined ? undefined : settled(uploaded);
    const jwksJson = given?.output.apply((known) => {
      const result = gcpUploadedJwks(known, "jwks");
      return "jwksJson" in result ? result.jwksJson : NO_KEYS;
    });
    const check = (inputs: StoredProvider): Issue[] | undefined => {
      const [issuerUri, jwks] = [issuer.value(), given?.value()];
      if (issuerUri === undefined || (given !== undefined && jwks === undefined)) return undefined;
      const keys = jwks === undefined ? undefined : gcpUploadedJwks(jwks, "jwks");
      if (keys !== undefined && "issues" in keys) return keys.issues;
      return [
        ...checkIssuer(issuerUri, keys),
        ...checkIssuerAudience(audience, issuerUri, "audience"),
        ...checkUnchanged(
          { ...inputs.oidc, attributeMapping: inputs.attributeMapping, attributeCondition: inputs.attributeCondition },
          {
            attributeMapping: GCP_ATTRIBUTE_MAPPING,
            attributeCondition: undefined,
            issuerUri,
            allowedAudiences: audience === undefined ? undefined : [audience],
            jwksJson: keys?.jwksJson,
          },
        ),
      ];
    };

    const iam = gcpIam();
    const inProject = project === undefined ? {} : { project };
    const pool = new iam.WorkloadIdentityPool(
      `${name}-pool`,
      {
        workloadIdentityPoolId: args.poolId ?? derivedPoolId(name, args.poolSuffix),
        ...inProject,
        ...(displayName === undefined ? {} : { displayName }),
        ...(description === undefined ? {} : { description }),
      },
      {
        parent: this,
        // Everybody's members name the pool: an id that was made up stays when the registration is renamed.
        ignoreChanges: args.poolId === undefined && args.poolSuffix === undefined ? ["workloadIdentityPoolId"] : [],
      },
    );
    const poolId = settled(pool.workloadIdentityPoolId);
    const oidc = pulumi.output({
      issuerUri: issuer.output,
      ...(audience === undefined ? {} : { allowedAudiences: [audience] }),
      ...(jwksJson === undefined ? {} : { jwksJson }),
    });
    const mapping = { ...GCP_ATTRIBUTE_MAPPING };
    const provider = new iam.WorkloadIdentityPoolProvider(
      `${name}-provider`,
      {
        workloadIdentityPoolId: poolId.output,
        workloadIdentityPoolProviderId: args.providerId ?? PROVIDER_ID,
        ...inProject,
        attributeMapping: mapping,
        oidc: provedUnderMocks(oidc, (known) => check({ attributeMapping: mapping, oidc: known }) ?? []),
      },
      {
        parent: this,
        hooks: proofHooks(
          `registration of issuer ${name}`,
          ["attributeMapping", "attributeCondition", "oidc", "project", "workloadIdentityPoolId"],
          (inputs) => {
            const faults = check(inputs as StoredProvider);
            const { project, workloadIdentityPoolId } = inputs;
            return faults === undefined
              ? undefined
              : [
                  ...faults,
                  // Members name the pool, so the issuer that this provider admits to it has to be theirs.
                  ...checkUnchanged({ workloadIdentityPoolId }, { workloadIdentityPoolId: poolId.value() }),
                  ...claim({ ...account, project }, issuer.value(), (inputs as StoredProvider).oidc?.jwksJson),
                ];
          },
        ),
      },
    );
    this.registration = pulumi.output({
      workloadIdentityPool: pool.name,
      workloadIdentityProvider: provider.name,
      ...(audience === undefined ? {} : { audience }),
    });
    this.registerOutputs();
  }
}

/** Faults of a registration that can be seen before anything is created. */
export function checkGcpIssuerRegistration(args: GcpIssuerRegistrationArgs): Issue[] {
  const { url, audience } = args;
  const uploaded = gcpUploadedKeys(args);
  return [
    ...checkGcpRegistration(args),
    ...checkIssuerAudience(audience, url, "audience"),
    ...(!isLater(url) ? checkIssuer(url, uploaded) : []),
    ...(uploaded !== undefined && !isLater(uploaded) ? keyFaults(uploaded) : []),
  ];
}

/** Google calls an issuer only where its keys are not uploaded. */
function checkIssuer(url: unknown, uploaded: unknown): Issue[] {
  return uploaded === undefined ? checkGcpPublicIssuerUrl(url, "url") : checkGcpIssuerUrl(url, "url");
}

/** The key set that the provider stores; `undefined` where Google fetches the issuer's. */
export function gcpUploadedKeys({ uploadJwks, jwks }: GcpIssuerRegistrationArgs): pulumi.Input<string> | undefined {
  return uploadJwks === false ? undefined : jwks;
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
