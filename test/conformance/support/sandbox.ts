import * as pulumi from "@pulumi/pulumi";
import type { Sandbox, SandboxPodOptions } from "../../../src/sandbox";
import { startSandbox } from "../../../src/sandbox";
import { settled } from "../../../src/testing";
import type { Client, ClientAnswer } from "./clients";
import { EKS_CLUSTER, GKE_CLUSTER } from "./program";

/** A sandbox that a program is deployed onto, by mocks: no engine takes part. */
export async function sandboxWith(program: (sandbox: Sandbox) => void | Promise<void>): Promise<Sandbox> {
  const sandbox = await startSandbox({ issuers: [GKE_CLUSTER, EKS_CLUSTER] });
  await pulumi.runtime.setMocks(sandbox.mocks(), "conformance", "test", false);
  await program(sandbox);
  await settled();
  return sandbox;
}

/** Runs a client as the pod of a ServiceAccount; `changes` are made to the pod's environment. */
export async function inPod(
  sandbox: Sandbox,
  options: SandboxPodOptions,
  client: Client,
  changes: (environment: Record<string, string>) => Record<string, string> = () => ({}),
): Promise<ClientAnswer> {
  const pod = await sandbox.pod(options);
  try {
    if (pod.notes.length > 0) throw new Error(`this pod is not as it would be on its cluster: ${pod.notes.join("; ")}`);
    return await client({ ...pod.environment, ...changes(pod.environment) });
  } finally {
    await pod.close();
  }
}

/** Changes a deployed resource behind the library's back, as somebody in the vendor's console would. */
export function edit(sandbox: Sandbox, type: string, name: string, change: (text: string) => string): () => void {
  const snapshot = sandbox.state.snapshot();
  const found = snapshot.resources.filter((resource) => resource.type === type && resource.name === name);
  if (found.length !== 1) throw new Error(`expected one ${type} "${name}", found ${found.length}`);
  const [before] = structuredClone(found);
  const after = { ...before!, ...JSON.parse(change(JSON.stringify({ inputs: before!.inputs, state: before!.state }))) };
  if (JSON.stringify(after) === JSON.stringify(before)) throw new Error(`the change leaves ${type} "${name}" as it is`);
  sandbox.state.load({ version: 1, resources: [after] });
  return () => sandbox.state.load({ version: 1, resources: [before] });
}

/** The decision that the sandbox took last, as its log has it. */
export function lastDecision(sandbox: Sandbox) {
  return sandbox.log.filter((entry) => entry.kind === "exchange").at(-1);
}
