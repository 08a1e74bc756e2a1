import { join } from "node:path";
import { pythonWith } from "../../support/python";

/** The interpreter that has the vendors' clients. */
export function pythonWithClients(): Promise<string> {
  return pythonWith(join(__dirname, "requirements.txt"), "conformance-python");
}
