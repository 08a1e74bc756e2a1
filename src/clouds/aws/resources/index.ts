/**
 * What this library manages on its own of AWS, as plain functions. Pulumi's state names this module and the names below: neither may
 * ever change.
 */

import { ifGiven, readAny } from "../../../core/argument-shape";
import type { ResourceOperations } from "../../resource-operations";
import { operationsOf, unknownKind } from "../../resource-operations";
import type { TrustStatementInputs } from "../../trust-statement";
import { trustStatement } from "../../trust-statement";
import { awsRoles } from "../api/roles";

/**
 * One kind of resource (`TrustStatement`), ready for Pulumi's engine. Credentials are read at each call and kept nowhere: from
 * `profile`, else from the stack's configuration, else from where the vendor's SDKs find them. Throws `WorkloadIdentityError`
 * (`aws-resource-unknown`) for another name.
 */
export function awsOperations(kind: string, config?: { get(key: string): string | undefined }): ResourceOperations {
  if (kind !== "TrustStatement") throw unknownKind("aws-resource-unknown", kind, ["TrustStatement"]);
  return operationsOf(trustStatement as Parameters<typeof operationsOf<ReturnType<typeof awsRoles>>>[0], {
    clientOf: (inputs) => awsRoles((inputs as TrustStatementInputs).profile, (key) => config?.get(key)),
    place: { profile: ifGiven(readAny) },
    update: config,
  });
}
