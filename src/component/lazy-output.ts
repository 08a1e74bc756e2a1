import type * as pulumi from "@pulumi/pulumi";

/** Makes an output of a component when it is first read: programs read few of them, and an Output costs as much as a small proof. */
export function lazyOutput<Component extends pulumi.ComponentResource, Name extends keyof Component>(
  component: Component,
  name: Name,
  make: () => Component[Name],
): void {
  const made = () => {
    const value = make();
    Object.defineProperty(component, name, { value, enumerable: true });
    return value;
  };
  Object.defineProperty(component, name, { get: made, enumerable: true, configurable: true });
}
