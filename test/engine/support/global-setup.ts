import { delimiter } from "node:path";
import { keepProgramModules } from "./program-modules";
import { openPulumiCli } from "./pulumi-cli";

/** Puts a serving Pulumi CLI first on the PATH that the test processes inherit, and keeps one build of the library for all of them. */
export default function setup(): () => void {
  const { directory, remove } = openPulumiCli();
  process.env.PATH = `${directory}${delimiter}${process.env.PATH}`;
  const forget = keepProgramModules();
  return () => {
    remove();
    forget();
  };
}
