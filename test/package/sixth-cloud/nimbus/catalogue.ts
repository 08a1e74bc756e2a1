import type { FindingTable } from "../../core/finding";

/** Members are exact and complete, so there is nothing to get wrong that is not wrong on every cloud. */
export const NIMBUS_FINDINGS = {} satisfies FindingTable;
