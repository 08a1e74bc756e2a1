import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { DeployedResource } from "../../clouds/cloud";
import type {
  CloudCall,
  CloudObject,
  Operation,
  PartOf,
  ResourceType,
  VendorRule,
} from "../../clouds/simulated/behaviour";
import type { ProviderSettings } from "../../clouds/simulated/provider-settings";
import type { SimulatedAccount, SimulatedResource } from "../../clouds/simulation";
import { kubernetesResource } from "../../kubernetes/simulated";
import type { FaultTarget, Hang } from "./faults";
import { Faults } from "./faults";
import type { Properties } from "./inputs";
import { applied, withdrawn } from "./inputs";
import type { UnknownType } from "./resource-types";
import { lookup, refuseUnknownType, resourceType } from "./resource-types";
import { vendorRules } from "./vendor-rules";

export type { CloudCall, CloudObject, Operation } from "../../clouds/simulated/behaviour";

/** The account, or cluster, of providers whose settings name none: whichever their user has. */
export const UNNAMED_ACCOUNT = "default";

/** What a provider passes on: `inputs` without Pulumi's own bookkeeping. */
export interface CloudRequest {
  account: string;
  type: string;
  name: string;
  inputs: Record<string, unknown>;
  /** Settings of the provider that asks. None by default. */
  settings?: ProviderSettings;
}

/**
 * The clouds and the cluster behind all simulated providers, in memory: what exists, what was asked in which order,
 * what the vendors refuse. It lives in the test process, so it survives the end of a `pulumi` process.
 */
export class SimulatedCloud {
  readonly calls: CloudCall[] = [];
  /** What stands in for the vendors' look-ups, by function token; any other look-up fails by name. */
  readonly invokes: Record<string, (args: Record<string, unknown>) => Record<string, unknown>> = {};
  private readonly stored = new Map<string, CloudObject>();
  private readonly deleted = new Set<string>();
  /** What another resource has taken over from the one that is still to go. */
  private readonly handed = new Set<string>();
  private readonly faults = new Faults();
  private clock = 0;
  private changed = 0;

  constructor(
    private readonly resources: Readonly<Record<string, SimulatedResource>>,
    private readonly rules: readonly VendorRule[] = vendorRules,
    private readonly unknownType: (type: string) => UnknownType = refuseUnknownType,
    /** What is deployed elsewhere. */
    private readonly elsewhere: readonly DeployedResource[] = [],
  ) {}

  /** How a resource type is treated. */
  typeOf(type: string): ResourceType {
    return resourceType(type) ?? this.unknownType(type).treatment;
  }

  /** Grows whenever something that exists changes. */
  get revision(): number {
    return this.changed;
  }

  /** What exists, oldest first. */
  objects(type?: string): CloudObject[] {
    return [...this.stored.values()].filter((object) => type === undefined || object.type === type);
  }

  /** The one object of its type. */
  only(type: string): CloudObject {
    const found = this.objects(type);
    if (found.length !== 1) throw new Error(`expected one ${type}, found ${found.length}`);
    return found[0]!;
  }

  /** Takes an object away behind Pulumi's back. */
  remove(object: CloudObject): void {
    this.stored.delete(key(object.account, object.type, object.id));
    this.changed += 1;
  }

  /** Takes an object for deployed, as if it had been there before. */
  restore(object: CloudObject): void {
    this.stored.set(key(object.account, object.type, object.id), object);
    this.changed += 1;
  }

  /** The largest number of calls for this type that were under way at the same time. */
  concurrency(type: string): number {
    const calls = this.calls.filter((call) => call.type === type && call.operation !== "read");
    return Math.max(0, ...calls.map((call) => calls.filter((other) => overlaps(call, other)).length));
  }

  /** Has a call of this kind refused. */
  fail(target: FaultTarget, message: string): void {
    this.faults.fail(target, message);
  }

  /** Leaves a call without answer; `done: true` when the vendor has done the work and only the answer is missing. */
  hang(target: FaultTarget, options?: { done?: boolean }): Hang {
    return this.faults.hang(target, options);
  }

