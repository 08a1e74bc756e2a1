import { placeholderIssuer } from "../../../component/placeholders";
import { checkIssuerAudience } from "../../../core/audience";
import { issue } from "../../../core/issue";
import { gcpDefaultAudience } from "../audience";
import { checkGcpAudience, checkGcpAudienceOwner } from "../limits";
import { gcpPlainNarrowing } from "../narrowing";
import { GCP_ATTRIBUTE_MAPPING, GCP_NAMESPACE_ATTRIBUTE, GCP_NAMESPACE_MAPPING } from "../trust";
import { entryFault } from "./managed-pool";
import type { GcpMechanism } from "./mechanism";
import { knownOr } from "./mechanism";

const POOL = /^projects\/\d+\/locations\/global\/workloadIdentityPools\/[0-9a-z-]{4,32}$/;

/** Stands for the keys of the cluster. */
export const ASSUMED_KEYS = { keys: [] };

/** A cluster whose issuer has a pool of its own. */
export const ownPoolMechanism: GcpMechanism = {
  title: "a cluster with a pool of its own",
  poolField: "workloadIdentityPool",
  managed: false,
  proviso:
    "each provider is the only one of its pool, maps google.subject=assertion.sub, takes no other audience than its issuer's entry says, and has the keys of that issuer alone, as GcpIssuerRegistration makes it",
  check({ issuer, registration, subjects }) {
    const { workloadIdentityPool: pool, workloadIdentityProvider: provider, audience } = registration;
    const hasWhole = subjects.some(({ serviceAccount }) => serviceAccount === undefined);
    const isMapped = registration.attributeMapping?.[GCP_NAMESPACE_ATTRIBUTE] !== undefined;
    const named = !POOL.test(pool ?? "")
      ? [
          entryFault(
            "gcp-pool-name-invalid",
            "workloadIdentityPool",
            pool,
            "projects/<number>/locations/global/workloadIdentityPools/<pool>, with the project's number and not its id",
          ),
        ]
      : !new RegExp(`^${pool}/providers/[0-9a-z-]{4,32}$`).test(provider ?? "")
        ? [
            entryFault(
              "gcp-provider-name-invalid",
              "workloadIdentityProvider",
              provider,
              `${pool}/providers/<provider>`,
            ),
          ]
        : [];
    return [
      ...named,
      ...(hasWhole && !isMapped ? [namespaceNotMapped()] : []),
      ...checkGcpAudience(audience, "issuer.gcp.audience"),
      ...checkGcpAudienceOwner(audience, "issuer.gcp.audience", (owner) => owner === provider),
      ...checkIssuerAudience(audience, issuer, "issuer.gcp.audience"),
    ];
  },
  provider({ workloadIdentityProvider = "", audience, attributeMapping, attributeCondition }, issuer) {
    return {
      name: workloadIdentityProvider,
      issuer,
      attributeMapping: { ...attributeMapping, ...GCP_ATTRIBUTE_MAPPING },
      ...(attributeCondition === undefined ? {} : { attributeCondition }),
      // Which keys it has, or whence, is for who registers the issuer.
      jwksJson: JSON.stringify(ASSUMED_KEYS),
      ...(audience === undefined ? {} : { allowedAudiences: [audience] }),
    };
  },
  audiences: ({ audience, workloadIdentityProvider = "" }) =>
    audience === undefined
      ? [gcpDefaultAudience(workloadIdentityProvider), `//iam.googleapis.com/${workloadIdentityProvider}`]
      : [audience],
  target: ({ workloadIdentityProvider = "" }) => `//iam.googleapis.com/${workloadIdentityProvider}`,
  symbolic(plain, word) {
    const { workloadIdentityPool, workloadIdentityProvider, audience, attributeMapping, attributeCondition } =
      plain ?? {};
    const provider = knownOr(plain, workloadIdentityProvider, "");
    const poolOfProvider = provider?.split("/providers/")[0];
    const pool = knownOr(
      plain,
      workloadIdentityPool,
      poolOfProvider || `projects/0/locations/global/workloadIdentityPools/${word}`,
    );
    return {
      ...(pool === undefined ? {} : { workloadIdentityPool: pool }),
      ...(provider === undefined ? {} : { workloadIdentityProvider: provider || `${pool}/providers/${word}` }),
      ...(typeof audience === "string" ? { audience } : {}),
      ...gcpPlainNarrowing({ attributeMapping, attributeCondition }),
    };
  },
  symbolicIssuer: placeholderIssuer,
};

function namespaceNotMapped() {
  const mapping = `attributeMapping: ${JSON.stringify(GCP_NAMESPACE_MAPPING)}`;
  const why = `the issuer's provider maps no ${GCP_NAMESPACE_ATTRIBUTE}, which members of whole namespaces name`;
  const fix = `set ${mapping} where the issuer is registered (registrations.gcp, or gcp of ClusterFederation), and in a literal entry`;
  const fault = `Cannot trust whole namespaces: ${why}; ${fix}`;
  return issue("gcp-namespace-not-mapped", "issuer.gcp.attributeMapping", fault);
}
