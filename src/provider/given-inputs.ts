import { isLater, isResource } from "../core/known";
import { isRecord } from "../core/record";

/**
 * Inputs without what is null in their objects: other languages write that for what is not given, such as Python's `None` in a dictionary
 * and a bare key in YAML. Items of lists stay, and are faults.
 */
export function givenInputs(inputs: unknown): unknown {
  if (Array.isArray(inputs)) return inputs.map(givenInputs);
  if (!isRecord(inputs) || isLater(inputs) || isResource(inputs)) return inputs;
  const given = Object.entries(inputs).filter(([, input]) => input !== null);
  return Object.fromEntries(given.map(([name, input]) => [name, givenInputs(input)]));
}
