import { installCloudMocks, settled } from "../../../src/testing";
import { configureExample, runExample } from "../../support/examples";
import type { ApiServer } from "./kube-apiserver";
import type { KubeObject } from "./kube-client";
import { programResources } from "./program-resources";

/** A Kubernetes object as a program's provider would apply it. */
export interface AppliedObject {
  object: KubeObject;
  /** The provider applies each resource under a field manager of its own. */
  manager: string;
}

/** The Kubernetes objects that a program creates, in its order. */
export async function objectsOf(program: () => Promise<unknown>, project = "project"): Promise<AppliedObject[]> {
  const mocks = await installCloudMocks({ project, stack: "dev", resources: programResources });
  await program();
  await settled();
  return mocks.resources
    .filter(({ type }) => type.startsWith("kubernetes:"))
    .map(({ name, state }) => {
      const { apiVersion, kind, metadata, ...fields } = state as KubeObject;
      // The mocks answer as an API server does; only that may name a uid.
      const { uid: _uid, ...asked } = metadata;
      // The provider appends such a suffix where a program gives no name.
      return {
        manager: name,
        object: { apiVersion, kind, metadata: { name: `${name}-0123abcd`, ...asked }, ...fields },
      };
    });
}

export function exampleObjects(example: string): Promise<AppliedObject[]> {
  return objectsOf(async () => {
    configureExample(example);
    await runExample(example);
  }, example);
}

/** A ServiceAccount that no program of the library wrote. */
export function otherServiceAccount(namespace: string, name: string, fields: object = {}): AppliedObject {
  const metadata = { namespace, name };
  return { manager: "other", object: { apiVersion: "v1", kind: "ServiceAccount", metadata, ...fields } };
}

/** Applies objects for the time of `use`, with the namespaces that they expect to be there. */
export async function withObjects<T>(
  { client }: ApiServer,
  objects: readonly AppliedObject[],
  use: () => Promise<T>,
): Promise<T> {
  const created: KubeObject[] = [];
  const own = objects.flatMap(({ object }) => (object.kind === "Namespace" ? [object.metadata.name] : []));
  const expected = new Set(objects.flatMap(({ object }) => object.metadata.namespace ?? []));
  try {
    for (const name of expected) {
      if (own.includes(name)) continue;
      created.push(await client.create({ apiVersion: "v1", kind: "Namespace", metadata: { name } }));
    }
    for (const { object, manager } of objects) created.push(await client.apply(object, manager));
    return await use();
  } finally {
    for (const namespace of expected)
      await client.call("DELETE", `/api/v1/namespaces/${namespace}/pods?gracePeriodSeconds=0`);
    // An object may have been applied by two managers.
    const left = new Map(created.map((object) => [object.metadata.uid, object]));
    for (const object of [...left.values()].reverse()) await client.delete(object);
  }
}
