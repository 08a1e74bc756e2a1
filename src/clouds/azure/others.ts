import type { NamedOthers } from "../../core/admission";
import type { OtherSubject } from "../../core/others";
import { parseOthers, readOtherSubjects } from "../../core/others";
import { readObject, readOptional } from "../../core/shape";

/** Who else may become a managed identity: the issuer and subject of further federated identity credentials. */
export interface AzureOthers {
  credentials?: OtherSubject[];
}

const readAzureOthers = readObject<AzureOthers>({ credentials: readOptional(readOtherSubjects) });

export function azureOthers(named: unknown): NamedOthers {
  return parseOthers(readAzureOthers, named, ({ credentials = [] }) => ({ subjects: credentials, ways: [] }));
}
