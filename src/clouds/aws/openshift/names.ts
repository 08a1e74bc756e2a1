import type { CutName } from "../../../core/cut-name";
import { cutBluntly, cutWithHash } from "../../../core/cut-name";
import type { CredentialsRequest } from "../../openshift-cloud";
import { AWS_ROLE_NAME_MAX_LENGTH } from "../limits";

/** The role of a request, and the inline policy in it, have one name. */
export function awsOpenShiftNames(cluster: string, request: CredentialsRequest): Record<string, CutName> {
  return { role: cutWithHash(wholeName(cluster, request), AWS_ROLE_NAME_MAX_LENGTH) };
}

/** The same as ccoctl makes them: cut and nothing more, so that those of a long cluster name are one. */
export function awsCcoctlNames(cluster: string, request: CredentialsRequest): Record<string, CutName> {
  return { role: cutBluntly(wholeName(cluster, request), AWS_ROLE_NAME_MAX_LENGTH) };
}

function wholeName(cluster: string, { secret: { namespace, name } }: CredentialsRequest): string {
  return `${cluster}-${namespace}-${name}`;
}
