import type { HuaweiRuntime } from "../../../../src/clouds/huawei/api/client";
import type { HuaweiOperations, HuaweiProperties, HuaweiResourceKind } from "../../../../src/clouds/huawei/resources";
import { huaweiOperations } from "../../../../src/clouds/huawei/resources";
import { TEST_KEY } from "./iam-server";

/** A world without waiting: pauses are written down instead. */
export function testRuntime(settings: Partial<HuaweiRuntime> = {}): HuaweiRuntime & { pauses: number[] } {
  const pauses: number[] = [];
  return {
    config: () => undefined,
    env: (name) => ({ HUAWEICLOUD_SDK_AK: TEST_KEY.accessKey, HUAWEICLOUD_SDK_SK: TEST_KEY.secretKey })[name],
    fetch,
    now: () => new Date(),
    sleep: async (milliseconds) => {
      pauses.push(milliseconds);
    },
    random: () => 1,
    timeout: 5000,
    ...settings,
    pauses,
  };
}

/** A resource the way Pulumi's engine uses it: inputs are checked first, state is what came out last. */
export class Engine {
  readonly operations: HuaweiOperations;

  constructor(kind: HuaweiResourceKind, settings: Partial<HuaweiRuntime> = {}) {
    this.operations = huaweiOperations(kind, undefined, testRuntime(settings));
  }

  async inputs(properties: object): Promise<HuaweiProperties> {
    const { inputs, failures } = await this.operations.check({}, properties as HuaweiProperties);
    if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("\n"));
    return inputs;
  }

  async create(properties: object): Promise<{ id: string; state: HuaweiProperties }> {
    const { id, outs } = await this.operations.create(await this.inputs(properties));
    return { id, state: outs };
  }

  /** What `up` does to a resource that exists: nothing, an update, or a replacement (which the test asks for itself). */
  async up(
    id: string,
    state: HuaweiProperties,
    properties: object,
  ): Promise<{ did: "nothing" | "update" | "replace"; state: HuaweiProperties }> {
    const inputs = await this.inputs(properties);
    const { changes, replaces } = await this.operations.diff(id, state, inputs);
    if (!changes) return { did: "nothing", state };
    if (replaces.length > 0) return { did: "replace", state };
    return { did: "update", state: (await this.operations.update(id, state, inputs)).outs };
  }

  /** The state after a refresh, or `undefined` where the resource is gone. */
  async refresh(id: string, state: HuaweiProperties): Promise<HuaweiProperties | undefined> {
    const { id: found, props } = await this.operations.read(id, state);
    return found === "" ? undefined : props;
  }
}
