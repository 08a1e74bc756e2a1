import * as pulumi from "@pulumi/pulumi";

/**
 * Tells on `resource` what shows when neither a constructor nor a hook can refuse it any more, and fails preview and deployment. A throw
 * inside of `apply` would be blamed on a neighbour. Mocks have no program that could fail: there it is told only.
 */
export function failLate(resource: pulumi.Resource, message: string): void {
  pulumi.log.error(message, resource);
  if (underMocks()) return;
  // Pulumi lets a program succeed that has logged errors; one that nobody handles fails it, whatever runs it.
  void Promise.reject(new pulumi.RunError("Refused: each fault is told at its resource"));
}

/** Whether the program runs in a unit test (`pulumi.runtime.setMocks`): the mock monitor cannot register hooks, and a resource that has one would never resolve. */
export function underMocks(): boolean {
  const monitor = pulumi.runtime.getMonitor() as { registerResourceHook?: unknown } | undefined;
  return typeof monitor?.registerResourceHook !== "function";
}
