import { commandErrors } from "../../src/cli/error-table";
import { cloudErrors } from "../../src/clouds/error-tables";
import { clouds } from "../../src/clouds/registry";
import { componentErrors } from "../../src/component/error-table";
import type { ErrorTable } from "../../src/core/error-table";
import { issuerErrors } from "../../src/issuer/error-table";
import { openshiftErrors } from "../../src/openshift/error-table";
import { secretsStoreErrors } from "../../src/secrets-store/error-table";

/** Every code with its entry, by what it is about. */
export const errorTables: readonly (readonly [title: string, table: ErrorTable])[] = [
  ["Every cloud", componentErrors],
  ...clouds.map(({ name, title }) => [title, cloudErrors[name] ?? {}] as const),
  ["Issuers that the program publishes", issuerErrors],
  ["Secrets as files", secretsStoreErrors],
  ["OpenShift", openshiftErrors],
  ["Command line and sandbox", commandErrors],
];
