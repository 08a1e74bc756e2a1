/** Outputs of other stacks, by the names that a program gives to `StackReference`. */
export type StackOutputs = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export const STACK_REFERENCE = "pulumi:pulumi:StackReference";

/** A stack that nobody told of has no outputs, so that Pulumi says which one is missing and where. */
export function referencedStack(name: unknown, stacks: StackOutputs = {}) {
  const stack = String(name);
  return { id: stack, state: { name: stack, outputs: stacks[stack] ?? {}, secretOutputNames: [] } };
}
