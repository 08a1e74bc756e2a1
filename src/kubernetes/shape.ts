import {
  ifGiven,
  readArguments,
  readFlag,
  readInputText,
  readPlain,
  readPlainText,
  readTextsByName,
} from "../core/argument-shape";
import type { ReadFields } from "../core/shape";
import { readListOf } from "../core/shape";
import type { SubjectKubernetesArgs, WorkloadKubernetesArgs, WorkloadTokenArgs } from "./args";
import type { PodTemplateOptions } from "./bound-wiring";

const subjectKubernetesFields: ReadFields<SubjectKubernetesArgs> = {
  serviceAccount: ifGiven(readPlainText),
  createNamespace: ifGiven(readFlag),
  deleteNamespace: ifGiven(readFlag),
  automountServiceAccountToken: ifGiven(readFlag),
  annotations: ifGiven(readTextsByName),
  labels: ifGiven(readTextsByName),
  keep: ifGiven(readListOf(readPlainText)),
};

export const readSubjectKubernetesArgs = readArguments<SubjectKubernetesArgs>(subjectKubernetesFields);

export const readWorkloadKubernetesArgs = readArguments<WorkloadKubernetesArgs>({
  ...subjectKubernetesFields,
  mountPath: ifGiven(readPlainText),
});

export const podTemplateFields: ReadFields<PodTemplateOptions> = {
  skipContainers: ifGiven(readListOf(readPlainText)),
  keep: ifGiven(readListOf(readPlainText)),
};

export const readPodTemplateOptions = readArguments<PodTemplateOptions>(podTemplateFields);

export const readWorkloadTokenArgs = readArguments<WorkloadTokenArgs>({
  audience: ifGiven(readInputText),
  path: ifGiven(readPlainText),
  expirationSeconds: ifGiven(readPlain),
});