  async create(request: CloudRequest): Promise<CloudObject> {
    const made = this.simulate(request);
    const { account, type, name, inputs } = request;
    const object: CloudObject = { account, type, name, inputs, ...made };
    await this.perform("create", { ...request, id: object.id }, () => {
      const place = key(object.account, object.type, object.id);
      const present = this.stored.get(place);
      const { shared, handedOver } = this.typeOf(object.type);
      const isHanded = handedOver === true && present?.inputs.owner === inputs.owner;
      if (present !== undefined && !shared && !isHanded) {
        throw new Error(`${object.type} "${object.id}" already exists (409)`);
      }
      if (present !== undefined && isHanded) this.handed.add(place);
      if (present !== undefined) {
        object.inputs = applied(present.inputs, inputs);
        object.state = this.simulate({ ...request, inputs: object.inputs }).state;
      }
      Object.assign(object.state, this.writeInto(request, undefined, inputs));
      this.stored.set(place, object);
    });
    return object;
  }

  async update(request: CloudRequest & { id: string }): Promise<CloudObject> {
    const object = this.find(request);
    if (object === undefined) throw new Error(`${request.type} "${request.id}" does not exist (404)`);
    await this.perform("update", request, () => {
      const written = this.writeInto(request, object.inputs, request.inputs);
      object.inputs = request.inputs;
      object.state = { ...this.simulate(request).state, ...written };
    });
    return object;
  }

  async read(request: CloudRequest & { id: string }): Promise<CloudObject | undefined> {
    await this.perform("read", request, () => {});
    return this.asInWhole(
      this.find({ ...request, id: this.typeOf(request.type).importedBy?.(request.id) ?? request.id }),
    );
  }

  async delete(request: CloudRequest & { id: string }): Promise<void> {
    if (this.handed.delete(key(request.account, request.type, request.id))) return;
    await this.perform("delete", request, () => {
      this.takeOver(request);
      const place = key(request.account, request.type, request.id);
      const object = this.stored.get(place);
      if (object === undefined) return;
      this.writeInto(request, object.inputs, undefined);
      this.stored.delete(place);
      this.deleted.add(place);
      const { holds, leaves } = this.typeOf(request.type);
      if (leaves !== undefined) this.leave(leaves, object, request.inputs);
      for (const other of this.objects()) if (holds?.(object, other)) this.remove(other);
    });
  }

  /** Keeps an object, as one of this type, without what was written into it by what goes. */
  private leave(type: string, { account, name, id, inputs }: CloudObject, written: Properties): void {
    const place = key(account, type, id);
    if (this.stored.has(place)) return;
    const { name: named, namespace } = (inputs.metadata ?? {}) as Properties;
    const rest = applied(withdrawn(inputs, written), { metadata: { name: named, namespace } });
    const { state } = this.simulate({ account, type, name, inputs: rest });
    this.stored.set(place, { account, type, name, id, inputs: rest, state });
  }

  /** Answers a vendor's look-up; throws for one that nothing stands in for. */
  invoke(token: string, args: Record<string, unknown>, settings: ProviderSettings = {}): Record<string, unknown> {
    const answer = this.invokes[token] ?? lookup(token);
    if (answer === undefined) throw new Error(`unexpected look-up ${token}: nothing may be looked up`);
    return answer(args, this.account(settings));
  }

  private async perform(operation: Operation, request: CloudRequest & { id: string }, commit: () => void) {
    const call: CloudCall = { ...request, operation, started: this.clock++ };
    this.calls.push(call);
    const faults = this.faults.meeting(call);
    try {
      this.obeyRules(call);
      await sleep(this.typeOf(call.type).latency ?? 5);
      for (const fault of faults) if (fault.when === "before") await fault.strike(call);
      // Asked again: another call may have been answered meanwhile.
      this.obeyRules(call);
      commit();
      if (operation !== "read") this.changed += 1;
      for (const fault of faults) if (fault.when === "after") await fault.strike(call);
    } catch (error) {
      call.error = (error as Error).message;
      throw error;
    } finally {
      call.ended = this.clock++;
    }
  }

