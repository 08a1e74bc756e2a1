/**
 * How much is at stake, as a rule: `critical` lets in nearly anybody, `high` some who are not intended, `medium` refuses the intended
 * or admits a little more, `low` matters only together with another row.
 */
export type Severity = "critical" | "high" | "medium" | "low";

/** One known misconfiguration: what is wrong, and what to do about it. Texts are Markdown without line breaks. */
export interface FindingRow {
  /** Stable identifier, for example `A5`, as `Verdict.findings` lists it. */
  id: string;
  /** A few words, for example `Wildcard for the name`. */
  title: string;
  /** The value of `cloud` in the trusts that can show it, or `every`. */
  cloud: string;
  severity: Severity;
  /** What a trust with it does: `over` admits somebody who is not intended, `under` refuses somebody who is; with the conditions. */
  effect: string;
  /** What is wrong, as the end of a sentence that begins with the title. */
  wrong: string;
  /** What to do, as an order. */
  fix: string;
  /** The vendor's document, or who described it, with its date where it has one. */
  source: string;
  /** Only where no trust shows it: how it is met instead. */
  elsewhere?: string;
}

/** Rows of the catalogue by their identifiers, without what is the same in all of them. */
export type FindingTable = Readonly<Record<string, Omit<FindingRow, "id" | "cloud">>>;

/** The identifiers of the rows that a trust can show. */
export type ShownIn<Table extends FindingTable> = {
  [Id in keyof Table]: Table[Id] extends { elsewhere: string } ? never : Id;
}[keyof Table] &
  string;

/** The rows of a table in full; `cloud` is the vendor's name in trusts, or `every`. */
export function findingRows(cloud: string, table: FindingTable): FindingRow[] {
  return Object.entries(table).map(([id, row]) => ({ id, cloud, ...row }));
}

/** Whether anybody asks for a row, by its identifier. */
export type AskedRows = (id: string) => boolean;

/** The identifiers that are asked for and whose finder sees its row. */
export function foundBy<Id extends string, Finder>(
  finders: Readonly<Record<Id, Finder>>,
  sees: (finder: Finder) => boolean,
  asked: AskedRows = () => true,
): Id[] {
  return (Object.keys(finders) as Id[]).filter((id) => asked(id) && sees(finders[id]));
}

const SEVERITIES: readonly Severity[] = ["critical", "high", "medium", "low"];

/** The rows with these identifiers, the most severe first, then by identifier. */
export function rowsOf(catalogue: readonly FindingRow[], ids: readonly string[]): FindingRow[] {
  return catalogue
    .filter(({ id }) => ids.includes(id))
    .sort(
      (a, b) =>
        SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
        a.id.localeCompare(b.id, "en", { numeric: true }),
    );
}
