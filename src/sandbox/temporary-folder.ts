import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A private folder that is made when it is first needed and is gone when the process ends, however it ends on its own. */
export interface TemporaryFolder {
  path(): string;
  remove(): void;
}

export function createTemporaryFolder(): TemporaryFolder {
  let made: string | undefined;
  const remove = () => {
    process.off("exit", remove);
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
    made = undefined;
  };
  return {
    path() {
      if (made === undefined) {
        // 0700, as mkdtemp makes it.
        made = mkdtempSync(join(tmpdir(), "pulumi-workload-identity-"));
        process.once("exit", remove);
      }
      return made;
    },
    remove,
  };
}
