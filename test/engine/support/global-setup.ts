import { delimiter } from "node:path";
import { pulumiCliDirectory } from "./pulumi-cli";

/** Puts a serving Pulumi CLI first on the PATH that the test processes inherit. */
export default function setup(): void {
  process.env.PATH = `${pulumiCliDirectory()}${delimiter}${process.env.PATH}`;
}
