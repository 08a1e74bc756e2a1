import { ifGiven, readArguments, readPlain } from "./argument-shape";

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

/** The settings that a program made, under the names that the wirings of all clouds give them. */
export function tokenSettings(token: ProjectedTokenSettings = {}): { tokenPath?: string; expirationSeconds?: number } {
  const { path, expirationSeconds } = token;
  return {
    ...(path === undefined ? {} : { tokenPath: path }),
    ...(expirationSeconds === undefined ? {} : { expirationSeconds }),
  };
}

export const readTokenSettings = readArguments<ProjectedTokenSettings>({
  path: ifGiven(readPlain),
  expirationSeconds: ifGiven(readPlain),
});
