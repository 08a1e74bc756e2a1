import { parseArgs } from "node:util";
import { OpenShiftNaming } from "../openshift/naming";
import type { OpenShiftPlan } from "../openshift/plan";
import { planOpenShift } from "../openshift/plan";
import { parseNarrowings } from "../openshift/read-narrowings";
import { readCredentialsRequests } from "../openshift/read-requests";
import { reportOn } from "../openshift/report";
import { reportText } from "../openshift/report-text";
import { manifestTexts, textOf } from "./openshift-requests";
import { UsageError } from "./usage-error";

/** Options by which a cluster and its requests are told. */
export const PLAN_OPTIONS = {
  name: { type: "string" },
  cloud: { type: "string" },
  naming: { type: "string", default: OpenShiftNaming.Unique },
  "feature-set": { type: "string" },
  "feature-gate": { type: "string", multiple: true },
  narrow: { type: "string" },
  subfolders: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
} as const;

/** Prints the identities that a cluster gets for the CredentialsRequests of a release. */
export async function openShiftPlan(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: PLAN_OPTIONS });
  const report = reportOn(planOf(values, positionals));
  process.stdout.write(values.json ? `${JSON.stringify(report, undefined, 2)}\n` : reportText(report));
  return 0;
}

interface PlanValues {
  name?: string | undefined;
  cloud?: string | undefined;
  naming: string;
  "feature-set"?: string | undefined;
  "feature-gate"?: string[] | undefined;
  narrow?: string | undefined;
  subfolders: boolean;
}

/** The plan that the options ask for. */
export function planOf(values: PlanValues, paths: readonly string[]): OpenShiftPlan {
  const { name: cluster, naming, narrow, subfolders, "feature-set": featureSet, "feature-gate": featureGates } = values;
  if (cluster === undefined) throw new UsageError("expected --name <cluster>");
  if (paths.length === 0) throw new UsageError("expected folders or files with CredentialsRequests");
  const namings: readonly string[] = Object.values(OpenShiftNaming);
  if (!namings.includes(naming)) throw new UsageError(`--naming ${naming} is none of ${namings.join(", ")}`);
  const texts = manifestTexts(paths, subfolders);
  return planOpenShift(texts, {
    cluster,
    cloud: values.cloud ?? onlyCloudOf(texts),
    naming: naming as OpenShiftNaming,
    ...(featureSet === undefined ? {} : { featureSet }),
    ...(featureGates === undefined ? {} : { featureGates }),
    ...(narrow === undefined ? {} : { narrowings: parseNarrowings(textOf(narrow), narrow) }),
  });
}

function onlyCloudOf(texts: readonly string[]): string {
  const clouds = [...new Set(readCredentialsRequests(texts).requests.map(({ cloud }) => cloud))];
  if (clouds.length === 1) return clouds[0]!;
  throw new UsageError(
    clouds.length === 0
      ? "found no CredentialsRequests of a known cloud"
      : `expected --cloud with one of ${clouds.join(", ")}`,
  );
}
