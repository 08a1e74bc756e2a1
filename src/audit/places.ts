import { audits } from "../clouds/audits";
import type { AuditInput, Estate } from "./estate";
import type { AuditedIdentity, AuditedPlace, AuditFinding } from "./model";

/** Names that nothing else has: ARNs, emails, resource ids and UUIDs. Others, such as `orders`, stand at many places of a file. */
const UNIQUE = /[:/@]|^[0-9a-f]{8}-[0-9a-f-]{27}$/i;

/**
 * The findings, each with the place in the inputs that first names what it is about. Identities and registrations are looked for where their
 * cloud's resources come from; where a name may be another's, the file alone is told, and only if it is the one.
 */
export function withPlaces(
  findings: readonly AuditFinding[],
  identities: readonly AuditedIdentity[],
  { resources }: Pick<Estate, "resources">,
  inputs: readonly AuditInput[],
): AuditFinding[] {
  if (findings.length === 0) return [];
  const byId = new Map(identities.map((identity) => [identity.id, identity]));
  const files = filesByCloud(resources);
  const wanted = findings.map(({ place, cloud, about, identity = "" }) => ({
    place: place === undefined ? undefined : { file: fileOf(place.file, inputs) },
    files: [...new Set([...(files.get(cloud) ?? [])].map((source) => fileOf(source, inputs)))],
    names: [about, byId.get(identity)?.identity ?? "", ...(byId.get(identity)?.knownAs ?? [])].filter((name) =>
      UNIQUE.test(name),
    ),
  }));
  const open = new Set(wanted.flatMap(({ place, names }) => (place === undefined ? names : [])));
  const seen = new Map(inputs.map(({ source, text }) => [source, firstPlaces(text, open)]));
  return findings.map((finding, index) => {
    const place = wanted[index]!.place ?? placeOf(wanted[index]!, seen);
    return place === undefined ? finding : { ...finding, place };
  });
}

function placeOf(
  { files, names }: { files: readonly string[]; names: readonly string[] },
  seen: ReadonlyMap<string, ReadonlyMap<string, Omit<AuditedPlace, "file">>>,
): AuditedPlace | undefined {
  for (const name of names) {
    for (const file of files) {
      const at = seen.get(file)?.get(name);
      if (at !== undefined) return { file, ...at };
    }
  }
  return files.length === 1 ? { file: files[0]! } : undefined;
}

/** Which sources each cloud's resources come from. */
function filesByCloud(resources: Estate["resources"]): Map<string, Set<string>> {
  const files = new Map<string, Set<string>>();
  const clouds = new Map<string, string>();
  for (const { type, source } of resources) {
    const cloud = clouds.get(type) ?? audits.find((audit) => audit.reads(type))?.name ?? "";
    clouds.set(type, cloud);
    if (source === undefined) continue;
    const known = files.get(cloud);
    if (known === undefined) files.set(cloud, new Set([source]));
    else known.add(source);
  }
  return files;
}

/** The file of a document, which has a number where its file has several. */
function fileOf(source: string, inputs: readonly AuditInput[]): string {
  return inputs.some((input) => input.source === source) ? source : source.replace(/#\d+$/, "");
}

/** Where a text first has each of these names, as a word of its own. */
function firstPlaces(text: string, names: ReadonlySet<string>): Map<string, Omit<AuditedPlace, "file">> {
  const places = new Map<string, Omit<AuditedPlace, "file">>();
  if (names.size === 0) return places;
  let line = 1;
  let start = 0;
  let newline = text.indexOf("\n");
  for (const { 0: word, index } of text.matchAll(/[^\s"'\\,]+/g)) {
    if (!names.has(word) || places.has(word)) continue;
    for (; newline >= 0 && newline < index; newline = text.indexOf("\n", start)) {
      line++;
      start = newline + 1;
    }
    places.set(word, { line, column: index - start + 1 });
  }
  return places;
}
