import { parseArgs } from "node:util";
import type { AuditInput, Estate } from "../audit/estate";
import { visible } from "../audit/present/visible";
import { readEstate } from "../audit/read-estate";
import { clouds } from "../clouds/registry";
import { show } from "../core/show";
import type { Token } from "../core/token";
import type { Complaint, Diagnosis, ReadRefusal } from "../doctor";
import { clustersOf, deployedInputs, diagnose, readPastedToken, readRefusal, subjectOfToken } from "../doctor";
import { discoveryDocument } from "../issuer/discovery-document";
import type { ControlledState } from "../sandbox/control";
import { findControl } from "../sandbox/control-file";
import { askSandbox } from "./control-client";
import { diagnosesText, refusalText } from "./doctor-text";
import { publishedChecks } from "./issuer-check";
import { readByKubectl } from "./kubectl";
import { during } from "./progress";
import { issuerArgument, readInputs } from "./read-input";
import { expectOneStandardInput, readText } from "./read-text";
import { onlyIssuerOf } from "./sandbox-issuer";
import { subjectArgument } from "./subject-argument";
import { UsageError } from "./usage-error";

const OPTIONS = {
  cluster: { type: "string", multiple: true },
  cloud: { type: "string" },
  token: { type: "string" },
  error: { type: "string" },
  kubectl: { type: "boolean", default: false },
  context: { type: "string" },
  sandbox: { type: "boolean", default: false },
  url: { type: "string" },
  "check-issuer": { type: "boolean", default: false },
  json: { type: "boolean", default: false },
} as const;

/** Says which step between a ServiceAccount and its credentials has failed, and what to do; exits with 1 where one has. */
export async function doctor(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS });
  expectCloud(values.cloud);
  const named = (values.cluster ?? []).map(clusterArgument);
  expectOneStandardInput([...positionals, values.token, values.error]);
  const token = values.token === undefined ? undefined : readPastedToken(readText(values.token));
  const refusal = values.error === undefined ? undefined : readRefusal(readText(values.error), values.cloud);
  const [first, ...rest] = positionals;
  const subject = targetOf(first, token);
  const files = first?.includes("/") === true && subject?.isArgument ? rest : positionals;
  const readCluster = () => readByKubectl(named[0]?.name ?? values.context ?? "cluster", values.context);
  const inputs: AuditInput[] = [
    ...readInputs(files),
    ...(values.kubectl ? await during("reading the cluster by kubectl", readCluster) : []),
    ...(values.sandbox ? await sandboxInputs(values.url) : []),
  ];
  if (subject === undefined && values.error === undefined) {
    throw new UsageError("expected <namespace>/<serviceAccount>, --token <file> or --error <file>");
  }
  const estate = readEstate(
    inputs,
    named.flatMap(({ name, issuer }) => (issuer === undefined ? [] : [{ name, issuer }])),
  );
  const issuer = token?.iss ?? estate.clusters.find(({ name }) => name === (named[0]?.name ?? name))?.issuer;
  const published =
    values["check-issuer"] && issuer !== undefined
      ? await during("fetching what the issuer publishes", () => publishedChecks(issuer))
      : undefined;
  const cloud = values.cloud ?? refusal?.cloud;
  const hasEvidence = inputs.length > 0 || token !== undefined;
  const diagnoses =
    subject === undefined || !hasEvidence
      ? []
      : diagnosesOf(estate, {
          namespace: subject.namespace,
          serviceAccount: subject.serviceAccount,
          ...(named[0] === undefined ? {} : { cluster: named[0].name }),
          ...(cloud === undefined ? {} : { cloud }),
          ...(token === undefined ? {} : { token }),
          ...(published === undefined ? {} : { published }),
        });
  if (diagnoses.length === 0 && values.error === undefined) {
    throw new UsageError("expected files to look at, --kubectl or --sandbox");
  }
  const { unread } = estate;
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ refusal: refusal ?? null, diagnoses, unread }, undefined, 2)}\n`
      : visible(textOf(refusal, values.error !== undefined, diagnoses, unread)),
  );
  return refusal !== undefined || values.error !== undefined || diagnoses.some(({ failed }) => failed !== undefined)
    ? 1
    : 0;
}

function expectCloud(wanted: string | undefined): void {
  const names = clouds.map(({ name }) => name);
  if (wanted === undefined || names.some((name) => name === wanted)) return;
  throw new UsageError(`there is no cloud "${wanted}": expected one of ${names.join(", ")}`);
}

function diagnosesOf(estate: Estate, complaint: Complaint): Diagnosis[] {
  expectOneCluster(estate, complaint);
  return diagnose(estate, complaint);
}

/** Of several clusters nobody is looked at: the answer for one would be taken for that of another. */
function expectOneCluster(estate: Estate, complaint: Complaint): void {
  const { cluster, namespace, serviceAccount } = complaint;
  const found = clustersOf(estate, complaint);
  const names = (clusters: readonly { name: string }[]) => clusters.map(({ name }) => show(name)).join(", ") || "none";
  if (found.length === 0 && cluster !== undefined) {
    throw new UsageError(`no input is of cluster ${show(cluster)}: the inputs have ${names(estate.clusters)}`);
  }
  if (found.length > 1) {
    const which = `expected --cluster, one of ${names(found)}`;
    throw new UsageError(`the inputs do not say which cluster's ${namespace}/${serviceAccount} is sick: ${which}`);
  }
}

function textOf(
  refusal: ReadRefusal | undefined,
  asked: boolean,
  diagnoses: readonly Diagnosis[],
  unread: readonly { source: string; what: string; why: string }[],
): string {
  const said = asked ? refusalText(refusal) : "";
  const left = unread.map(({ source, what, why }) => `not read: ${source}: ${what}: ${why}`).join("\n");
  return `${[said, diagnosesText(diagnoses), left].filter((part) => part !== "").join("\n\n")}\n`;
}

/** A ServiceAccount as the first argument says it, else as the token does. */
function targetOf(first: string | undefined, token: Token | undefined) {
  const ofToken = token === undefined ? undefined : subjectOfToken(token);
  if (first !== undefined && (ofToken === undefined || /^[a-z0-9-]+\/[a-z0-9.-]+$/.test(first))) {
    if (!first.includes("/") && token === undefined)
      throw new UsageError(`"${first}" is no <namespace>/<serviceAccount>`);
    return { ...subjectArgument([first]), isArgument: true };
  }
  if (token !== undefined && ofToken === undefined) {
    throw new UsageError(
      "the token is of no ServiceAccount: expected a sub of the form system:serviceaccount:<namespace>:<name>",
    );
  }
  return ofToken === undefined ? undefined : { ...ofToken, isArgument: false };
}

/** Reads `<name>` or `<name>=<issuer>`. */
function clusterArgument(text: string): { name: string; issuer?: string } {
  const equals = text.indexOf("=");
  return equals < 0 ? { name: text } : issuerArgument(text.slice(0, equals), text.slice(equals + 1));
}

async function sandboxInputs(url: string | undefined): Promise<AuditInput[]> {
  const state = await askSandbox<ControlledState>(findControl(url), "state", {});
  const issuer = onlyIssuerOf(state);
  return [
    ...deployedInputs("sandbox", state.snapshot.resources),
    ...(issuer === undefined
      ? []
      : [{ source: "sandbox: issuer", text: JSON.stringify(discoveryDocument(issuer, ["RS256"])) }]),
  ];
}
