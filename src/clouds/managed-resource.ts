import type { Issue } from "../core/issue";

/**
 * One kind of resource that no published Pulumi package has, as plain functions over plain data. Outputs repeat the inputs as the cloud has them, so that comparing both
 * shows what was changed elsewhere.
 */
export interface ManagedResource<Client, Inputs extends object, Outputs extends Inputs = Inputs> {
  /** Every input, by name. */
  readonly inputs: readonly (keyof Inputs & string)[];
  /** Inputs that the cloud cannot change; a new value needs a new resource. */
  readonly replaceOn: readonly (keyof Inputs & string)[];
  /** Inputs that are the resource's name: where they stay, the old resource has to go before the new one comes. */
  readonly name: readonly (keyof Inputs & string)[];
  /** The inputs in the form that the cloud returns them, with defaults filled in. */
  normalize?(inputs: Inputs): Inputs;
  check(inputs: Inputs): Issue[];
  /** Creates the resource, or finds what an interrupted creation left. */
  create(client: Client, inputs: Inputs): Promise<{ id: string; outputs: Outputs }>;
  /** What is left to do once the resource exists; when this fails, the resource is known and the next run goes on from here. */
  complete?(client: Client, id: string, inputs: Inputs): Promise<Outputs>;
  /** The resource as it is, or `undefined` where it is gone. */
  read(client: Client, id: string, outputs: Outputs): Promise<Outputs | undefined>;
  update(client: Client, id: string, olds: Outputs, news: Inputs): Promise<Outputs>;
  /** Deleting what is gone already is no error. */
  delete(client: Client, id: string, outputs: Outputs): Promise<void>;
}
