import { helpOf } from "../../src/cli/help";
import { wrapped } from "../../src/cli/wrap";

/** `docs/command-line.md`, written out of what each command says of itself. */
export function commandLinePage(): string {
  const commands = new Set([...helpOf().matchAll(/^ {2}pulumi-workload-identity ([a-z]+)/gm)].map(([, name]) => name!));
  const sections = [...commands].map((name) => `## ${name}\n\n\`\`\`text\n${wrapped(helpOf(name), 110)}\`\`\``);
  return `${[INTRO, ...sections].join("\n\n")}\n`;
}

const INTRO = `# The command line

<!-- Written by \`npm run docs:commands\` out of src/cli/help.ts. -->

\`npx pulumi-workload-identity <command> --help\` prints the same. What the commands are for, with examples:

| command | guide |
|---|---|
| \`sandbox\` | [the sandbox](sandbox.md) |
| \`issuer\` | [issuers of your own](self-managed-issuers.md), [keys change](rotation.md) |
| \`doctor\` | [the doctor](doctor.md) |
| \`openshift\` | [OpenShift](openshift.md) |
| \`audit\` | [audit](audit.md) |

A command that found nothing to mend exits with 0. With 1 it could not do its work, or found what its guide says; with 2 it was called wrongly, and \`openshift diff\` and
\`audit --fail-on\` exit with 3 where somebody should look. A command after \`--\` hands on its own status. Results go to the standard output, everything else to the standard error.`;
