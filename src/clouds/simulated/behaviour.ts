/** How a vendor and its Pulumi provider behave beside the outputs of single resources, for the engine on simulated clouds. */
export interface VendorBehaviour {
  /** Settings of the provider that say which account is meant; two providers that differ in them see two accounts. */
  readonly accountSettings: readonly string[];
  /** How a resource type is treated, or `undefined` where nobody has written it down. */
  resourceType(type: string): ResourceType | undefined;
  /** What every resource of the vendor has, for one whose type nobody has written down: its id in the vendor's form, and outputs. */
  echo?(type: string, resource: { name: string; inputs: Record<string, unknown> }): Echo | undefined;
  /** What the vendor refuses. */
  readonly rules: readonly VendorRule[];
}

export interface Echo {
  id: string;
  state: Record<string, unknown>;
}

/** How a provider treats one resource type: which names it makes up and which changes mean a new resource. */
export interface ResourceType {
  /** Path of the input that is filled in when the program leaves it out, and how. */
  readonly autoname?: {
    readonly path: readonly string[];
    readonly style: NameStyle;
    readonly maxLength?: number;
    /** The input that says where the name is taken, by its path: elsewhere it is free. One place for all by default. */
    readonly place?: string;
  };
  /** Inputs that cannot be changed in place. */
  readonly replacedBy: readonly string[] | "every input";
  /** The provider deletes the old object before it creates the one that replaces it. False by default. */
  readonly deletesFirst?: boolean;
  /** What the provider compares of an input that can be said in several ways, by the input's name; the input as it is by default. */
  readonly sameInputs?: Readonly<Record<string, (value: unknown) => unknown>>;
  /** Paths of outputs inside of an input object that only the vendor knows: unknown in the preview of a creation. */
  readonly computed?: readonly (readonly string[])[];
  /** Several resources may stand for one object, and creating one that exists adds to it: membership in a policy, an object that is applied. */
  readonly shared?: boolean;
  /** A resource of this library: it takes over what another one of its owner has, and that one leaves it. False by default. */
  readonly handedOver?: boolean;
  /** Types whose objects this one takes over by an alias: the object stays, under this type. None by default. */
  readonly takesOver?: readonly string[];
  /** The type whose object stays when this one is deleted, without what this one wrote into it: a patch leaves what it patched. None by default. */
  readonly leaves?: string;
  /** Whether another object is inside of this one and goes with it. Nothing is by default. */
  readonly holds?: (object: CloudObject, other: CloudObject) => boolean;
  /** The object that this one is written into, as a statement is into the policy of a role. None by default. */
  readonly partOf?: PartOf;
  /** The object's id, of an id that people import it by where the two differ. */
  readonly importedBy?: (id: string) => string;
  /** The inputs that the provider makes up of an object that it has never seen before, at an import; those of its creation by default. */
  readonly importedInputs?: (object: CloudObject) => Record<string, unknown>;
  /** How long the vendor takes, in milliseconds; 5 unless told. */
  readonly latency?: number;
}

/** How one object is part of another. */
export interface PartOf {
  /** The type of the whole. */
  readonly type: string;
  isIn(whole: { readonly state: Readonly<Record<string, unknown>> }, inputs: Record<string, unknown>): boolean;
  /** What changes in the whole where the inputs `before` give way to those `after`. Throws what the vendor refuses. */
  changed(
    whole: Record<string, unknown>,
    before: Record<string, unknown> | undefined,
    after: Record<string, unknown> | undefined,
  ): Record<string, unknown>;
  /** The part as it is found in the whole, or `undefined` where it is gone. */
  seen(whole: Record<string, unknown>, inputs: Record<string, unknown>): Record<string, unknown> | undefined;
}

/** `dashed`: `-` and seven hex digits; `plain`: eight hex digits; `uuid`: nothing but a UUID. */
export type NameStyle = "dashed" | "plain" | "uuid";

/** A type whose provider makes up this property by appending a suffix to the logical name. */
export function autonamed(
  property: string,
  replacedBy: readonly string[],
  { style = "dashed", maxLength }: { style?: NameStyle; maxLength?: number } = {},
): ResourceType {
  const length = maxLength === undefined ? {} : { maxLength };
  return { autoname: { path: [property], style, ...length }, replacedBy: [property, ...replacedBy] };
}

export type Operation = "create" | "read" | "update" | "delete";

/** One object as the vendor stores it. */
export interface CloudObject {
  readonly account: string;
  readonly type: string;
  /** Logical name of the resource in the program. */
  readonly name: string;
  readonly id: string;
  inputs: Record<string, unknown>;
  state: Record<string, unknown>;
}

/** One request to a vendor, in the order of arrival; `ended` is missing while the vendor has not answered. */
export interface CloudCall {
  readonly operation: Operation;
  readonly account: string;
  readonly type: string;
  /** Logical name of the resource in the program. */
  readonly name: string;
  readonly id: string;
  readonly inputs: Record<string, unknown>;
  readonly started: number;
  ended?: number;
  error?: string;
}

/** What a rule may look at: the caller's account only. */
interface VendorWorld {
  objects(type: string): CloudObject[];
  /** Other calls that the vendor has not answered yet. */
  readonly underWay: readonly CloudCall[];
  /** Whether an object of this type and id was deleted before. */
  readonly wasDeleted: boolean;
}

/** The vendor's refusal of a call, or undefined where this rule has nothing against it. */
export type VendorRule = (call: CloudCall, world: VendorWorld) => string | undefined;
