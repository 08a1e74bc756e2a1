import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Deployment } from "@pulumi/pulumi/automation";
import { isRecord } from "../../../src/core/record";

const folder = resolve(__dirname, "../states");

/** The state of an example's stack as it was deployed when it was last saved. */
export function savedState(example: string): Deployment {
  return JSON.parse(readFileSync(fileOf(example), "utf8"));
}

export function saveState(example: string, state: Deployment): void {
  writeFileSync(fileOf(example), `${JSON.stringify(withoutMachine(state), null, 1)}\n`);
}

/** When and from which lines of a program a resource came says nothing about what is deployed, nor which key a stack encrypts with. */
function withoutMachine({ deployment, ...state }: Deployment): Deployment {
  const { manifest: _, secrets_providers: __, resources, ...content } = deployment;
  return { ...state, deployment: { ...content, resources: resources.map(withoutOrigin).map(withoutSecretMarks) } };
}

/** Without a key Pulumi takes no secrets, and those of an example are made up: they are saved as what they are. */
function withoutSecretMarks<T>(value: T): T {
  const reviver = (_: string, member: unknown) => {
    const isSecret = isRecord(member) && member[SIGNATURE] === SECRET && typeof member.plaintext === "string";
    return isSecret ? JSON.parse(String(member.plaintext)) : member;
  };
  return JSON.parse(JSON.stringify(value), reviver);
}

/** How Pulumi marks values of kinds of its own in a state, and the mark of secrets. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

function withoutOrigin(resource: Record<string, unknown>): Record<string, unknown> {
  const { created: _, modified: __, sourcePosition: ___, stackTrace: ____, ...content } = resource;
  return content;
}

function fileOf(example: string): string {
  return join(folder, `${example}.json`);
}
