import type { Issue } from "../../../core/issue";
import { issue } from "../../../core/issue";
import { show } from "../../../core/show";
import type { HuaweiClient } from "../api/client";
import { isHuaweiStatus } from "../api/errors";
import type { HuaweiStoredOidcProvider } from "../api/oidc-providers";
import {
  addClientId,
  createOidcProvider,
  deleteOidcProvider,
  describeOidcProvider,
  findOidcProvider,
  readOidcProvider,
  removeClientId,
  replaceThumbprints,
} from "../api/oidc-providers";
import { checkHuaweiClientId, checkHuaweiOidcProviderName, checkHuaweiPublicIssuerUrl } from "../values";
import type { HuaweiOwnedInputs } from "./owner";
import { adopted, checkOwned, ownedDescription, readDescription } from "./owner";
import type { HuaweiResource, HuaweiResourceInputs } from "./resource";

/** An OIDC provider of IAM v5. Its id is the provider's. */
export interface HuaweiOidcProviderInputs extends HuaweiResourceInputs, HuaweiOwnedInputs {
  name: string;
  /** The issuer, unchanged; IAM fetches its keys. */
  url: string;
  clientIds: string[];
  /** Fingerprints of the issuer's CA, where no public one signed its certificate. None by default. */
  thumbprints?: string[];
}

export interface HuaweiOidcProviderOutputs extends HuaweiOidcProviderInputs {
  /** What trust policies name: `iam::<account>:oidcProvider:<name>`. */
  providerUrn: string;
}

type Inputs = HuaweiOidcProviderInputs;
type Outputs = HuaweiOidcProviderOutputs;

export const huaweiOidcProvider: HuaweiResource<Inputs, Outputs> = {
  inputs: ["connection", "name", "url", "clientIds", "thumbprints", "description", "owner"],
  replaceOn: ["name", "url"],
  name: ["name"],
  normalize: (inputs) =>
    Array.isArray(inputs.clientIds) ? { ...inputs, clientIds: [...new Set(inputs.clientIds)].sort() } : inputs,
  check: checkProvider,
  async create(client, inputs) {
    const { name, url, clientIds, thumbprints = [] } = inputs;
    const description = ownedDescription(inputs);
    try {
      const created = await createOidcProvider(client, { name, url, client_ids: clientIds, thumbprints, description });
      return { id: created.provider_id, outputs: { ...inputs, providerUrn: created.urn } };
    } catch (error) {
      if (!isHuaweiStatus(error, 409)) throw error;
    }
    const found = adopted(await findOidcProvider(client, name), `OIDC provider "${name}"`, inputs.owner);
    if (found.url !== url) adopted(undefined, `OIDC provider "${name}" for ${show(url)}`, inputs.owner);
    const id = found.provider_id;
    return { id, outputs: await change(client, id, outputsOf(inputs, found), inputs) };
  },
  async read(client, id, outputs) {
    const found = await readOidcProvider(client, id);
    return found === undefined ? undefined : outputsOf(outputs, found);
  },
  update: change,
  delete: (client, id) => deleteOidcProvider(client, id),
};

function outputsOf({ thumbprints }: Inputs, found: HuaweiStoredOidcProvider): Outputs {
  const seen = found.thumbprints ?? [];
  return {
    name: found.name,
    url: found.url,
    clientIds: [...found.client_ids].sort(),
    ...(thumbprints === undefined && seen.length === 0 ? {} : { thumbprints: seen }),
    ...readDescription(found.description),
    providerUrn: found.urn,
  };
}

/** New client ids come before old ones go: a provider needs at least one. */
async function change(client: HuaweiClient, id: string, olds: Outputs, news: Inputs): Promise<Outputs> {
  for (const clientId of news.clientIds)
    if (!olds.clientIds.includes(clientId)) await addClientId(client, id, clientId);
  for (const clientId of olds.clientIds) {
    if (!news.clientIds.includes(clientId)) await removeClientId(client, id, clientId);
  }
  const { thumbprints = [] } = news;
  if (JSON.stringify(thumbprints) !== JSON.stringify(olds.thumbprints ?? [])) {
    await replaceThumbprints(client, id, thumbprints);
  }
  if (ownedDescription(news) !== ownedDescription(olds)) {
    await describeOidcProvider(client, id, ownedDescription(news));
  }
  return { ...news, providerUrn: olds.providerUrn };
}

function checkProvider(inputs: Inputs): Issue[] {
  const { name, url, clientIds } = inputs;
  const isList = Array.isArray(clientIds) && clientIds.length >= 1 && clientIds.length <= 100;
  return [
    ...checkHuaweiOidcProviderName(name, "name"),
    ...checkHuaweiPublicIssuerUrl(url, "url"),
    ...(isList
      ? clientIds.flatMap((clientId, i) => checkHuaweiClientId(clientId, `clientIds[${i}]`))
      : [
          issue(
            "huawei-client-ids-invalid",
            "clientIds",
            `Cannot register the issuer for the client ids ${show(clientIds)}: expected a list of 1 to 100`,
          ),
        ]),
    ...checkOwned(inputs),
  ];
}
