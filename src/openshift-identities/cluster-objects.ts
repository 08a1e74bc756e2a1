import type * as pulumi from "@pulumi/pulumi";
import type { OpenShiftCloud, PlannedIdentity } from "../clouds/openshift-cloud";
import { proofHooks } from "../component/proof-hook";
import { settled } from "../component/settled-value";
import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { show } from "../core/show";
import { kubernetesCore, kubernetesExtensions } from "../kubernetes/sdk";
import { authenticationManifest, operatorSecret } from "../openshift/manifests";
import type { OpenShiftKubernetesArgs } from "./args";

/** What the objects say. */
interface ObjectsOf {
  readonly cloud: OpenShiftCloud;
  readonly issuer: pulumi.Input<string>;
  readonly created: readonly { planned: PlannedIdentity; identity: pulumi.Output<object> }[];
  readonly place: pulumi.Output<object>;
}

/** The object that says how the cluster's own operator treats CredentialsRequests. */
const CREDENTIALS = { apiVersion: "operator.openshift.io/v1", kind: "CloudCredential" };

interface Mode {
  credentialsMode?: string;
}

/** Writes what a running cluster needs: Secrets, and on request the issuer that its API server signs as. */
export function createClusterObjects(
  parent: pulumi.ComponentResource,
  name: string,
  { secrets = true, authentication = false }: OpenShiftKubernetesArgs,
  of: ObjectsOf,
): void {
  if (secrets) createSecrets(parent, name, of);
  if (!authentication) return;
  const { CustomResourcePatch } = kubernetesExtensions();
  const { apiVersion, kind, metadata } = authenticationManifest("");
  // The cluster has one already, with settings of others in it.
  new CustomResourcePatch(
    `${name}-authentication`,
    { apiVersion, kind, metadata, spec: { serviceAccountIssuer: of.issuer } },
    { parent, retainOnDelete: true },
  );
}

function createSecrets(parent: pulumi.ComponentResource, name: string, { cloud, created, place }: ObjectsOf): void {
  const { CustomResource } = kubernetesExtensions();
  const { Secret } = kubernetesCore();
  // It is read and not made: `spec` is named so that there is an output of it.
  const read = { ...CREDENTIALS, metadata: { name: "cluster" }, spec: {} };
  const found = new CustomResource(`${name}-cloud-credential`, read, { parent, id: "cluster" });
  const mode = settled((found as unknown as { spec: pulumi.Output<Mode> }).spec);
  for (const { planned, identity } of created) {
    const { request } = planned;
    const field = cloud.secretField ?? "stringData";
    // The Secret waits for the mode, so that the hook can say something of it.
    const secret = identity.apply((known) =>
      place.apply((at) => mode.output.apply(() => operatorSecret(cloud, request, known, at))),
    );
    new Secret(
      `${name}-${request.name}-secret`,
      {
        metadata: { name: request.secret.name, namespace: request.secret.namespace },
        type: "Opaque",
        [field]: secret.apply((written) => written[field] ?? {}),
      },
      {
        parent,
        hooks: proofHooks(`secret of ${name} for ${request.name}`, ["metadata"], () => checkMode(mode.value())),
      },
    );
  }
}

/** In another mode the cluster's own operator makes these Secrets, and would write them over. */
function checkMode(spec: Mode | undefined): Issue[] | undefined {
  if (spec === undefined) return undefined;
  const { credentialsMode = "" } = spec;
  if (credentialsMode === "Manual") return [];
  const message = `Cannot write the Secrets of a cluster in credentials mode ${show(credentialsMode)}: its operator makes them itself; migrate the cluster to "Manual" first, or leave kubernetes.secrets out`;
  return [issue("openshift-credentials-mode", "kubernetes.secrets", message)];
}
