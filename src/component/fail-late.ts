import * as pulumi from "@pulumi/pulumi";

/**
 * Refuses what shows when neither a constructor nor a hook can do it any more: told on `resource`, and preview and deployment fail. Mocks
 * have no program that could fail: there it is told only.
 */
export function failLate(resource: pulumi.Resource, message: string): void {
  if (underMocks()) pulumi.log.error(message, resource);
  // A throw inside of `apply` would be blamed on a neighbour, and Pulumi lets a program succeed that has logged errors. What nobody handles
  // is told at its resource, in other languages as the fault of the component, and fails the program.
  else void Promise.reject(new pulumi.ResourceError(message, resource, true));
}

/** Whether the program runs in a unit test (`pulumi.runtime.setMocks`): the mock monitor cannot register hooks, and a resource that has one would never resolve. */
export function underMocks(): boolean {
  const monitor = pulumi.runtime.getMonitor() as { registerResourceHook?: unknown } | undefined;
  return typeof monitor?.registerResourceHook !== "function";
}
