import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { KubeClient, KubeObject } from "./kube-client";

/** A folder with the definitions as their projects publish them, by plural name; without it those of this file are used. */
const published = process.env.PUBLISHED_CRDS;

const text = { type: "string" };
const texts = { type: "object", additionalProperties: text };
const list = (items: object) => ({ type: "array", items });
const object = (properties: object, required?: string[]) => ({
  type: "object",
  properties,
  ...(required && { required }),
});

/** The fields of a SecretProviderClass (secrets-store-csi-driver, API v1). */
const secretProviderClass = object({
  provider: text,
  parameters: texts,
  secretObjects: list(
    object({
      secretName: text,
      type: text,
      labels: texts,
      annotations: texts,
      data: list(object({ key: text, objectName: text })),
    }),
  ),
});

/** The fields of an AzureClusterIdentity that are for workload identity (cluster-api-provider-azure, API v1beta1). */
const azureClusterIdentity = object(
  {
    type: { ...text, enum: ["WorkloadIdentity", "ServicePrincipal", "UserAssignedMSI"] },
    tenantID: text,
    clientID: text,
    allowedNamespaces: object({
      list: list(text),
      selector: object({
        matchLabels: texts,
        matchExpressions: list(object({ key: text, operator: text, values: list(text) }, ["key", "operator"])),
      }),
    }),
  },
  ["clientID", "tenantID", "type"],
);

const KINDS = [
  {
    group: "secrets-store.csi.x-k8s.io",
    version: "v1",
    kind: "SecretProviderClass",
    plural: "secretproviderclasses",
    spec: secretProviderClass,
  },
  {
    group: "infrastructure.cluster.x-k8s.io",
    version: "v1beta1",
    kind: "AzureClusterIdentity",
    plural: "azureclusteridentities",
    spec: azureClusterIdentity,
  },
];

/** Makes the kinds known that consumers of identities have, and waits until they are served. */
export async function defineConsumers(client: KubeClient): Promise<void> {
  for (const kind of KINDS) await client.create(definitionOf(kind));
  for (const { group, version, plural } of KINDS) {
    while ((await client.send("GET", `/apis/${group}/${version}/${plural}`)).status !== 200) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function definitionOf({ group, version, kind, plural, spec }: (typeof KINDS)[number]): KubeObject {
  const file = published === undefined ? "" : join(published, `${plural}.yaml`);
  if (existsSync(file)) return parse(readFileSync(file, "utf8"));
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List` },
      versions: [{ name: version, served: true, storage: true, schema: { openAPIV3Schema: object({ spec }) } }],
    },
  };
}
