import type { AdoptedObject } from "../../../core/adopted-object";
import type { AdoptionChange, OpenShiftInstall } from "../../openshift-cloud";
import { OPENSHIFT_AUDIENCE } from "../../openshift-cloud";
import type { GcpInventory } from "./inventory";

const component = "identities" as const;

/** The pool that ccoctl made, whose provider has its name too. */
export function adoptedPool(
  { cluster, issuer }: OpenShiftInstall,
  project: string,
  { pools, providers }: GcpInventory,
): { name: string | undefined; objects: AdoptedObject[]; changes: AdoptionChange[] } {
  const path = `locations/global/workloadIdentityPools/${cluster}`;
  const pool = pools.find(({ name, state }) => name.endsWith(`/${path}`) && state !== "DELETED");
  if (pool === undefined) {
    return {
      ...{ name: undefined, objects: [] },
      changes: [{ code: "pool-missing", message: `pool ${cluster} is not there, and is created` }],
    };
  }
  const provider = providers.find(({ name }) => name === `${pool.name}/providers/${cluster}`);
  const { issuerUri, allowedAudiences = [], jwksJson } = provider?.oidc ?? {};
  const change = (code: string, message: string): AdoptionChange => ({ code, message });
  const objects: AdoptedObject[] = [
    {
      type: "gcp:iam/workloadIdentityPool:WorkloadIdentityPool",
      ...{ component, name: "gcp-pool", id: `projects/${project}/${path}` },
    },
    ...(provider === undefined
      ? []
      : [
          {
            type: "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider",
            ...{ component, name: "gcp-provider", id: `projects/${project}/${path}/providers/${cluster}` },
          },
        ]),
  ];
  const changes =
    provider === undefined
      ? [change("provider-missing", `provider ${cluster} is not there, and is created`)]
      : [
          ...(issuerUri === issuer
            ? []
            : [change("issuer-changed", `the pool takes tokens of ${issuer} instead of ${issuerUri}`)]),
          ...(allowedAudiences.length === 1 && allowedAudiences[0] === OPENSHIFT_AUDIENCE
            ? []
            : [change("audience-changed", `the pool takes tokens for ${OPENSHIFT_AUDIENCE} alone`)]),
          ...(provider.attributeCondition === undefined
            ? []
            : [change("condition-removed", `the provider's condition ${provider.attributeCondition} goes`)]),
          ...(jwksJson === undefined
            ? [
                change(
                  "keys-uploaded",
                  "the issuer's keys are stored in the pool too; set uploadJwks to false to have them fetched",
                ),
              ]
            : []),
        ];
  const others = providers
    .filter(({ name }) => name.startsWith(`${pool.name}/providers/`) && name !== provider?.name)
    .map(({ name }) =>
      change("provider-kept", `provider ${name} is not ccoctl's and stays: whoever it lets in may be an operator`),
    );
  return { name: pool.name, objects, changes: [...changes, ...others] };
}
