import { isDeepStrictEqual } from "node:util";
import { parse, stringify } from "yaml";
import type { OpenShiftCloud } from "../clouds/openshift-cloud";
import { isRecord } from "../core/record";
import { show } from "../core/show";
import type { OpenShiftCheck } from "./check";
import { error, ok } from "./check";
import { dig } from "./cluster-objects";

/** What `install-config.yaml` has to say so that a cluster takes up the identities, as YAML. */
export function installConfigSnippet<Place extends object>(
  cloud: Pick<OpenShiftCloud<never, never, Place>, "name" | "platform">,
  place: Place,
): string {
  const platform = cloud.platform?.(place) ?? {};
  return stringify({
    credentialsMode: "Manual",
    ...(Object.keys(platform).length === 0 ? {} : { platform: { [cloud.name]: platform } }),
  });
}

/** Compares an `install-config.yaml` with what it has to say: everything in the snippet, and no other cloud. */
export function checkInstallConfig(text: string, snippet = installConfigSnippet({ name: "" }, {})): OpenShiftCheck[] {
  const config = parsedObject(text);
  if (config === undefined) return [error(CODE, "the file is no YAML object", "give an install-config.yaml")];
  return expectations(parsedObject(snippet)).map(({ path, value }) => {
    const [found, name] = [dig(config, ...path), path.join(".")];
    return isDeepStrictEqual(found, value)
      ? ok(CODE, `${name} is ${show(value)}`)
      : error(CODE, `${name} is ${show(found)}`, `write ${name}: ${String(value)}`);
  });
}

const CODE = "install-config";

function expectations(value: unknown, path: string[] = []): { path: string[]; value: unknown }[] {
  if (!isRecord(value)) return [{ path, value }];
  return Object.entries(value).flatMap(([key, member]) => expectations(member, [...path, key]));
}

function parsedObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
