import type { OpenShiftCloud } from "../clouds/openshift-cloud";
import { openShiftClouds } from "../clouds/openshift-clouds";
import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { nearest } from "../core/nearest";
import type { Path } from "../core/path";
import { at, pathText } from "../core/path";
import { isRecord, own } from "../core/record";
import { readListOf, readObject, readOptional, readRecordOf, readText, shapeFault } from "../core/shape";
import { show } from "../core/show";
import { isNamespaceName, isServiceAccountName } from "../core/subject";
import type { OpenShiftFeatures } from "./features";
import { withoutFeature } from "./features";
import type { OpenShiftRequest, SkippedRequest } from "./request";
import type { SourceDocument } from "./source-documents";
import { unreadFields } from "./unread-fields";

const KIND = "CredentialsRequest";
const GROUP = /^cloudcredential\.openshift\.io\//;
const DELETED = "release.openshift.io/delete";

/** Which requests are wanted; all that are left out are skipped, each with the reason. */
export interface RequestFilter {
  /** The cloud, for example the one of a cluster; of every cloud where it is left out. */
  cloud?: string;
  /** The cluster's features; requests for any feature are read where it is left out. */
  features?: OpenShiftFeatures;
}

const readAnnotations = readOptional(readRecordOf(readAnnotation));

/** Fields of `spec` that every cloud's requests have. */
const FIELDS = [
  "secretRef",
  "serviceAccountNames",
  "cloudTokenPath",
  "providerSpec",
  "providerSpec.apiVersion",
  "providerSpec.kind",
];

interface RequestFields {
  secretRef: { namespace: string; name: string };
  serviceAccountNames: string[] | undefined;
  cloudTokenPath: string | undefined;
}

const readFields = readObject<RequestFields>({
  secretRef: readObject<RequestFields["secretRef"]>({
    namespace: readName("namespace", isNamespaceName, "a DNS-1123 label"),
    name: readName("name", isServiceAccountName, "a DNS-1123 subdomain"),
  }),
  serviceAccountNames: readOptional(
    readListOf(readName("ServiceAccount", isServiceAccountName, "a DNS-1123 subdomain")),
  ),
  cloudTokenPath: readOptional(readTokenPath),
});

/** The request in a document, or why it is skipped; `undefined` next to a fault. */
export function readRequest(
  { source, path, value }: SourceDocument,
  { cloud: wanted, features }: RequestFilter,
  issues: Issue[],
): OpenShiftRequest | SkippedRequest | undefined {
  const metadata = recordAt(value, "metadata");
  const name = [own(metadata, "name"), own(metadata, "generateName")].find((each) => typeof each === "string") ?? "";
  const skipped = (code: string, reason: string): SkippedRequest => ({ name, source, code, reason });

  const [kind, version] = [own(value, "kind"), own(value, "apiVersion")];
  if (kind === "Template") {
    return skipped("openshift-template", "it is a Template: fill it in first, with oc process -f <file>");
  }
  // Nothing else of the group is written by hand: skipped, a misspelt one would lose its permissions without a word.
  if (typeof kind === "string" && kind !== KIND && GROUP.test(String(version)) && nearest(kind, [KIND]) !== undefined) {
    return shapeFault(kind, at(path, "kind"), issues, show(KIND), undefined);
  }
  if (kind !== KIND || typeof version !== "string" || !GROUP.test(version)) {
    return typeof kind === "string" && typeof version === "string"
      ? skipped("openshift-other-kind", `it is a ${kind} of ${version}, no ${KIND} of cloudcredential.openshift.io`)
      : faulty(issues, "openshift-document-invalid", path, "expected an object with apiVersion and kind");
  }
  const before = issues.length;
  const annotations =
    readAnnotations(own(metadata, "annotations"), at(at(path, "metadata"), "annotations"), issues) ?? {};
  if (issues.length > before) return undefined;
  if (annotations[DELETED] === "true") return skipped("openshift-deleted", "the release deletes it");

  const spec = recordAt(value, "spec");
  const specPath = at(path, "spec");
  const cloud = cloudOf(own(spec, "providerSpec"), at(specPath, "providerSpec"), issues);
  if (cloud === undefined) return undefined;
  if (typeof cloud === "string") {
    return skipped("openshift-other-cloud", `its providerSpec is of kind ${cloud}, which is for none of ${titles()}`);
  }
  if (wanted !== undefined && cloud.name !== wanted) {
    return skipped("openshift-other-cloud", `it is for ${cloud.title}`);
  }
  const reason = features === undefined ? undefined : withoutFeature(annotations, features);
  if (reason !== undefined) return skipped("openshift-feature-off", reason);

  readName("name", isServiceAccountName, "a DNS-1123 subdomain")(
    own(metadata, "name"),
    at(at(path, "metadata"), "name"),
    issues,
  );
  const { secretRef, serviceAccountNames = [], cloudTokenPath = "" } = readFields(spec, specPath, issues);
  const providerSpec = cloud.readSpec(spec.providerSpec, at(specPath, "providerSpec"), issues);
  if (issues.length > before) return undefined;
  const unread = unreadFields(spec, [...FIELDS, ...cloud.specFields.map((field) => `providerSpec.${field}`)]);
  return {
    name,
    cloud: cloud.name,
    source,
    annotations,
    secret: { namespace: secretRef.namespace, name: secretRef.name },
    serviceAccounts: [...new Set(serviceAccountNames)],
    ...(cloudTokenPath === "" ? {} : { tokenPath: cloudTokenPath }),
    ...(unread.length === 0 ? {} : { unread }),
    spec: providerSpec,
    document: value,
  };
}

