import { SECRETS_STORES, secretsStore } from "../clouds/secrets-stores";
import { ifGiven, readArguments, readFlag, readInputText, whenGiven } from "../core/argument-shape";
import { isLater } from "../core/known";
import type { Read, ReadFields } from "../core/shape";
import { readListOf, readRecordOf, readText } from "../core/shape";
import { federatedWorkloadFields } from "../federated-workload/shape";
import type { SecretsMount, SecretsStoreDriverArgs, SecretsStoreMountArgs, SyncedSecret } from "./args";

type CloudArgument = "aws" | "azure" | "gcp";

const readClouds = Object.fromEntries(
  SECRETS_STORES.map((argument) => [argument, whenGiven(() => secretsStore(argument).read as Read<never>)]),
) as unknown as ReadFields<Pick<SecretsMount, CloudArgument>>;

const readSyncedSecret = readArguments<SyncedSecret>({
  name: readText,
  type: ifGiven(readText),
  files: readRecordOf(readText),
  labels: ifGiven(readRecordOf(readText)),
  annotations: ifGiven(readRecordOf(readText)),
});

/** A list that is known now or later. */
const readAudiences: Read<never> = (value, path, issues) =>
  (isLater(value) ? value : readListOf(readInputText)(value, path, issues)) as never;

export const readSecretsStoreMountArgs = readArguments<SecretsStoreMountArgs>({
  ...federatedWorkloadFields,
  mounts: readListOf(
    readArguments<SecretsMount>({
      name: readText,
      mountPath: readText,
      className: ifGiven(readText),
      ...readClouds,
      syncedSecrets: ifGiven(readListOf(readSyncedSecret)),
    }),
  ),
  csiDriver: ifGiven(
    readArguments<SecretsStoreDriverArgs>({
      name: ifGiven(readInputText),
      patch: ifGiven(readFlag),
      moreAudiences: ifGiven(readAudiences),
    }),
  ),
});
