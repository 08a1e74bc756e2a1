import { ifGiven } from "../core/argument-shape";
import { didYouMean, nearest } from "../core/nearest";
import { readListOf, readObject, readText } from "../core/shape";

/** The features of a cluster, which decide what a release installs. */
export interface OpenShiftFeatures {
  /** `spec.featureSet` of the cluster's FeatureGate; `Default` where it is left out. */
  featureSet?: string;
  /** The feature gates that are on, by name. */
  featureGates?: string[];
}

export const readOpenShiftFeatures = readObject<OpenShiftFeatures>({
  featureSet: ifGiven(readText),
  featureGates: ifGiven(readListOf(readText)),
});

/** Manifests for some feature sets name them (openshift/cluster-version-operator, manifest inclusion, 2026-08). */
const FEATURE_SET = "release.openshift.io/feature-set";
/** Manifests for some feature gates name them, with `-` those that have to be off. */
const FEATURE_GATE = "release.openshift.io/feature-gate";

const DEFAULT_FEATURE_SET = "Default";

/** Why a release does not install a manifest with these annotations; `undefined` where it does. */
export function withoutFeature(
  annotations: Readonly<Record<string, string>>,
  { featureSet = DEFAULT_FEATURE_SET, featureGates = [] }: OpenShiftFeatures,
): string | undefined {
  const sets = listed(annotations[FEATURE_SET]);
  if (sets.length > 0 && !sets.includes(featureSet)) {
    const hint = featureSet === DEFAULT_FEATURE_SET ? "" : didYouMean(featureSet, sets);
    return `it is for the feature set ${sets.join(" or ")}, and the cluster's is ${featureSet}${hint}`;
  }
  // Until 4.11 a feature set was named here too.
  const on = [...featureGates, featureSet];
  const gates = listed(annotations[FEATURE_GATE]);
  const closed = gates.filter((gate) => !gate.startsWith("-") && !on.includes(gate));
  if (closed.length > 0) {
    const them = closed.length === 1 ? "it" : "them";
    // Gates of one family are alike, and one that is on is no misspelt other one.
    const near = closed.map((gate) => nearest(gate, featureGates)).find((name) => name !== undefined);
    const hint = near === undefined || gates.includes(near) ? "" : ` (it names ${near})`;
    const ofSet = featureSet === DEFAULT_FEATURE_SET ? "" : `; name ${them} as well if ${featureSet} turns ${them} on`;
    return `it is behind the feature gate ${closed.join(" and ")}, and featureGates does not name ${them}${hint}${ofSet}`;
  }
  const open = gates.flatMap((gate) => (gate.startsWith("-") && on.includes(gate.slice(1)) ? [gate.slice(1)] : []));
  return open.length > 0 ? `it is for clusters without the feature gate ${open.join(" and ")}` : undefined;
}

/** What tells twins of one name apart: the features that they are for, or an empty text. */
export function featuresOf(annotations: Readonly<Record<string, string>>): string {
  return [...listed(annotations[FEATURE_SET]), ...listed(annotations[FEATURE_GATE])].sort().join(",");
}

function listed(value: string | undefined): string[] {
  return (value ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
