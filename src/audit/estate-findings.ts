import type { ExaminedEstate } from "./examined";
import type { FoundInEstate } from "./findings";

/** Everything that no trust shows alone. */
export function* estateFindings(_all: ExaminedEstate): Generator<FoundInEstate> {}