  private obeyRules(call: CloudCall): void {
    const world = {
      objects: (type: string) => this.objects(type).filter(({ account }) => account === call.account),
      underWay: this.calls.filter(
        (other) => other !== call && other.account === call.account && other.ended === undefined,
      ),
      wasDeleted: this.deleted.has(key(call.account, call.type, call.id)),
    };
    for (const rule of this.rules) {
      const refusal = rule(call, world);
      if (refusal !== undefined) throw new Error(refusal);
    }
  }

  private simulate({ type, name, inputs, settings = {} }: CloudRequest): {
    id: string;
    state: Record<string, unknown>;
  } {
    const simulate = this.resources[type] ?? kubernetesResource(type) ?? this.unknownType(type).simulate;
    const { id, state } = simulate({ name, inputs }, this.account(settings));
    return { id, state: { ...inputs, ...state } };
  }

  private account(settings: ProviderSettings): SimulatedAccount {
    return { suffix, settings, deployed: (type) => this.objects(type) };
  }

  private find(request: CloudRequest & { id: string }): CloudObject | undefined {
    this.takeOver(request);
    return this.stored.get(key(request.account, request.type, request.id));
  }

  /** Changes the object that this one is a part of, and answers what the part then is. */
  private writeInto({ type }: CloudRequest, before?: Properties, after?: Properties): Properties | undefined {
    const { partOf } = this.typeOf(type);
    if (partOf === undefined) return undefined;
    const inputs = after ?? before ?? {};
    const whole = this.wholeOf(partOf, inputs);
    if (whole === undefined && after === undefined) return undefined;
    if (whole === undefined)
      throw new Error(`NoSuchEntity (404): no ${partOf.type} for ${JSON.stringify(inputs)} is deployed`);
    const changed = partOf.changed(whole.state, before, after);
    Object.assign(whole.state, changed);
    if ("inputs" in whole) Object.assign(whole.inputs, changed);
    return partOf.seen(whole.state, inputs);
  }

  /** A part as the object says it that it is in, or nothing where that has lost it. */
  private asInWhole(object: CloudObject | undefined): CloudObject | undefined {
    const { partOf } = object === undefined ? {} : this.typeOf(object.type);
    if (object === undefined || partOf === undefined) return object;
    const whole = this.wholeOf(partOf, object.inputs);
    const seen = whole === undefined ? undefined : partOf.seen(whole.state, object.inputs);
    return seen === undefined ? undefined : { ...object, state: { ...object.state, ...seen } };
  }

  private wholeOf({ type, isIn }: PartOf, inputs: Properties): CloudObject | DeployedResource | undefined {
    const elsewhere = this.elsewhere.filter((resource) => resource.type === type);
    return [...this.objects(type), ...elsewhere].find((whole) => isIn(whole, inputs));
  }

  /**
   * What the engine takes for one object is one, whoever made it: a resource of another type, or a provider that named no account before
   * the program gave it one.
   */
  private takeOver({ account, type, id }: CloudRequest & { id: string }): void {
    const place = key(account, type, id);
    if (this.stored.has(place)) return;
    for (const owner of [account, UNNAMED_ACCOUNT]) {
      for (const former of [type, ...(this.typeOf(type).takesOver ?? [])]) {
        const object = this.stored.get(key(owner, former, id));
        if (object === undefined) continue;
        this.stored.delete(key(owner, former, id));
        this.stored.set(place, { ...object, account, type });
        return;
      }
    }
  }
}

function key(account: string, type: string, id: string): string {
  return [account, type, id].join("\n");
}

function suffix(name: string): string {
  return createHash("sha256").update(name).digest("hex").slice(0, 7);
}

function overlaps(call: CloudCall, other: CloudCall): boolean {
  return other.started <= call.started && (other.ended ?? Number.POSITIVE_INFINITY) > call.started;
}
