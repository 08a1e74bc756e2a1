import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Deployment } from "@pulumi/pulumi/automation";

const folder = resolve(__dirname, "../states");

/** The state of an example's stack as it was deployed when it was last saved. */
export function savedState(example: string): Deployment {
  return JSON.parse(readFileSync(fileOf(example), "utf8"));
}

export function saveState(example: string, state: Deployment): void {
  writeFileSync(fileOf(example), `${JSON.stringify(withoutMachine(state), null, 1)}\n`);
}

/** When and from which lines of a program a resource came says nothing about what is deployed; nor is there a secret to decrypt. */
function withoutMachine({ deployment, ...state }: Deployment): Deployment {
  const { manifest: _, secrets_providers: __, resources, ...content } = deployment;
  return { ...state, deployment: { ...content, resources: resources.map(withoutOrigin) } };
}

function withoutOrigin(resource: Record<string, unknown>): Record<string, unknown> {
  const { created: _, modified: __, sourcePosition: ___, stackTrace: ____, ...content } = resource;
  return content;
}

function fileOf(example: string): string {
  return join(folder, `${example}.json`);
}
