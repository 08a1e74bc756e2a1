import { WorkloadIdentityError } from "../../../core/errors";
import type { Issue } from "../../../core/issue";
import { formatIssue, issue } from "../../../core/issue";
import { UNKNOWN_VALUE } from "../../../core/known";
import { show } from "../../../core/show";
import type { AzureBlob, AzureBlobPage, AzureRuntime } from "./blob";
import { isAzureBlob, readBlob, writeBlob } from "./blob";
import { azureIdentity } from "./credential";

/**
 * What a blob holds, written over in place: azure-native makes a blob anew for other content, and until it is there nobody could read
 * it. The blob itself belongs to azure-native, which deletes it too.
 */
export interface AzureBlobContentInputs extends AzureBlob, AzureBlobPage {}

const PLACE = ["blobId", "url"] as const;
const PAGE = ["content", "contentType", "cacheControl"] as const;

type Properties = Record<string, unknown>;

/** What Pulumi's engine asks of a provider, for the content of blobs. */
export function blobContentOperations(runtime: AzureRuntime) {
  const write = async (properties: Properties) => {
    const inputs = inputsOf(properties);
    await writeBlob(inputs, inputs, runtime);
    return inputs;
  };
  return {
    /** Looks for faults of the inputs before anything is asked of the vendor. */
    async check(_olds: Properties, news: Properties) {
      return { inputs: inputsOf(news) as object as Properties, failures: faultsOf(news).map(failureOf) };
    },
    /** What a change of the inputs does to the content. */
    async diff(_id: string, olds: Properties, news: Properties) {
      const changed = (name: string) => olds[name] !== news[name];
      const replaces = PLACE.filter(changed);
      return { changes: replaces.length > 0 || PAGE.some(changed), replaces, deleteBeforeReplace: false };
    },
    /** Writes the content. */
    async create(properties: Properties) {
      const outs = await write(properties);
      return { id: outs.blobId, outs };
    },
    /** The content as it is stored now. */
    async read(id: string, properties: Properties) {
      const found = await readBlob(inputsOf(properties), runtime);
      return found === undefined ? { id: "", props: {} } : { id, props: { ...inputsOf(properties), ...found } };
    },
    /** Writes the content anew. */
    async update(_id: string, _olds: Properties, news: Properties) {
      return { outs: await write(news) };
    },
    /** Leaves the content to its blob. */
    async delete() {},
  };
}

function inputsOf(properties: Properties): AzureBlobContentInputs {
  return Object.fromEntries(
    [...PLACE, ...PAGE].map((name) => [name, properties[name]]),
  ) as object as AzureBlobContentInputs;
}

function faultsOf(news: Properties): Issue[] {
  const { blobId, url } = news;
  const known = ![blobId, url].includes(UNKNOWN_VALUE);
  return [
    ...checkIdentity(),
    ...(!known || isAzureBlob(news)
      ? []
      : [issue("azure-blob-unknown", "blobId", `Cannot address blob ${show(url)} with id ${show(blobId)}`)]),
  ];
}

/** Told at preview, where nothing is written yet. */
function checkIdentity(): Issue[] {
  try {
    azureIdentity();
    return [];
  } catch (error) {
    if (!(error instanceof WorkloadIdentityError)) throw error;
    return [issue(error.code, "content", error.message)];
  }
}

function failureOf(fault: Issue): { property: string; reason: string } {
  return { property: fault.path, reason: formatIssue(fault) };
}
