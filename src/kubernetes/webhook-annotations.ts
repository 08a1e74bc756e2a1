import { isRecord } from "../core/record";
import { show } from "../core/show";
import type { PodSetting } from "../core/wiring";
import type { PodWiringJob } from "./bound-wiring";
import { mapKnown, whenKnown } from "./merge";

/** Warns of containers that a template's own annotation takes from a webhook: here nobody sees that they get no identity. */
export function warnOfSkipped(annotations: unknown, { bound, options, warn }: PodWiringJob): void {
  if (options.skipContainers?.length) return;
  mapKnown(annotations, (fields) => {
    const told = (annotation: string, why: string) => {
      const named = isRecord(fields) ? fields[annotation] : undefined;
      if (!named || options.keep?.includes(annotation)) return;
      warn(`metadata.annotations["${annotation}"]: ${why} in skipContainers instead, or say keep: ["${annotation}"]`);
    };
    for (const { annotation, only } of bound.wiring.skipContainers) {
      told(annotation, "the containers that it names get no identity; name them");
      if (only !== undefined) told(only, "only the containers that it names get an identity; name the others");
    }
  });
}

/** Reports what a template's own annotations tell a webhook, where that is not what people mean by it. */
export function reportSettings(annotations: unknown, { bound, conflict }: PodWiringJob): void {
  mapKnown(annotations, (fields) => {
    for (const { annotation, expected, otherwise } of bound.wiring.podSettings) {
      if (!isRecord(fields) || fields[annotation] === undefined) continue;
      whenKnown([fields[annotation]], ([value]) => {
        if (isExpected(value, expected)) return;
        const form = isRange(expected)
          ? `a whole number from ${expected.min} to ${expected.max} as a text`
          : expected.map(show).join(" or ");
        conflict(`metadata.annotations["${annotation}"]`, `it is ${show(value)}, and ${otherwise}`, {
          fix: `write ${form}, or remove it`,
        });
      });
    }
  });
}

function isExpected(value: unknown, expected: PodSetting["expected"]): boolean {
  if (typeof value !== "string") return false;
  if (!isRange(expected)) return expected.includes(value);
  return /^\d+$/.test(value) && Number(value) >= expected.min && Number(value) <= expected.max;
}

function isRange(expected: PodSetting["expected"]): expected is { min: number; max: number } {
  return !Array.isArray(expected);
}
