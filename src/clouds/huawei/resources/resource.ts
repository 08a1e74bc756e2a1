import type { ManagedResource } from "../../managed-resource";
import type { HuaweiClient } from "../api/client";
import type { HuaweiConnection } from "../api/settings";

/** Inputs that every resource has. */
export interface HuaweiResourceInputs {
  /** Where the resource lives. The environment's by default. */
  connection?: HuaweiConnection;
}

/** One kind of resource of Huawei Cloud. */
export type HuaweiResource<Inputs extends HuaweiResourceInputs, Outputs extends Inputs = Inputs> = ManagedResource<
  HuaweiClient,
  Inputs,
  Outputs
>;
