import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { WorkloadIdentityError } from "../core/errors";
import type { IssuerKey } from "../issuer/issuer-key";
import { keySetDocument } from "../issuer/issuer-key";
import { NEW_KEY_ALGORITHMS, newKeyPair } from "../issuer/key-pair";
import { readIssuerKeys } from "../issuer/read-keys";
import { readKeyFiles } from "./issuer-key-files";
import { writeNewFile } from "./new-file";
import { UsageError } from "./usage-error";

/** Prints the public keys in files with their key ids, or makes a new pair. */
export async function issuerKeys(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      new: { type: "string" },
      algorithm: { type: "string", default: NEW_KEY_ALGORITHMS[0]! },
      json: { type: "boolean", default: false },
    },
  });
  const { new: folder, algorithm, json } = values;
  if (!NEW_KEY_ALGORITHMS.includes(algorithm)) {
    throw new UsageError(`--algorithm ${algorithm} is none of ${NEW_KEY_ALGORITHMS.join(", ")}`);
  }
  if ((folder === undefined) === (positionals.length === 0)) {
    throw new UsageError("expected files with keys, or --new <folder>");
  }
  const keys = folder === undefined ? readKeyFiles(positionals) : makeKeyPair(folder, algorithm);
  process.stdout.write(json ? `${keySetDocument(keys)}\n` : keys.map(({ kid, alg }) => `${kid}  ${alg}\n`).join(""));
  return 0;
}

/** Writes `sa.key`, which only its owner may read, and `sa.pub`: neither or both. */
function makeKeyPair(folder: string, algorithm: string): readonly IssuerKey[] {
  const [privatePath, publicPath] = [join(folder, "sa.key"), join(folder, "sa.pub")];
  if (existsSync(publicPath)) {
    throw new WorkloadIdentityError(
      "file-exists",
      `Cannot write ${publicPath}: it is there already; move it away first`,
    );
  }
  const { privateKey, publicKey } = newKeyPair(algorithm);
  writeNewFile(privatePath, privateKey, 0o600);
  writeNewFile(publicPath, publicKey);
  return readIssuerKeys(publicKey, publicPath).keys;
}
