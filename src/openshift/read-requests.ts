import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { openShiftCloud } from "../clouds/openshift-clouds";
import { WorkloadIdentityError } from "../core/errors";
import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { sameData } from "../core/same-data";
import { readOptional } from "../core/shape";
import { featuresOf, readOpenShiftFeatures } from "./features";
import type { RequestFilter } from "./read-request";
import { readRequest } from "./read-request";
import type { CredentialsRequests, OpenShiftRequest, SkippedRequest } from "./request";
import { sourceDocuments, withSource } from "./source-documents";

/**
 * Reads CredentialsRequests out of manifests, YAML or JSON, one text a file. Throws `WorkloadIdentityError`
 * (`openshift-requests-invalid`) with every fault of every document, or `cloud-unknown`.
 */
export function readCredentialsRequests(
  texts: string | readonly string[],
  filter: RequestFilter = {},
): CredentialsRequests {
  // With a misspelt cloud nothing would be found, and nothing be said to have changed.
  if (filter.cloud !== undefined) openShiftCloud(filter.cloud);
  const issues: Issue[] = [];
  readOptional(readOpenShiftFeatures)(filter.features, "features", issues);
  if (issues.length > 0) throw unusable(issues);
  const read = sourceDocuments([texts].flat(), issues).flatMap(
    (document) => readRequest(document, filter, issues) ?? [],
  );
  const requests = read.filter((each) => "document" in each);
  const skipped = read.filter((each) => "reason" in each);
  const repeated = repetitions(requests, filter, issues);
  if (issues.length > 0) throw unusable(issues);
  return {
    requests: requests.filter((request) => !repeated.has(request)),
    skipped: [...skipped, ...repeated.values()],
  };
}

function unusable(issues: Issue[]): WorkloadIdentityError {
  return new WorkloadIdentityError("openshift-requests-invalid", "Cannot use these CredentialsRequests:", issues);
}

/**
 * The manifests of a folder as texts that name their files, in the order of their names: `.yaml`, `.yml` and `.json` directly inside, as
 * with ccoctl, or also below. Throws `WorkloadIdentityError` (`openshift-folder-unreadable`) where there are none.
 */
export function credentialsRequestFiles(folder: string, { subfolders = false } = {}): string[] {
  const found = listed(folder, true);
  const files = found.filter((file) => subfolders || !file.includes("/"));
  if (files.length > 0) return files.map((file) => withSource(file, readFileSync(join(folder, file), "utf8")));
  const below = found.length > 0 ? `; ${found.length} are in subfolders, which are read when they are asked for` : "";
  throw new WorkloadIdentityError(
    "openshift-folder-unreadable",
    `Cannot read CredentialsRequests from ${folder}: it has no .yaml, .yml or .json files${below}`,
  );
}

function listed(folder: string, recursive: boolean): string[] {
  try {
    return readdirSync(folder, { recursive, withFileTypes: true })
      .filter((entry) => !entry.isDirectory() && /\.(ya?ml|json)$/i.test(entry.name))
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
      .sort();
  } catch (error) {
    throw new WorkloadIdentityError(
      "openshift-folder-unreadable",
      `Cannot read CredentialsRequests from ${folder}: ${(error as Error).message}`,
    );
  }
}

/** The same request a second time is skipped; another one of the same name, or for the same Secret, is a fault. */
function repetitions(
  requests: readonly OpenShiftRequest[],
  { features }: RequestFilter,
  issues: Issue[],
): Map<OpenShiftRequest, SkippedRequest> {
  const repeated = new Map<OpenShiftRequest, SkippedRequest>();
  for (const [index, request] of requests.entries()) {
    const rival = requests
      .slice(0, index)
      .find((other) => collide(other, request) && (features !== undefined || !areTwins(other, request)));
    if (rival === undefined) continue;
    const { name, source } = request;
    if (sameData({ ...rival, source, document: {}, annotations: {} }, { ...request, document: {}, annotations: {} })) {
      repeated.set(request, { name, source, code: "openshift-repeated", reason: `it is in ${rival.source} already` });
      continue;
    }
    const { secret } = request;
    const what = rival.name === name ? `a CredentialsRequest ${name}` : `the Secret ${secret.namespace}/${secret.name}`;
    const advice = "a cluster can have only one: keep the one that it needs";
    issues.push(
      issue("openshift-request-repeated", source, `Cannot read ${what} twice: ${rival.source} has it too; ${advice}`),
    );
  }
  return repeated;
}

function collide(one: OpenShiftRequest, other: OpenShiftRequest): boolean {
  if (one.cloud !== other.cloud) return false;
  const sameSecret = one.secret.namespace === other.secret.namespace && one.secret.name === other.secret.name;
  return one.name === other.name || sameSecret;
}

/** Twins for different features are not on one cluster; of which features it is, a filter says. */
function areTwins(one: OpenShiftRequest, other: OpenShiftRequest): boolean {
  return featuresOf(one.annotations) !== featuresOf(other.annotations);
}
