import * as pulumi from "@pulumi/pulumi";
import { dynamicProvider } from "../../component/dynamic-provider";
import type { AzureBlobContentInputs } from "./resources";

/** Its text is in the state of every stack that publishes an issuer on Azure. */
const blobContentProvider = dynamicProvider((config) =>
  require("pulumi-workload-identity/clouds/azure/resources").azureOperations("BlobContent", config),
);

/** What a blob holds, changed in place. */
export class AzureBlobContentResource extends pulumi.dynamic.Resource {
  constructor(
    name: string,
    args: { [Name in keyof AzureBlobContentInputs]: pulumi.Input<string> },
    opts?: pulumi.CustomResourceOptions,
  ) {
    super(blobContentProvider, name, { ...args }, opts, "azure", "BlobContent");
  }
}
