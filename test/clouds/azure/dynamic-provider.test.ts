import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { azureResourceType } from "../../../src/clouds/azure/resource-types";
import * as resources from "../../../src/clouds/azure/resources";
import { compiledModule, revivedProvider } from "../support/stored-provider";

const FIXTURE = join(__dirname, "fixtures/dynamic-provider.txt");
const MODULE = "pulumi-workload-identity/clouds/azure/resources";

let text = "";

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource({ name, type, inputs }) {
      // Other tests of the same worker may register resources of theirs.
      if (type === azureResourceType("BlobContent")) text = inputs.__provider;
      return { id: name, state: inputs };
    },
    call: ({ inputs }) => inputs,
  });
  const { AzureBlobContentResource } = compiledModule(join(__dirname, "../../../src/clouds/azure/dynamic-provider.ts"));
  new (AzureBlobContentResource as new (name: string, args: object) => pulumi.Resource)("key-set", {});
  await (pulumi.runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
});

describe("the dynamic provider of blobs' content", () => {
  it("is stored as a text that no edit of this library may change", async () => {
    await expect(text).toMatchFileSnapshot(FIXTURE);
  });

  it("is stored in a few lines", () => {
    expect(text.length).toBeLessThan(4000);
  });

  it("works through the published module alone, with the configuration of its stack", async () => {
    const required: string[] = [];
    const provider = revivedProvider(text, { name: MODULE, exports: resources }, required);
    const settings: Record<string, string> = { "azure-native:clientSecret": "kept back" };
    const config = { get: (key: string) => settings[key], require: (key: string) => settings[key] ?? "" };
    await provider.configure!({ config });
    const inputs = {
      blobId:
        "/subscriptions/s/resourceGroups/shop/providers/Microsoft.Storage/storageAccounts/a/blobServices/default/containers/c/blobs/b",
      url: "https://a.blob.core.windows.net/c/b",
      content: "{}",
      contentType: "application/json",
      cacheControl: "no-store",
    };
    expect(await provider.check!({}, inputs)).toEqual({ inputs, failures: [] });
    // The secret alone is no identity: so this is said before anything is asked of Azure.
    await expect(provider.create(inputs)).rejects.toMatchObject({ code: "azure-credentials-missing" });
    expect(new Set(required)).toEqual(new Set([MODULE]));
  });
});
