import { ifGiven, readArguments, readFlag, readInputText, readPlain, readTextsByName } from "../core/argument-shape";
import type { ReadFields } from "../core/shape";
import { readListOf } from "../core/shape";
import type { SubjectKubernetesArgs, WorkloadKubernetesArgs, WorkloadTokenArgs } from "./args";
import type { PodTemplateOptions } from "./bound-wiring";

const subjectKubernetesFields: ReadFields<SubjectKubernetesArgs> = {
  serviceAccount: ifGiven(readPlain),
  createNamespace: ifGiven(readFlag),
  deleteNamespace: ifGiven(readFlag),
  automountServiceAccountToken: ifGiven(readFlag),
  annotations: ifGiven(readTextsByName),
  labels: ifGiven(readTextsByName),
  keep: ifGiven(readListOf(readPlain)),
};

export const readSubjectKubernetesArgs = readArguments<SubjectKubernetesArgs>(subjectKubernetesFields);

export const readWorkloadKubernetesArgs = readArguments<WorkloadKubernetesArgs>({
  ...subjectKubernetesFields,
  mountPath: ifGiven(readPlain),
});

export const podTemplateFields: ReadFields<PodTemplateOptions> = {
  skipContainers: ifGiven(readListOf(readPlain)),
  keep: ifGiven(readListOf(readPlain)),
};

export const readPodTemplateOptions = readArguments<PodTemplateOptions>(podTemplateFields);

export const readWorkloadTokenArgs = readArguments<WorkloadTokenArgs>({
  audience: ifGiven(readInputText),
  path: ifGiven(readPlain),
  expirationSeconds: ifGiven(readPlain),
});
