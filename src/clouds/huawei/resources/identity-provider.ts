import { WorkloadIdentityError } from "../../../core/errors";
import { show } from "../../../core/show";
import type { HuaweiClient } from "../api/client";
import { unlessExists } from "../api/errors";
import {
  createIdentityProvider,
  deleteIdentityProvider,
  readIdentityProvider,
  updateIdentityProvider,
} from "../api/identity-providers";
import { createMapping, deleteMapping, readMapping } from "../api/mappings";
import { readOpenIdConnectConfig, writeOpenIdConnectConfig } from "../api/openid-connect-config";
import { deleteProtocol, readProtocol, writeProtocol } from "../api/protocols";
import { canonicalHuaweiSigningKey, checkHuaweiSigningKey } from "../jwks";
import { checkHuaweiClientId, checkHuaweiIdentityProviderId, checkHuaweiIssuerUrl } from "../values";
import { withMappingLock, writeMapping } from "./mapping";
import { isCatchAllRule, ownerOfRule, ownerRule, userNameOfRule } from "./mapping-rules";
import type { HuaweiOwnedInputs } from "./owner";
import { adopted, checkOwned, ownedDescription, readDescription } from "./owner";
import type { HuaweiResource, HuaweiResourceInputs } from "./resource";

/**
 * An identity provider of the old IAM with all it needs to admit nobody yet: its OpenID Connect configuration, its protocol and a
 * mapping without a workload's rule. Its id is the provider's.
 */
export interface HuaweiIdentityProviderInputs extends HuaweiResourceInputs, HuaweiOwnedInputs {
  /** 1 to 64 letters, digits, `_` and `-`. */
  name: string;
  /** The `iss` of the cluster's tokens, unchanged. */
  issuer: string;
  /** The `aud` of the cluster's tokens; each cluster needs its own. */
  clientId: string;
  /** The cluster's key set as JSON text; several keys during a rotation. */
  signingKey: string;
  /** Id of the mapping. The provider's name by default. */
  mappingId?: string;
  /** False refuses all tokens. True by default. */
  enabled?: boolean;
}

type Inputs = HuaweiIdentityProviderInputs;

export const huaweiIdentityProvider: HuaweiResource<Inputs> = {
  inputs: [
    ...(["connection", "name", "issuer", "clientId", "signingKey"] as const),
    ...(["mappingId", "enabled", "description", "owner"] as const),
  ],
  replaceOn: ["name", "mappingId"],
  name: ["name"],
  normalize: (inputs) => ({
    enabled: true,
    mappingId: inputs.name,
    ...inputs,
    signingKey:
      typeof inputs.signingKey === "string" ? canonicalHuaweiSigningKey(inputs.signingKey) : inputs.signingKey,
  }),
  check: (inputs) => [
    ...checkHuaweiIdentityProviderId(inputs.name, "name"),
    ...(mappingIdOf(inputs) === inputs.name ? [] : checkHuaweiIdentityProviderId(inputs.mappingId, "mappingId")),
    ...checkHuaweiIssuerUrl(inputs.issuer, "issuer"),
    ...checkHuaweiClientId(inputs.clientId, "clientId"),
    ...checkHuaweiSigningKey(inputs.signingKey, "signingKey"),
    ...checkOwned(inputs),
  ],
  async create(client, inputs) {
    const { name, owner } = inputs;
    // Off until the rest is there, so that nothing half made admits anybody.
    const start = { description: ownedDescription(inputs), enabled: false };
    if (!(await unlessExists(createIdentityProvider(client, name, start)))) {
      adopted(await readIdentityProvider(client, name), `identity provider ${show(name)}`, owner);
    }
    return { id: name, outputs: { ...inputs, enabled: false } };
  },
  complete: write,
  async read(client, id, outputs) {
    const provider = await readIdentityProvider(client, id);
    if (provider === undefined) return undefined;
    const config = await readOpenIdConnectConfig(client, id);
    const mappingId = await readProtocol(client, id);
    const hasMapping = mappingId !== undefined && (await readMapping(client, mappingId)) !== undefined;
    return {
      ...outputs,
      ...readDescription(provider.description),
      enabled: provider.enabled && hasMapping && mappingId === mappingIdOf(outputs),
      issuer: config?.idp_url ?? "",
      clientId: config?.client_id ?? "",
      signingKey: canonicalHuaweiSigningKey(config?.signing_key ?? ""),
    };
  },
  update: (client, id, _olds, news) => write(client, id, news),
  async delete(client, id, outputs) {
    const mappingId = mappingIdOf(outputs);
    await withMappingLock(client, mappingId, async () => {
      const rules = (await readMapping(client, mappingId)) ?? [];
      const others = rules.filter((rule) => ownerOfRule(rule) === undefined && !isCatchAllRule(rule));
      if (others.length > 0) {
        const users = others.map((rule) => show(userNameOfRule(rule))).join(", ");
        throw new WorkloadIdentityError(
          "huawei-mapping-in-use",
          `Cannot delete identity provider ${show(id)}: its mapping still has rules for ${users}; delete those workloads first`,
        );
      }
      // Without a protocol no token is taken any more, so nothing is admitted on the way.
      await deleteProtocol(client, id);
      await deleteMapping(client, mappingId);
      await deleteIdentityProvider(client, id);
    });
  },
};

function mappingIdOf({ name, mappingId = name }: Inputs): string {
  return mappingId;
}

/** Brings everything to what the inputs say, whatever is there already; the provider is switched on last. */
async function write(client: HuaweiClient, id: string, inputs: Inputs): Promise<Inputs> {
  const { issuer, clientId, signingKey, enabled = true } = inputs;
  const mappingId = mappingIdOf(inputs);
  await ensureMapping(client, mappingId);
  await writeOpenIdConnectConfig(client, id, { idp_url: issuer, client_id: clientId, signing_key: signingKey });
  await writeProtocol(client, id, mappingId);
  await updateIdentityProvider(client, id, { description: ownedDescription(inputs), enabled });
  return inputs;
}

/** A mapping that says it is this library's; rules of workloads in it stay, the catch-all rule goes. */
async function ensureMapping(client: HuaweiClient, mappingId: string): Promise<void> {
  await withMappingLock(client, mappingId, async () => {
    if (await unlessExists(createMapping(client, mappingId, [ownerRule("")]))) return;
    const stored = (await readMapping(client, mappingId)) ?? [];
    const rules = stored.filter((rule) => !isCatchAllRule(rule));
    const isOurs = rules.length === 0 || rules.some((rule) => ownerOfRule(rule) !== undefined);
    if (!isOurs) {
      throw new WorkloadIdentityError(
        "huawei-mapping-foreign",
        `Cannot use mapping ${show(mappingId)}: it has rules that this library did not write; choose another mappingId`,
      );
    }
    if (rules.length < stored.length)
      await writeMapping(client, mappingId, rules.length === 0 ? [ownerRule("")] : rules);
  });
}
