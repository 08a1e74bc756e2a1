import { delimiter } from "node:path";
import { openPulumiCli } from "./pulumi-cli";

/** Puts a serving Pulumi CLI first on the PATH that the test processes inherit. */
export default function setup(): () => void {
  const { directory, remove } = openPulumiCli();
  process.env.PATH = `${directory}${delimiter}${process.env.PATH}`;
  return remove;
}
