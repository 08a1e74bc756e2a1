/** The components for programs in other languages (Python, Go, .NET, YAML): `pulumi package add` of this folder. */
import { InputPropertiesError } from "@pulumi/pulumi";
import { main } from "@pulumi/pulumi/provider";
import { ComponentProvider } from "@pulumi/pulumi/provider/experimental";
import { ClusterFederation, FederatedWorkload, FederationError } from "../src";
import { ServiceAccountIssuer } from "../src/issuer";
import { OpenShiftIdentities } from "../src/openshift";

/** What the provider constructs. */
const components = [ClusterFederation, FederatedWorkload, OpenShiftIdentities, ServiceAccountIssuer];

/** Faults of arguments as every language shows them: with the path of each input. */
export function inputPropertiesError(error: unknown): unknown {
  if (!(error instanceof FederationError)) return error;
  const errors = error.issues.map(({ code, path, message }) => ({
    propertyPath: path,
    reason: `${message} [${code}]`,
  }));
  return new InputPropertiesError({ message: "Cannot federate", errors });
}

/** The provider of this library's components. */
export class WorkloadIdentityProvider extends ComponentProvider {
  constructor() {
    super({ name: "pulumi-workload-identity", dirname: __dirname, components });
  }

  override async construct(...args: Parameters<ComponentProvider["construct"]>) {
    try {
      return await super.construct(...args);
    } catch (error) {
      throw inputPropertiesError(error);
    }
  }
}

if (require.main === module) main(new WorkloadIdentityProvider(), process.argv.slice(2));
