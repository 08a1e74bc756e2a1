import { checkShape, unknownArguments } from "../core/argument-shape";
import type { Issue } from "../core/issue";
import { ownCopy } from "../core/own-copy";
import type { Read } from "../core/shape";

/** Arguments that a front door has copied and checked, together with all others of the program's call. */
const checked = new WeakSet<object>();

/** Marks arguments as checked; the component that gets them neither copies nor checks them again. */
export function asChecked<T extends object>(args: T): T {
  checked.add(args);
  return args;
}

/** The arguments as a component reads them: a copy of what the program wrote, so that a later change or a getter changes nothing. */
export function readOnce<T extends object>(args: T): T {
  return checked.has(args) ? args : ownCopy(args);
}

/** The faults of arguments that a program wrote itself, misspelt ones included; none of those that came through a front door. */
export function checkOnce<T extends object>(args: T, read: Read<unknown>, check: (args: T) => Issue[]): Issue[] {
  if (checked.has(args)) return [];
  const misshapen = checkShape(read, args);
  return [...unknownArguments(read, args), ...(misshapen.length > 0 ? misshapen : check(args))];
}
