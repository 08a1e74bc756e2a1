import { WorkloadIdentityError } from "../../../core/errors";
import type { Issue } from "../../../core/issue";
import { issue } from "../../../core/issue";
import { UNKNOWN_VALUE } from "../../../core/known";
import { show } from "../../../core/show";
import type { ManagedResource } from "../../managed-resource";
import type { AzureBlob, AzureBlobPage, AzureRuntime } from "./blob";
import { isAzureBlob, readBlob, writeBlob } from "./blob";
import { azureIdentity } from "./credential";

/**
 * What a blob holds, written over in place: azure-native makes a blob anew for other content, and until it is there nobody could read
 * it. The blob itself belongs to azure-native, which deletes it too.
 */
export interface AzureBlobContentInputs extends AzureBlob, AzureBlobPage {}

const PLACE = ["blobId", "url"] as const;

export const azureBlobContent: ManagedResource<AzureRuntime, AzureBlobContentInputs> = {
  inputs: [...PLACE, "content", "contentType", "cacheControl"],
  replaceOn: PLACE,
  name: PLACE,
  check: faultsOf,
  async create(runtime, inputs) {
    await writeBlob(inputs, inputs, runtime);
    return { id: inputs.blobId, outputs: inputs };
  },
  async read(runtime, _id, { blobId, url }) {
    const found = await readBlob({ blobId, url }, runtime);
    return found && { blobId, url, ...found };
  },
  async update(runtime, _id, _olds, inputs) {
    await writeBlob(inputs, inputs, runtime);
    return inputs;
  },
  // The content goes with its blob.
  async delete() {},
};

function faultsOf({ blobId, url }: AzureBlobContentInputs): Issue[] {
  const known = ![blobId, url].includes(UNKNOWN_VALUE);
  return [
    ...checkIdentity(),
    ...(!known || isAzureBlob({ blobId, url })
      ? []
      : [issue("azure-blob-unknown", "blobId", `Cannot address blob ${show(url)} with id ${show(blobId)}`)]),
  ];
}

/** Told at preview, where nothing is written yet and the content may be unknown: so no input is blamed. */
function checkIdentity(): Issue[] {
  try {
    azureIdentity();
    return [];
  } catch (error) {
    if (!(error instanceof WorkloadIdentityError)) throw error;
    return [issue(error.code, "", error.message)];
  }
}
