import { parse } from "yaml";
import { WorkloadIdentityError } from "../core/errors";
import { isRecord, own } from "../core/record";
import { show } from "../core/show";
import { publicParts } from "../issuer/key-pair";
import { readIssuerKeys } from "../issuer/read-keys";
import type { RotatingKey } from "../issuer/rotation";
import { checkKeyPhases, KeyPhase } from "../issuer/rotation";
import { readText } from "./read-text";

/** The keys of one issuer, as a file says them. */
export interface IssuerRotation {
  /** Logical name of the issuer, or empty where the file has only a list of keys. */
  readonly name: string;
  readonly keys: readonly RotatingKey[];
}

const COMPONENT = "pulumi-workload-identity:index:ServiceAccountIssuer";

/**
 * The keys in a file: a list of keys as programs write it, an object with such a list as `keys`, a Pulumi program in YAML, or what
 * `pulumi stack export` prints. Throws `WorkloadIdentityError` (`file-unreadable`, `issuer-rotation-unreadable`).
 */
export function readRotationFile(file: string): IssuerRotation[] {
  const rotations = rotationsIn(contentOf(file));
  if (rotations.length === 0) {
    const expected = "a list of keys, a Pulumi program in YAML, or the output of `pulumi stack export`";
    throw unreadable(`Cannot find keys in ${file}: expected ${expected} with a ServiceAccountIssuer`);
  }
  const read = rotations.map(({ name, keys }) => ({ name, ...readKeys(keys, name === "" ? file : name) }));
  const issues = read.flatMap((each) => each.issues);
  if (issues.length > 0) throw new WorkloadIdentityError("issuer-rotation-unreadable", `Cannot read ${file}:`, issues);
  return read;
}

function contentOf(file: string): unknown {
  try {
    // JSON is YAML too.
    return parse(readText(file), { uniqueKeys: false });
  } catch (error) {
    if (error instanceof WorkloadIdentityError) throw error;
    throw unreadable(`Cannot read ${file}: it is neither YAML nor JSON`);
  }
}

function rotationsIn(content: unknown): { name: string; keys: unknown[] }[] {
  if (Array.isArray(content)) return [{ name: "", keys: content }];
  const keys = member(content, "keys");
  if (Array.isArray(keys)) return [{ name: "", keys }];
  const deployed = member(member(content, "deployment"), "resources");
  if (Array.isArray(deployed)) return deployed.flatMap(ofState);
  const written = member(content, "resources");
  return isRecord(written) ? Object.entries(written).flatMap(([name, resource]) => ofProgram(name, resource)) : [];
}

function ofState(resource: unknown): { name: string; keys: unknown[] }[] {
  const rotation = member(member(resource, "inputs"), "rotation");
  if (member(resource, "type") !== COMPONENT || !Array.isArray(rotation)) return [];
  const urn = String(member(resource, "urn"));
  return [{ name: urn.slice(urn.lastIndexOf("::") + 2), keys: rotation }];
}

function ofProgram(name: string, resource: unknown): { name: string; keys: unknown[] }[] {
  const keys = member(member(resource, "properties"), "keys");
  const type = member(resource, "type");
  // YAML programs may leave the module of a type out.
  return [COMPONENT, COMPONENT.replace("index:", "")].includes(String(type)) && Array.isArray(keys)
    ? [{ name, keys }]
    : [];
}

function readKeys(given: readonly unknown[], path: string) {
  const read = given.map((key, index) => readKey(key, `${path}[${index}]`));
  const keys = read.flatMap(({ key }) => (key === undefined ? [] : [key]));
  const issues = read.flatMap((each) => each.issues);
  return { keys, issues: issues.length > 0 ? issues : checkKeyPhases(keys, path) };
}

function readKey(given: unknown, path: string) {
  const [publicKey, phase, since] = ["publicKey", "phase", "since"].map((name) => member(given, name));
  const known = member(given, "kid");
  const read = typeof publicKey === "string" ? readIssuerKeys(publicParts(publicKey), `${path}.publicKey`) : undefined;
  const kid = read === undefined ? known : read.keys[0]?.kid;
  const fault = (name: string, value: unknown, expected: string) => ({
    code: "issuer-rotation-unreadable",
    path: `${path}.${name}`,
    message: `Cannot read ${name} ${show(value)}: expected ${expected}`,
  });
  const phases = Object.values(KeyPhase);
  const issues = [
    ...(read?.issues ?? []),
    ...(typeof kid === "string"
      ? []
      : read === undefined
        ? [fault("publicKey", undefined, "the text of a public key")]
        : []),
    ...(phases.includes(phase as KeyPhase) ? [] : [fault("phase", phase, phases.join(", "))]),
  ];
  return {
    issues,
    ...(issues.length > 0 ? {} : { key: { kid: String(kid), phase: phase as KeyPhase, since: String(since) } }),
  };
}

function member(value: unknown, name: string): unknown {
  return isRecord(value) ? own(value, name) : undefined;
}

function unreadable(message: string): WorkloadIdentityError {
  return new WorkloadIdentityError("issuer-rotation-unreadable", message);
}
