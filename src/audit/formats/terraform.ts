import { isRecord, own } from "../../core/record";
import type { AuditDocument } from "../documents";
import { dig, listOf } from "../kubernetes/objects";
import type { Collected } from "./resources";
import { addResource, HIDDEN } from "./resources";
import { terraformObject } from "./terraform-kubernetes";

/** Reads a state of Terraform or OpenTofu, and what `show -json` prints of a state or a plan. */
export function readTerraform({ source, cluster, value }: AuditDocument, collected: Collected): boolean {
  const resources = resourcesIn(value);
  if (resources === undefined) return false;
  for (const { type, address, values, unknown } of resources) {
    const object = terraformObject(type, values, source);
    if (object !== undefined) {
      collected.objects.push({ cluster, object });
      continue;
    }
    const state = camelCased(values);
    for (const name of unknown) state[camelCase(name)] ??= HIDDEN;
    addResource({ type, name: address, id: String(values.id ?? address), state }, source, collected);
  }
  return true;
}

/** A resource with the values that Terraform has of it. */
interface TerraformResource {
  type: string;
  address: string;
  values: Record<string, unknown>;
  /** Attributes that are known only after it is applied. */
  unknown: string[];
}

function resourcesIn(value: unknown): TerraformResource[] | undefined {
  if (!isRecord(value)) return undefined;
  if (own(value, "terraform_version") === undefined && own(value, "format_version") === undefined) return undefined;
  if (Array.isArray(own(value, "resources")) && own(value, "version") !== undefined) {
    return listOf(own(value, "resources")).flatMap(ofState);
  }
  const planned = dig(value, "planned_values", "root_module");
  if (planned !== undefined) {
    const unknown = new Map(
      listOf(own(value, "resource_changes")).map((change) => [
        String(change.address),
        isRecord(dig(change, "change", "after_unknown"))
          ? Object.entries(dig(change, "change", "after_unknown") as object)
              .filter(([, isUnknown]) => isUnknown === true)
              .map(([name]) => name)
          : [],
      ]),
    );
    const known = ofModule(dig(value, "prior_state", "values", "root_module")).filter(({ address }) =>
      /(^|\.)data\./.test(address),
    );
    const after = ofModule(planned).map((each) => ({ ...each, unknown: unknown.get(each.address) ?? [] }));
    return [...known, ...after];
  }
  const shown = dig(value, "values", "root_module");
  if (shown !== undefined) return ofModule(shown);
  // Terraform before 0.12 wrote another form, whose modules hold flat maps.
  if (own(value, "modules") !== undefined) return undefined;
  // A state with nothing in it has no values at all.
  return own(value, "values") === undefined && own(value, "resource_changes") === undefined ? [] : undefined;
}

/** The instances of a resource in the file of a state. */
function ofState({ module, mode, type, name, instances }: Record<string, unknown>): TerraformResource[] {
  const base = [...(module === undefined ? [] : [module]), ...(mode === "data" ? ["data"] : []), type, name].join(".");
  return listOf(instances).flatMap(({ attributes, index_key: key }) => {
    if (!isRecord(attributes)) return [];
    const address = key === undefined ? base : `${base}[${JSON.stringify(key)}]`;
    return [{ type: String(type), address, values: attributes, unknown: [] }];
  });
}

/** The resources of a module and of those in it, as `show -json` prints them. */
function ofModule(module: unknown): TerraformResource[] {
  const own = listOf(dig(module, "resources")).map(({ type, address, values }) => ({
    type: String(type),
    address: String(address),
    values: isRecord(values) ? values : {},
    unknown: [],
  }));
  return [...own, ...listOf(dig(module, "child_modules")).flatMap(ofModule)];
}

/** Values with the names that Pulumi's bridged providers give them. */
function camelCased(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [camelCase(name), ofBlock(value)]));
}

/** Blocks are lists of objects; the members of a map have names of the user's, which stay. */
function ofBlock(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((item) => (isRecord(item) ? camelCased(item) : item));
}

function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
