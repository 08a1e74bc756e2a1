import * as pulumi from "@pulumi/pulumi";
import type { Issue } from "../core/issue";
import { distinctIssues, issue, issuesUnder } from "../core/issue";
import { show } from "../core/show";
import type { Wiring } from "../core/wiring";
import { checkAnnotations, checkWirings, emptyWiring } from "../core/wiring";
import type { WorkloadTokenArgs } from "../kubernetes/args";
import { fileAnnotations, needsVolume, projectedVolume, volumeMount } from "../kubernetes/bound-wiring";
import type { FederatedWorkloadArgs, WiringVolume, WorkloadWiring } from "./args";
import type { SubjectPods } from "./pods";

/** Where a program asks for tokens of its own. */
const TOKENS = "tokens";

type PartOfWiring = { path: string; wiring: Wiring<pulumi.Input<string>> };

/** The wiring of plain tokens. */
export function tokenWiring(tokens: WorkloadTokenArgs[] = []): Wiring<pulumi.Input<string>> {
  return {
    ...emptyWiring<pulumi.Input<string>>(),
    tokens: tokens.map(({ audience, path, expirationSeconds = 3600 }) => ({ audience, path, expirationSeconds })),
  };
}

/** Faults between the clouds' wirings, and between them and what the program says about its ServiceAccounts; 0 is the workload's own. */
export function checkSubjectWirings(
  args: FederatedWorkloadArgs,
  wiringsOf: (subject: number) => PartOfWiring[],
): Issue[] {
  const own = wiringsOf(0);
  const { mountPath } = args.kubernetes ?? {};
  const mounts = own.some(({ wiring }) => wiring.tokens.length > 0 || wiring.files.length > 0);
  return distinctIssues([
    // The program's own tokens come last: their paths are for it to choose.
    ...checkWirings([...own].sort((one, other) => Number(one.path === TOKENS) - Number(other.path === TOKENS))),
    ...issuesUnder("kubernetes", checkAnnotations(args.kubernetes ?? {}, own)),
    ...(args.subjects ?? []).flatMap(({ kubernetes = {} }, index) =>
      issuesUnder(`subjects[${index}].kubernetes`, checkAnnotations(kubernetes, wiringsOf(index + 1))),
    ),
    ...(mountPath === undefined || mounts
      ? []
      : [
          issue(
            "mount-path-unused",
            "kubernetes.mountPath",
            `Cannot mount anything at ${show(mountPath)}: nothing is projected into these pods; leave it out`,
          ),
        ]),
  ]);
}

/** The wiring of a subject's pods as data. */
export function describeWiring({ subject, bound }: SubjectPods): pulumi.Output<WorkloadWiring> {
  const { wiring, serviceAccountName, mountPath } = bound;
  const defaults = wiring.defaults.map(({ names, value }) =>
    pulumi.output(value).apply((known) => (known === "" ? {} : Object.fromEntries(names.map((name) => [name, known])))),
  );
  const env = pulumi
    .all([pulumi.output(wiring.env), pulumi.all(defaults)])
    .apply(([own, more]): Record<string, string> => Object.assign({}, own, ...more));
  const volume = pulumi.output(projectedVolume(bound)) as pulumi.Output<WiringVolume | undefined>;
  return pulumi.output({
    namespace: subject.namespace,
    serviceAccountName,
    serviceAccountAnnotations: wiring.serviceAccountAnnotations,
    podLabels: wiring.podLabels,
    podAnnotations: { ...wiring.podAnnotations, ...fileAnnotations(bound) },
    nodeSelector: wiring.nodeSelector,
    env,
    containerEnv: env.apply((known) => Object.entries(known).map(([name, value]) => ({ name, value }))),
    volumes: volume.apply((known) => (known === undefined ? [] : [known])),
    volumeMounts: needsVolume(bound) ? [volumeMount(bound)] : [],
    volume: pulumi.jsonStringify(volume).apply((json) => json ?? ""),
    mountPath,
  });
}
