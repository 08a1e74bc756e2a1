import { isRecord, own } from "../../core/record";
import type { AuditDocument } from "../documents";
import { HIDDEN } from "../hidden";
import { dig, listOf } from "../kubernetes/objects";
import type { Collected } from "./resources";
import { addResource, isRead } from "./resources";
import { isTerraformKubernetes, terraformObject } from "./terraform-kubernetes";
import { unreadableTerraform } from "./terraform-unreadable";

/** Reads a state of Terraform or OpenTofu, and what `show -json` prints of a state or a plan. */
export function readTerraform({ source, cluster, value }: AuditDocument, collected: Collected): boolean {
  if (!isRecord(value)) return false;
  const why = unreadableTerraform(value);
  if (why !== undefined) {
    collected.unread.push({ source, what: "the document", why });
    return true;
  }
  const resources = resourcesIn(value);
  if (resources === undefined) return false;
  for (const { type, address, values, unknown, lacks } of resources) {
    const isKubernetes = isTerraformKubernetes(type);
    if (lacks !== undefined && (isKubernetes || isRead(type))) {
      collected.unread.push({ source, what: `${type} ${address}`, why: lacks });
    } else if (isKubernetes) {
      const objects = terraformObject(
        type,
        marked(values, unknown) as typeof values,
        { source, address },
        collected.unread,
      );
      collected.objects.push(...objects.map((object) => ({ cluster, object })));
    } else {
      const state = camelCased(values);
      for (const name of unknownIn(unknown)) state[name] ??= HIDDEN;
      addResource({ type, name: address, id: String(values.id ?? address), state }, source, collected);
    }
  }
  return true;
}

/** A resource with the values that Terraform has of it. */
interface TerraformResource {
  type: string;
  address: string;
  values: Record<string, unknown>;
  /** What is known only after it is applied: `true` in the place of each such value. */
  unknown?: unknown;
  /** Why its values are not there. */
  lacks?: string;
}

/** The forms that Terraform and OpenTofu write, known by their members: what tools cut out of them often has lost the version. */
function resourcesIn(value: Record<string, unknown>): TerraformResource[] | undefined {
  const { resources, resource_changes: changes } = value;
  const isTerraform = own(value, "terraform_version") !== undefined || own(value, "format_version") !== undefined;
  const isState = isTerraform || listOf(resources).some(({ instances }) => Array.isArray(instances));
  if (isState && Array.isArray(resources) && own(value, "version") !== undefined) {
    return listOf(resources).flatMap(ofState);
  }
  const planned = dig(value, "planned_values", "root_module");
  if (planned !== undefined) {
    const unknown = new Map(
      listOf(changes).map((change) => [String(change.address), dig(change, "change", "after_unknown")]),
    );
    const known = ofModule(dig(value, "prior_state", "values", "root_module")).filter(({ address }) =>
      /(^|\.)data\./.test(address),
    );
    const after = ofModule(planned).map((each) => ({ ...each, unknown: unknown.get(each.address) }));
    return [...known, ...after];
  }
  const shown = dig(value, "values", "root_module");
  if (shown !== undefined) return ofModule(shown);
  if (Array.isArray(changes)) return listOf(changes).flatMap(ofChange);
  // A state with nothing in it has no values at all.
  return isTerraform && own(value, "values") === undefined ? [] : undefined;
}

/** The instances of a resource in the file of a state. */
function ofState({ module, mode, type, name, instances }: Record<string, unknown>): TerraformResource[] {
  const base = [...(module === undefined ? [] : [module]), ...(mode === "data" ? ["data"] : []), type, name].join(".");
  return listOf(instances).map(({ attributes, index_key: key }) => {
    const address = key === undefined ? base : `${base}[${JSON.stringify(key)}]`;
    return withValues(
      type,
      address,
      attributes,
      "its values are in the form of Terraform before 0.12: refresh the state",
    );
  });
}

/** The resources of a module and of those in it, as `show -json` prints them. */
function ofModule(module: unknown): TerraformResource[] {
  const own = listOf(dig(module, "resources")).map(({ type, address, values }) =>
    withValues(type, String(address), values, NO_VALUES),
  );
  return [...own, ...listOf(dig(module, "child_modules")).flatMap(ofModule)];
}

/** What a plan makes of a resource, where it says no more than its changes. */
function ofChange(resource: Record<string, unknown>): TerraformResource[] {
  const { type, address } = resource;
  const actions = dig(resource, "change", "actions");
  if (Array.isArray(actions) && actions.length > 0 && actions.every((action) => GONE.includes(String(action)))) {
    return [];
  }
  const after = withValues(type, String(address), dig(resource, "change", "after"), NO_VALUES);
  return [{ ...after, unknown: dig(resource, "change", "after_unknown") }];
}

/** Actions after which a resource is no more, or no more Terraform's. */
const GONE = ["delete", "forget"];

const NO_VALUES = "its values are not in the document";

function withValues(type: unknown, address: string, values: unknown, lacks: string): TerraformResource {
  const known = { type: typeof type === "string" ? type : "resources without a type", address };
  return isRecord(values) ? { ...known, values } : { ...known, values: {}, lacks };
}

/** The attributes that are known only after it is applied, as Pulumi's providers name them; those within a block by their path. */
function unknownIn(after: unknown, path = ""): string[] {
  if (after === true) return [path];
  if (Array.isArray(after)) return after.flatMap((item, index) => unknownIn(item, `${path}[${index}]`));
  if (!isRecord(after)) return [];
  const dot = path === "" ? "" : ".";
  return Object.entries(after).flatMap(([name, member]) => unknownIn(member, `${path}${dot}${camelCase(name)}`));
}

/** Values with a mark in the place of those that are known only later. */
function marked(value: unknown, after: unknown): unknown {
  if (after === true) return HIDDEN;
  if (Array.isArray(after)) {
    const items: unknown[] = Array.isArray(value) ? value : [];
    return Array.from({ length: Math.max(items.length, after.length) }, (_, at) => marked(items[at], after[at]));
  }
  if (!isRecord(after)) return value;
  const members = isRecord(value) ? value : {};
  const later = Object.entries(after).map(([name, each]) => [name, marked(members[name], each)]);
  return { ...members, ...Object.fromEntries(later) };
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
