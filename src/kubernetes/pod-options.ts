import { isLater } from "../core/known";
import { nearest } from "../core/nearest";
import { isRecord } from "../core/record";
import { show } from "../core/show";
import type { BoundWiring, PodWiringJob } from "./bound-wiring";
import type { Fields } from "./merge";
import { mapKnown, whenKnown } from "./merge";
import { ENV_FROM } from "./rivals";

/** Reports names in `keep` that neither beat the identity nor are set by the wiring: a misspelt one would keep nothing. */
export function checkKept({ bound, options, conflict }: PodWiringJob): void {
  const { rivals, env, skipContainers } = bound.wiring;
  const webhooks = skipContainers.flatMap(({ annotation, only }) => [
    annotation,
    ...(only === undefined ? [] : [only]),
  ]);
  const known = [...new Set([ENV_FROM, ...rivals.map(({ name }) => name), ...Object.keys(env), ...webhooks])];
  for (const [index, name] of (options.keep ?? []).entries()) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    const why = `nothing called ${show(name)} beats the workload's identity`;
    const fix = near === undefined ? `take it out; known are ${known.join(", ")}` : `did you mean ${show(near)}?`;
    conflict(`options.keep[${index}]`, why, { code: "pod-keep-unknown", fix });
  }
}

/** Reports names in `skipContainers` that no container has: a misspelt one would be wired. */
export function checkSkipped(spec: Fields, { bound, options, conflict }: PodWiringJob): void {
  const skipped = options.skipContainers ?? [];
  if (skipped.length === 0) return;
  const lists = [spec.containers, spec.initContainers].map((list) =>
    mapKnown(Array.isArray(list) || isLater(list) ? list : [], (containers: unknown[]) =>
      containers.map((container) => mapKnown(container, (fields) => (isRecord(fields) ? fields.name : undefined))),
    ),
  );
  whenKnown(lists, (known) =>
    whenKnown(known.flat(), (names) => {
      for (const [index, name] of skipped.entries()) {
        if (names.includes(name)) continue;
        const own = names.filter((each) => each !== undefined).map(show);
        const fix = `name one of ${own.join(", ") || "its containers, of which it has none"}; ${ofOthers(bound)}`;
        const why = `no container or init container is called ${show(name)}`;
        conflict(`options.skipContainers[${index}]`, why, { code: "pod-container-unknown", fix });
      }
    }),
  );
}

/** What to do about a container that somebody adds when the pod starts, such as the proxy of a mesh. */
function ofOthers({ wiring: { skipContainers } }: BoundWiring): string {
  const [webhook] = skipContainers;
  return webhook === undefined
    ? "one that a webhook adds later gets nothing, and is not named"
    : `one that another webhook adds is named by the template, in its annotation ${webhook.annotation} and in keep`;
}
