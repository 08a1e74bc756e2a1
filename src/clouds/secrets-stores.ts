import type { SecretsStore } from "./secrets-store";

/** Each cloud's provider of the Secrets Store CSI driver, loaded when a program mounts its secrets. The literal `require` is seen by bundlers. */
const LOADERS: Readonly<Record<string, () => unknown>> = {
  aws: () => (require("./aws/secrets-store/store") as typeof import("./aws/secrets-store/store")).awsSecretsStore,
  azure: () =>
    (require("./azure/secrets-store/store") as typeof import("./azure/secrets-store/store")).azureSecretsStore,
  gcp: () => (require("./gcp/secrets-store/store") as typeof import("./gcp/secrets-store/store")).gcpSecretsStore,
};

/** The arguments that ask for a cloud's secrets. */
export const SECRETS_STORES: readonly string[] = Object.keys(LOADERS);

/** The provider of an argument's cloud. */
export function secretsStore(argument: string): SecretsStore {
  return LOADERS[argument]!() as SecretsStore;
}
