/** One check that a cloud makes on the way to its decision. */
export interface TraceStep {
  /** What was checked, for example `statement 1: StringEquals oidc.example.com:sub`. */
  step: string;
  passed: boolean | "unknown";
  /** The value that was expected and the value that was seen. */
  detail: string;
}

/** What a cloud answers to one token. `unknown` is never `allow`. */
export interface Decision {
  decision: "allow" | "deny" | "unknown";
  trace: TraceStep[];
}
