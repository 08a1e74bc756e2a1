import { ifGiven, readArguments, readPlain, readPlainText } from "./argument-shape";
import type { Issue } from "./issue";
import { issue } from "./issue";

/** How a cloud's credentials reach a pod. */
export const WiringForm = {
  /** The pod template carries the token volume and the environment itself; works on every cluster, with nothing installed. */
  Projected: "projected",
  /** The vendor's webhook in the cluster injects them; the ServiceAccount and the pod carry only what that webhook reads. */
  Webhook: "webhook",
} as const;
export type WiringForm = (typeof WiringForm)[keyof typeof WiringForm];

/** Settings of the token that the kubelet projects for one cloud. */
export interface ProjectedTokenSettings {
  /** Path below the mount. By default the cloud's name and `token`, for example `aws/token`. */
  path?: string;
  /** Lifetime in seconds, from 600 up to the vendor's limit. 3600 by default. */
  expirationSeconds?: number;
}

/**
 * Faults of arguments that reach no pod in the webhook form: these, and the path of the token, which the webhook mounts at its own.
 * `webhook` is its name at the start of a clause.
 */
export function checkIgnoredByWebhook<Args extends { token?: ProjectedTokenSettings }>(
  args: Args,
  webhook: string,
  names: readonly (keyof Args & string)[],
): Issue[] {
  const ignored = [
    ...names.filter((name) => args[name] !== undefined),
    ...(args.token?.path === undefined ? [] : ["token.path"]),
  ];
  return ignored.map((path) =>
    issue(
      "webhook-ignores-argument",
      path,
      `Cannot use ${path}: ${webhook} ignores it; leave it out, or use wiring "projected"`,
    ),
  );
}

/** The settings that a program made, under the names that the wirings of all clouds give them. */
export function tokenSettings(token: ProjectedTokenSettings = {}): { tokenPath?: string; expirationSeconds?: number } {
  const { path, expirationSeconds } = token;
  return {
    ...(path === undefined ? {} : { tokenPath: path }),
    ...(expirationSeconds === undefined ? {} : { expirationSeconds }),
  };
}

export const readTokenSettings = readArguments<ProjectedTokenSettings>({
  path: ifGiven(readPlainText),
  expirationSeconds: ifGiven(readPlain),
});
