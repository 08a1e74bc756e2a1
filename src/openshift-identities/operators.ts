import type { OpenShiftCloud } from "../clouds/openshift-cloud";
import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { show } from "../core/show";
import { readRequest } from "../openshift/read-request";
import type { OpenShiftRequest } from "../openshift/request";
import type { OpenShiftOperator } from "./args";

/** What an operator of the user's own asks for, read as a CredentialsRequest is. */
export function operatorRequests(
  cloud: OpenShiftCloud,
  operators: readonly OpenShiftOperator[],
  issues: Issue[],
): OpenShiftRequest[] {
  return operators.flatMap((operator, index) => {
    const path = `operators[${index}]`;
    const { name, namespace, secretName = `${name}-cloud-credentials`, serviceAccounts, permissions } = operator;
    if (serviceAccounts.length === 0) {
      const fault = "Cannot give an identity to nobody: name the ServiceAccounts of the operator";
      issues.push(issue("openshift-no-service-accounts", `${path}.serviceAccounts`, fault));
      return [];
    }
    const none = cloud.readSpec({}, path, []);
    const [usual = ""] = cloud.permissionKinds;
    const rows = permissions.map(({ kind = usual, ...row }) => ({ kind, ...row }));
    issues.push(...rows.flatMap(({ kind }, at) => checkKind(cloud, kind, `${path}.permissions[${at}].kind`)));
    const spec = cloud.withPermissions(none, rows, `${path}.permissions`, issues);
    const value = {
      apiVersion: "cloudcredential.openshift.io/v1",
      kind: "CredentialsRequest",
      metadata: { name },
      spec: {
        secretRef: { namespace, name: secretName },
        serviceAccountNames: serviceAccounts,
        providerSpec: { kind: cloud.providerKind, ...cloud.writeSpec(spec) },
      },
    };
    const read = readRequest({ source: path, path, value }, { cloud: cloud.name }, issues);
    return read !== undefined && "document" in read ? [read] : [];
  });
}

function checkKind({ permissionKinds, title }: OpenShiftCloud, kind: string, path: string): Issue[] {
  if (permissionKinds.includes(kind)) return [];
  const message = `Cannot ask ${title} for a ${show(kind)}: expected ${permissionKinds.map(show).join(" or ")}`;
  return [issue("openshift-permission-kind-unknown", path, message)];
}
