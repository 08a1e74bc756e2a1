import { join } from "node:path";
import { parseArgs } from "node:util";
import { WorkloadIdentityError } from "../core/errors";
import { checkAnyIssuerUrl } from "../core/issuer-url";
import { checkDocumentSettings, issuerDocuments } from "../issuer/documents";
import { readKeyFiles } from "./issuer-key-files";
import { writeNewFile } from "./new-file";
import { UsageError } from "./usage-error";

/** Writes the two documents of an issuer below a folder, prints them, or both. */
export async function issuerDocumentFiles(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      issuer: { type: "string" },
      out: { type: "string" },
      "jwks-path": { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const { issuer, out, "jwks-path": jwksPath, json } = values;
  if (issuer === undefined) throw new UsageError("expected --issuer <url>");
  if (positionals.length === 0) throw new UsageError("expected files with the cluster's public keys");
  if (out === undefined && !json) throw new UsageError("expected --out <folder>, or --json");
  const settings = jwksPath === undefined ? {} : { jwksPath };
  const issues = [...checkAnyIssuerUrl(issuer, "--issuer"), ...checkDocumentSettings(settings)];
  if (issues.length > 0) throw new WorkloadIdentityError("issuer-invalid", "Cannot publish this issuer:", issues);
  const { discovery, keySet } = issuerDocuments({ issuer, keys: readKeyFiles(positionals), ...settings });
  // The key set comes first, as it has to be uploaded first: a discovery document without keys is a broken issuer.
  const documents = [keySet, discovery];
  for (const { path, content, contentType } of documents) {
    if (out === undefined) continue;
    const file = join(out, path);
    writeNewFile(file, content);
    if (!json) process.stdout.write(`${file}  ${contentType}\n`);
  }
  if (json) process.stdout.write(`${JSON.stringify(documents, undefined, 2)}\n`);
  return 0;
}
