import { errorTables } from "./error-tables";

/** `docs/errors.md`, written out of the tables: a heading for each code, so that a message can lead to it. */
export function errorsPage(): string {
  const sections = errorTables.map(([title, table]) =>
    [
      `## ${title}`,
      ...Object.entries(table)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([code, { meaning, fix, example }]) =>
          [
            `### ${code}`,
            sentence(meaning),
            `**Do:** ${fix}.`,
            ...(example === undefined ? [] : [`**For example:** ${example}.`]),
          ].join("\n\n"),
        ),
    ].join("\n\n"),
  );
  return `${[INTRO, ...sections].join("\n\n")}\n`;
}

function sentence(text: string): string {
  return `${text.replace(/^[a-z]/, (letter) => letter.toUpperCase())}.`;
}

const INTRO = `# Errors by code

<!-- Written by \`npm run docs:errors\` out of src/**/error-table.ts. -->

A fault of a program's arguments, a trust that is not the intended one and a command that cannot go on each have a code, in brackets at the
end of the fault. Codes are stable; texts are not, and the last line of a message leads here. The message itself has the path of the argument, the wrong value and the fix for this
very case; here is what the code means and what to do as a rule.

A component tells all of its faults at once. In programs, \`FederationError.issues\` and \`WorkloadIdentityError.issues\` list them as
\`{ code, path, message }\`. What a vendor answers is in [troubleshooting](troubleshooting.md), and the rows that a verdict lists, such as A5,
are in the [catalogue](catalogue.md).`;
