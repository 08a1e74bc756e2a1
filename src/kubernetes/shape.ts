import { ifGiven, readArguments, readFlag, readInputText, readPlain, readTextsByName } from "../core/argument-shape";
import { readListOf } from "../core/shape";
import type { WorkloadKubernetesArgs, WorkloadTokenArgs } from "./args";
import type { PodTemplateOptions } from "./pod-template";

export const readWorkloadKubernetesArgs = readArguments<WorkloadKubernetesArgs>({
  serviceAccount: ifGiven(readPlain),
  createNamespace: ifGiven(readFlag),
  deleteNamespace: ifGiven(readFlag),
  automountServiceAccountToken: ifGiven(readFlag),
  annotations: ifGiven(readTextsByName),
  labels: ifGiven(readTextsByName),
  mountPath: ifGiven(readPlain),
});

export const readPodTemplateOptions = readArguments<PodTemplateOptions>({
  skipContainers: ifGiven(readListOf(readPlain)),
});

export const readWorkloadTokenArgs = readArguments<WorkloadTokenArgs>({
  audience: ifGiven(readInputText),
  path: ifGiven(readPlain),
  expirationSeconds: ifGiven(readPlain),
});
