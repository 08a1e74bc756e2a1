import { ifGiven, readAny, readArguments, readFlag } from "../core/argument-shape";
import { podTemplateFields } from "../kubernetes/shape";
import type { SecretsStorePodTemplateArgs } from "./args";

export const readSecretsStorePodTemplateArgs = readArguments<SecretsStorePodTemplateArgs>({
  ...podTemplateFields,
  secretsStoreMount: readAny,
  template: readAny,
  callsClouds: ifGiven(readFlag),
});
