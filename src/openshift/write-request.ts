import { stringify } from "yaml";
import type { OpenShiftCloud } from "../clouds/openshift-cloud";
import { openShiftCloud } from "../clouds/openshift-clouds";
import { isRecord, own } from "../core/record";
import type { OpenShiftRequest } from "./request";

/** A request as a manifest that `oc apply` takes, with its permissions as they are now: after it was narrowed, for example. */
export function writeCredentialsRequest({ cloud: name, spec, document }: OpenShiftRequest): string {
  const [metadata, written] = [memberOf(document, "metadata"), memberOf(document, "spec")];
  const before = memberOf(written, "providerSpec");
  const kept = ["name", "namespace", "labels", "annotations"].filter((key) => metadata[key] !== undefined);
  return stringify(
    {
      apiVersion: document.apiVersion,
      kind: document.kind,
      metadata: Object.fromEntries(kept.map((key) => [key, metadata[key]])),
      spec: {
        ...written,
        providerSpec: { ...besidePermissions(openShiftCloud(name), before), ...openShiftCloud(name).writeSpec(spec) },
      },
    },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
}

/** What a `providerSpec` says that is no permission. */
function besidePermissions(cloud: OpenShiftCloud, before: Record<string, unknown>): Record<string, unknown> {
  const permissions = Object.keys(cloud.writeSpec(cloud.readSpec(before, "", [])));
  return Object.fromEntries(Object.entries(before).filter(([key]) => !permissions.includes(key)));
}

function memberOf(value: Readonly<Record<string, unknown>>, key: string): Record<string, unknown> {
  const member = own(value, key);
  return isRecord(member) ? member : {};
}
