/**
 * What this library manages on its own of Alibaba Cloud, as plain functions. Pulumi's state names this module and the names below: neither may
 * ever change.
 */

import { ifGiven, readAny } from "../../../core/argument-shape";
import type { ResourceOperations } from "../../resource-operations";
import { operationsOf, unknownKind } from "../../resource-operations";
import type { TrustStatementInputs } from "../../trust-statement";
import { trustStatement } from "../../trust-statement";
import { alicloudRoles } from "../api/roles";

/**
 * One kind of resource (`TrustStatement`), ready for Pulumi's engine. Credentials are read at each call and kept nowhere: from
 * `profile`, else from the stack's configuration, else from where the vendor's SDKs find them. Throws `WorkloadIdentityError`
 * (`alicloud-resource-unknown`) for another name.
 */
export function alicloudOperations(
  kind: string,
  config?: { get(key: string): string | undefined },
): ResourceOperations {
  if (kind !== "TrustStatement") throw unknownKind("alicloud-resource-unknown", kind, ["TrustStatement"]);
  return operationsOf(trustStatement as Parameters<typeof operationsOf<ReturnType<typeof alicloudRoles>>>[0], {
    clientOf: (inputs) => alicloudRoles((inputs as TrustStatementInputs).profile, (key) => config?.get(key)),
    place: { profile: ifGiven(readAny) },
    update: config,
  });
}
