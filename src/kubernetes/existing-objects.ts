import { AsyncResource } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import { underMocks } from "../component/fail-late";
import { uniqueHookName } from "../component/proof-hook";

/** An object as the Kubernetes provider returns it; without server-side apply, and on the sandbox, nobody says who wrote it when. */
interface AppliedObject {
  __fieldManager?: string;
  metadata?: {
    namespace?: string;
    name?: string;
    creationTimestamp?: string;
    managedFields?: { manager?: string; time?: string }[];
  };
}

/** Clocks of a cluster and of the machine that deploys may differ by this, in milliseconds. */
const CLOCK_TOLERANCE = 60_000;

/** Whether an object stood there before it was applied now, or `undefined` where its past cannot be told. */
export function existedBefore({ __fieldManager, metadata = {} }: AppliedObject, now: number): boolean | undefined {
  const { creationTimestamp, managedFields = [] } = metadata;
  if (creationTimestamp === undefined || __fieldManager === undefined) return undefined;
  const own = managedFields.find(({ manager }) => manager === __fieldManager);
  // Who applies no field is written down nowhere.
  if (own?.time === undefined) return now - Date.parse(creationTimestamp) > CLOCK_TOLERANCE ? true : undefined;
  // A server writes down first who applies and then that it creates, so that a second may begin in between.
  return Date.parse(own.time) > Date.parse(creationTimestamp);
}

/**
 * Tells the user what an apply that was meant to create or to patch an object has met: Pulumi's provider does either silently. A preview
 * of a creation tells it too where all fields are known, since the API server is asked then. `logicalName` tells objects of a kind apart: the
 * state keeps the hook's name, which does not depend on how many others there are.
 */
export function warnAfterCreation(
  owner: pulumi.Resource,
  kind: string,
  logicalName: string,
  warning: { existed: boolean; text: string },
): pulumi.ResourceHookBinding | undefined {
  if (underMocks()) return undefined;
  const hook = new pulumi.ResourceHook(
    uniqueHookName(`past of ${kind} ${logicalName}`),
    // A hook runs outside of the program's context, where nothing is logged.
    AsyncResource.bind(async ({ newOutputs }: pulumi.ResourceHookArgs) => {
      const object = (newOutputs ?? {}) as AppliedObject;
      if (existedBefore(object, Date.now()) !== warning.existed) return;
      const { namespace, name } = object.metadata ?? {};
      await pulumi.log.warn(`${kind} "${namespace}/${name}" ${warning.text}`, owner);
    }),
    { onDryRun: true },
  );
  return { afterCreate: [hook] };
}
