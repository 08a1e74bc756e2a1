export interface Release {
  version: string;
  /** As in `2026-12-01`. */
  date: string;
  manifest: { name: string; version: string; repository?: string | object };
  changelog: string;
  commits: readonly string[];
}

export interface ReleasePlan {
  /** Every reason not to release; the rest is there when it is empty. */
  faults: string[];
  tag?: string;
  notes?: string;
  manifest?: Release["manifest"];
  changelog?: string;
}

export function planRelease(release: Release): ReleasePlan;
