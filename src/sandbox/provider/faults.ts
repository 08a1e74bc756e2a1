import type { CloudCall, Operation } from "../../clouds/simulated/behaviour";

/** Which calls a fault meets: every one, or only the nth (counted from 1, from the moment the fault is set). */
export interface FaultTarget {
  type: string;
  operation?: Operation;
  nth?: number;
}

/** A call that gets no answer until the test says so. */
export interface Hang {
  /** Settles when the call has arrived. */
  readonly reached: Promise<CloudCall>;
  /** The vendor goes on and answers. */
  release(): void;
  /** The request is lost: what was not done yet never will be. */
  drop(): void;
}

interface Fault extends FaultTarget {
  seen: number;
  when: "before" | "after";
  strike(call: CloudCall): Promise<void>;
}

/** What a test has planned to go wrong. */
export class Faults {
  private readonly planned: Fault[] = [];

  fail(target: FaultTarget, message: string): void {
    this.intercept({ nth: 1, ...target }, "before", async () => {
      throw new Error(message);
    });
  }

  /** Leaves a call without answer; `done: true` when the vendor has done the work and only the answer is missing. */
  hang(target: FaultTarget, { done = false } = {}): Hang {
    let release = () => {};
    let drop = () => {};
    const released = new Promise<void>((resolve, reject) => {
      release = resolve;
      drop = () => reject(new Error("the request was lost"));
    });
    released.catch(() => {});
    const reached = new Promise<CloudCall>((resolve) => {
      this.intercept({ nth: 1, ...target }, done ? "after" : "before", (call) => {
        resolve(call);
        return released;
      });
    });
    return { reached, release, drop };
  }

  /** The faults that a call meets, which counts for them. */
  meeting(call: CloudCall): Fault[] {
    return this.planned.filter((fault) => meets(fault, call));
  }

  private intercept(target: FaultTarget, when: Fault["when"], strike: Fault["strike"]): void {
    this.planned.push({ operation: "create", ...target, seen: 0, when, strike });
  }
}

function meets(fault: Fault, call: CloudCall): boolean {
  if (fault.type !== call.type || fault.operation !== call.operation) return false;
  fault.seen += 1;
  return fault.nth === undefined || fault.nth === fault.seen;
}
