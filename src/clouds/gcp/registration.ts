import * as pulumi from "@pulumi/pulumi";
import { checkOnce, readOnce } from "../../component/checked-arguments";
import { findingFormerChildren } from "../../component/former-children";
import { registrationClaims } from "../../component/registrations";
import { assertNoIssues } from "../../component/validation-error";
import { checkIssuerAudience } from "../../core/audience";
import type { Issue } from "../../core/issue";
import { checkNoPrivateKeys } from "../../core/key-set";
import { isLater } from "../../core/known";
import { checkEffects } from "../../core/without-effect";
import type { GcpIssuerRegistrationArgs, GcpRegistration, GcpRegistrationArgs } from "./args";
import { gcpUploadedJwks, gcpUploadedKeys } from "./jwks";
import { checkGcpAudienceOwner, checkGcpRegistration, GCP_REGISTRATION_WITHOUT_EFFECT } from "./limits";
import { noteGcpNarrowing } from "./narrowing";
import { checkGcpProviderIssuer, createGcpPool, GCP_PROVIDER_ID } from "./pool-resources";
import { readGcpIssuerRegistrationArgs } from "./shape";

/**
 * Registers an issuer in Google Cloud, as a workload identity pool with one OIDC provider. Google keeps the id of a deleted pool for
 * 30 days: after a destroy give a new `poolSuffix`, or set `retainOnDelete` on the component and name the pool that stayed in the issuer's entry.
 */
export class GcpIssuerRegistration extends pulumi.ComponentResource {
  /** What a workload needs of the registration: the entry `gcp` of an issuer. */
  public readonly registration: pulumi.Output<GcpRegistration>;

  constructor(name: string, args: GcpIssuerRegistrationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-workload-identity:index:GcpIssuerRegistration", name, {}, findingFormerChildren(opts));
    args = readOnce(args);
    const { url, audience, project } = args;
    // Each audience has a pool of its own: what is for one is none of the other's.
    const account = { cloud: "gcp", provider: this.getProvider("gcp::"), apart: audience };
    const claim = registrationClaims(this, name, opts?.parent);
    const uploaded = gcpUploadedKeys(args);
    assertNoIssues(name, checkOnce(args, readGcpIssuerRegistrationArgs, checkGcpIssuerRegistration), this);
    // What cannot be registered claims nothing.
    assertNoIssues(name, isLater(project) ? [] : claim({ ...account, project }, url, uploaded), this);

    const { pool, provider } = createGcpPool(this, name, args, ({ project, issuerUri, jwksJson }) =>
      claim({ ...account, project }, issuerUri, jwksJson),
    );
    this.registration = pulumi.output({
      workloadIdentityPool: pool.name,
      workloadIdentityProvider: provider.name,
      ...(audience === undefined ? {} : { audience }),
      ...(args.attributeMapping === undefined ? {} : { attributeMapping: args.attributeMapping }),
      ...(args.attributeCondition === undefined ? {} : { attributeCondition: args.attributeCondition }),
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
    ...(!isLater(url) ? checkGcpProviderIssuer(url, uploaded) : []),
    ...(uploaded !== undefined && !isLater(uploaded) ? keyFaults(uploaded) : []),
    ...(uploaded === undefined && typeof args.jwks === "string" ? checkNoPrivateKeys(args.jwks, "jwks") : []),
  ];
}

/** Whether a resource name can be that of the provider made here; the project's number is known to Google alone. */
function isProviderOf({ poolId, providerId = GCP_PROVIDER_ID }: GcpRegistrationArgs, named: string): boolean {
  const [, pool, provider] =
    /^projects\/\d+\/locations\/global\/workloadIdentityPools\/([^/]+)\/providers\/([^/]+)$/.exec(named) ?? [];
  return pool !== undefined && pool === poolId && provider === providerId;
}

function keyFaults(jwks: pulumi.Input<string>): Issue[] {
  const result = gcpUploadedJwks(jwks, "jwks");
  return "issues" in result ? result.issues : [];
}
