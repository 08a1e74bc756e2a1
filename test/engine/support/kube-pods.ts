import { VOLUME_NAME } from "../../../src/kubernetes";
import type { ApiServer } from "./kube-apiserver";
import type { StoredObject } from "./kube-client";
import type { AppliedObject } from "./kube-objects";

export interface Pod extends StoredObject {
  spec: PodSpec;
}

/** What the pods of a Deployment are made of. */
export interface PodTemplate {
  metadata: { labels?: Record<string, string>; annotations?: Record<string, string> };
  spec: PodSpec;
}

interface PodSpec {
  serviceAccountName: string;
  containers: Container[];
  volumes?: Volume[];
}

interface Container {
  name: string;
  image: string;
  env?: { name: string; value?: string }[];
  volumeMounts?: { name: string; mountPath: string }[];
}

interface Volume {
  name: string;
  projected?: { sources: { serviceAccountToken?: TokenSource }[] };
}

export interface TokenSource {
  audience: string;
  expirationSeconds: number;
  path: string;
}

/** The tokens that the library's volume asks for. */
export function tokenSources({ spec }: { spec: PodSpec }): TokenSource[] {
  const sources = spec.volumes?.find(({ name }) => name === VOLUME_NAME)?.projected?.sources ?? [];
  return sources.flatMap(({ serviceAccountToken }) => serviceAccountToken ?? []);
}

/** What the API server answers to a kubelet that asks for a token of a volume; it is bound to the pod where one is given. */
export async function requestToken(
  { client }: ApiServer,
  { namespace, serviceAccount }: { namespace: string; serviceAccount: string },
  { audience, expirationSeconds = 3600 }: Partial<TokenSource>,
  pod?: Pod,
): Promise<string> {
  const boundObjectRef = pod && { apiVersion: "v1", kind: "Pod", name: pod.metadata.name, uid: pod.metadata.uid };
  const { status } = await client.call<{ status: { token: string } }>(
    "POST",
    `/api/v1/namespaces/${namespace}/serviceaccounts/${serviceAccount}/token`,
    { spec: { audiences: [audience], expirationSeconds, boundObjectRef } },
  );
  return status.token;
}

/** The Deployments among some objects: where they are, and their pods' template. */
export function deploymentsOf(objects: readonly AppliedObject[]): { namespace: string; template: PodTemplate }[] {
  return objects
    .filter(({ object }) => object.kind === "Deployment")
    .map(({ object: { metadata, spec } }) => ({
      namespace: metadata.namespace ?? "default",
      template: (spec as { template: PodTemplate }).template,
    }));
}

/** A pod as the controller of its template creates it, on a node where one is named; nothing runs it. */
export async function createPod(
  { client }: ApiServer,
  { metadata, spec }: PodTemplate,
  at: { namespace: string; nodeName?: string },
): Promise<Pod> {
  const { namespace, nodeName } = at;
  const pod: StoredObject = await client.create({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { ...metadata, generateName: "pod-", namespace },
    spec: { ...spec, nodeName },
  });
  return pod as Pod;
}
