import { WorkloadIdentityError } from "../../../core/errors";
import { inTurn } from "../../../core/in-turn";
import { show } from "../../../core/show";
import type { HuaweiClient } from "../api/client";
import { huaweiEndpoint } from "../api/endpoints";
import { readMapping, updateMapping } from "../api/mappings";
import { sameRules } from "./mapping-rules";

/** Runs what reads and writes a mapping one after another. */
export async function withMappingLock<T>(client: HuaweiClient, mappingId: string, run: () => Promise<T>): Promise<T> {
  const iam = huaweiEndpoint("iam", client.connection, client.runtime);
  return inTurn(`${iam} ${await client.domainId()} ${mappingId}`, run);
}

const READS = 5;
const FIRST_PAUSE = 200;

/**
 * Writes all rules of a mapping, and reads them back: what comes back late is waited for, what somebody else has written meanwhile
 * stays and is an error. Throws `huawei-mapping-written-elsewhere`.
 */
export async function writeMapping(client: HuaweiClient, mappingId: string, rules: readonly object[]): Promise<void> {
  await updateMapping(client, mappingId, rules);
  for (let read = 1; ; read++) {
    const seen = await readMapping(client, mappingId);
    if (seen !== undefined && sameRules(seen, rules)) return;
    if (read === READS) break;
    await client.runtime.sleep(FIRST_PAUSE * 2 ** (read - 1));
  }
  throw new WorkloadIdentityError(
    "huawei-mapping-written-elsewhere",
    `Cannot be sure of mapping ${show(mappingId)}: it has other rules than were just written, so somebody else writes it at the same time; keep the workloads of an identity provider in one stack, then run the update again`,
  );
}
