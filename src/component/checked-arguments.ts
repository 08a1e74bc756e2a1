import type { Issue } from "../core/issue";

/** Arguments that a front door has checked, with every other fault of its own, before it hands them on. */
const checked = new WeakSet<object>();

/** Marks arguments as checked; the component that gets them does not check them again. */
export function asChecked<T extends object>(args: T): T {
  checked.add(args);
  return args;
}

/** The faults of arguments that a program wrote itself; none of those that came through a front door. */
export function checkOnce<T extends object>(args: T, check: (args: T) => Issue[]): Issue[] {
  return checked.has(args) ? [] : check(args);
}
