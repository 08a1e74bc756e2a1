import { clouds, findingOf } from "../clouds/registry";
import type { EstateFindingId } from "../core/estate-catalogue";
import type { FindingRow } from "../core/finding";
import { rowsOf } from "../core/finding";
import { shortHash } from "../core/short-hash";
import type { ExaminedIdentity } from "./examined";
import type { AuditFinding } from "./model";

/** A finding before it has its row's words. */
interface FoundRow {
  readonly row: string;
  readonly cloud: string;
  readonly about: string;
  readonly message: string;
  /** In place of the row's. */
  readonly fix?: string;
  readonly identity?: string;
  readonly subject?: string;
  readonly place?: AuditFinding["place"];
  readonly counterexample?: AuditFinding["counterexample"];
}

/** A finding about the estate; only rows that the catalogue has. */
export interface FoundInEstate extends FoundRow {
  readonly row: EstateFindingId;
}

/** All findings, each once, the most severe first. */
export function collectFindings(
  examined: readonly ExaminedIdentity[],
  ofEstate: readonly FoundInEstate[],
): AuditFinding[] {
  const findings = [...examined.flatMap(trustFound), ...ofEstate].map(finished);
  const distinct = new Map(findings.map((finding) => [finding.id, finding]));
  return [...distinct.values()].sort(
    (a, b) =>
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      compare(a.row, b.row) ||
      compare(a.about, b.about),
  );
}

const SEVERITIES = ["critical", "high", "medium", "low"];

function compare(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

function finished({ row, ...found }: FoundRow): AuditFinding {
  const { severity, title, fix } = findingOf(row)!;
  return {
    id: `${row}-${shortHash(`${row} ${found.about} ${found.subject ?? ""}`)}`,
    row,
    severity,
    title,
    fix,
    ...found,
  };
}

/** What the proof of an identity's trust and the rows of its cloud say. */
function trustFound({ identity, pairs, missing, shown: { proof, rows } }: ExaminedIdentity): FoundRow[] {
  const { id, cloud, identity: about } = identity;
  const base = { cloud, about, identity: id };
  const known = rows.length === 0 ? [] : rowsOf(catalogueOf(cloud), rows);
  const token = proof !== undefined && "token" in proof ? { counterexample: proof.token } : {};
  const why = proof !== undefined && "why" in proof ? `: ${proof.why}` : "";
  const explained: FoundRow[] = known.map(({ id: row, wrong }) => ({
    ...base,
    row,
    message: `${wrong}${why}`,
    ...token,
  }));
  if (missing.length > 0 && proof !== undefined) {
    const names = missing.map(({ id }) => id).join(", ");
    const message = `no input has ${names}, which it names, so whom it lets in is not decided`;
    explained.push({ ...base, row: "E15", message });
  } else if (proof?.verdict === "unknown") {
    explained.push({ ...base, row: "E15", message: proof.reason });
  } else if (proof === undefined && pairs.some(({ decision }) => decision === "unknown")) {
    explained.push({ ...base, row: "E15", message: "the inputs do not say whether it lets anybody in" });
  }
  if (proof?.verdict === "over" && known.length === 0)
    explained.push({ ...base, row: "E14", message: proof.why, ...token });
  return explained;
}

function catalogueOf(cloud: string): readonly FindingRow[] {
  return [
    ...(clouds.find(({ name }) => name === cloud)?.catalogue ?? []),
    ...COMMON.flatMap((id) => findingOf(id) ?? []),
  ];
}

const COMMON = ["K1", "K2", "K3"];
