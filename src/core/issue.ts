/** One fault of a user's input: where it is, what it is, and how to mend it. */
export interface Issue {
  /** Stable identifier of the kind of fault, for example `subject-namespace-invalid`. Tests and tools compare this, never the text. */
  code: string;
  /** Path of the argument, for example `subjects[0].namespace`. */
  path: string;
  /** What is wrong, with the wrong value, and what is expected instead. */
  message: string;
}

/** Builds an issue; `path` segments are joined the way a program would write them. */
export function issue(code: string, path: string, message: string): Issue {
  return { code, path, message };
}

/** Moves issues found in a nested value under the path of that value. */
export function issuesUnder(prefix: string, issues: readonly Issue[]): Issue[] {
  return issues.map(({ code, path, message }) => ({ code, path: joinPath(prefix, path), message }));
}

/** Each fault once: several clouds look at one issuer. */
export function distinctIssues(issues: readonly Issue[]): Issue[] {
  return [...new Map(issues.map((fault) => [`${fault.code} ${fault.path}`, fault])).values()];
}

/** Faults that are not among others: of what many have in common, each is told once. */
export function issuesBeside(common: readonly Issue[], issues: readonly Issue[]): Issue[] {
  return issues.filter(({ code, path }) => !common.some((other) => other.code === code && other.path === path));
}

/** Joins two argument paths: `a` + `b` is `a.b`, `a` + `[0]` is `a[0]`. */
export function joinPath(prefix: string, path: string): string {
  if (prefix === "") return path;
  if (path === "" || path.startsWith("[")) return `${prefix}${path}`;
  return `${prefix}.${path}`;
}

/** Where codes are explained: the last line of a message, which a terminal opens as a file. Packages have it beside them, no site is needed. */
export function whereExplained(issues: readonly Pick<Issue, "code">[]): string {
  const anchors = new Set(issues.map(({ code }) => `#${code}`));
  return `Codes: node_modules/pulumi-workload-identity/docs/errors.md${[...anchors].join(", ")}`;
}

/** A fault that is shown by itself, such as a warning: the line for a terminal, and where its code is explained. */
export function explainedIssue(fault: Issue): string {
  return `${formatIssue(fault)}\n${whereExplained([fault])}`;
}

/** One line a person can read in a terminal. */
export function formatIssue({ code, path, message }: Issue): string {
  return `${path === "" ? "arguments" : path}: ${message} [${code}]`;
}