/** The cloud of a `providerSpec`, or its kind where that is a stranger's. */
function cloudOf(value: unknown, path: Path, issues: Issue[]): OpenShiftCloud | string | undefined {
  if (!isRecord(value)) return shapeFault(value, path, issues, "an object with the kind of a cloud", undefined);
  const kind = own(value, "kind");
  if (typeof kind !== "string" || kind === "") {
    return shapeFault(kind, at(path, "kind"), issues, `one such as "${openShiftClouds[0]!.providerKind}"`, undefined);
  }
  const known = openShiftClouds.find(({ providerKind }) => providerKind === kind);
  if (known !== undefined) return known;
  const meant = openShiftClouds.find(({ providerKind }) => providerKind.toLowerCase() === kind.toLowerCase());
  if (meant !== undefined) return shapeFault(kind, at(path, "kind"), issues, show(meant.providerKind), undefined);
  return placeholder(kind) ? faultyName(issues, at(path, "kind"), "kind", kind, "a cloud's") : kind;
}

function readName(what: string, isName: (name: string) => boolean, expected: string) {
  return (value: unknown, path: Path, issues: Issue[]): string => {
    const text = readText(value, path, issues);
    if (typeof value === "string" && !isName(text)) faultyName(issues, path, what, text, expected);
    return text;
  };
}

function faultyName(issues: Issue[], path: Path, what: string, text: string, expected: string): undefined {
  const advice = placeholder(text) ? "fill in the template first; " : "";
  const fault = `Cannot use ${what} ${show(text)}: ${advice}expected ${expected}`;
  issues.push(issue("openshift-name-invalid", pathText(path), fault));
  return undefined;
}

function placeholder(text: string): boolean {
  return /\$\{|\{\{/.test(text);
}

/** One line of a Secret and of a volume: what breaks out of it would become a setting of its own. */
function readTokenPath(value: unknown, path: Path, issues: Issue[]): string {
  const text = readText(value, path, issues);
  // An empty one is none, as for the cluster's own operator.
  if (typeof value === "string" && text !== "" && !/^\/[\w./-]+$/.test(text)) {
    const fault = `Cannot use token path ${show(text)}: expected an absolute path of letters, digits, "_", ".", "-" and "/"`;
    issues.push(issue("openshift-token-path-invalid", pathText(path), fault));
  }
  return text;
}

/** Kubernetes takes texts alone, and YAML makes other values of some words. */
function readAnnotation(value: unknown, path: Path, issues: Issue[]): string {
  const isUnquoted = typeof value === "boolean" || typeof value === "number";
  return isUnquoted
    ? shapeFault(value, path, issues, `a string: write it in quotes, "${value}"`, "")
    : readText(value, path, issues);
}

function faulty(issues: Issue[], code: string, path: Path, expected: string): undefined {
  issues.push(issue(code, pathText(path), `Cannot read this as a manifest: ${expected}`));
  return undefined;
}

function recordAt(value: Record<string, unknown>, name: string): Record<string, unknown> {
  const member = own(value, name);
  return isRecord(member) ? member : {};
}

function titles(): string {
  return openShiftClouds.map(({ title }) => title).join(", ");
}
