/** Where the options of a help say what they do. */
const OPTION_TEXT = 25;
/** Wider lines are hard to read, and what is no terminal has no width of its own. */
const WIDEST = 140;

/** How many characters fit into a line of what is written to: its own width, or what `COLUMNS` says of a pipe. */
export function widthOf(
  { columns }: { columns?: number } = process.stdout,
  { COLUMNS }: NodeJS.ProcessEnv = process.env,
): number {
  return Math.min(columns || Number(COLUMNS) || WIDEST, WIDEST);
}

/** A help in lines that fit, broken between words; what goes on stands below the text that it belongs to. */
export function wrapped(help: string, width: number): string {
  return help
    .split("\n")
    .map((line) => wrappedLine(line, width))
    .join("\n");
}

function wrappedLine(line: string, width: number): string {
  const indent = " ".repeat(line.startsWith("  --") ? OPTION_TEXT : line.length - line.trimStart().length);
  // In a terminal as narrow as that, the terminal itself breaks lines better.
  if (line.length <= width || width < 2 * indent.length) return line;
  const end = Math.max(line.lastIndexOf(" ", width), line.indexOf(" ", indent.length));
  if (end <= indent.length) return line;
  return `${line.slice(0, end)}\n${wrappedLine(indent + line.slice(end + 1), width)}`;
}
