import * as pulumi from "@pulumi/pulumi";
import type { ConstructResult, Provider } from "@pulumi/pulumi/provider";
import { givenInputs } from "./given-inputs";
import { inputPropertiesError } from "./input-properties-error";

/** Every component as other languages see it; made of the sources when the library is built. */
export interface ComponentPackage {
  /** Pulumi's schema of the package. */
  readonly schema: {
    readonly name: string;
    readonly version: string;
    readonly resources: Readonly<Record<string, { readonly properties?: object }>>;
  };
  /** The class of each component, loaded when one is constructed, by the type that the schema gives it. */
  component(type: string): ComponentClass;
}

type ComponentClass = new (
  name: string,
  args: pulumi.Inputs,
  options: pulumi.ComponentResourceOptions,
) => pulumi.ComponentResource;

/** The provider of this library's components. */
export class WorkloadIdentityProvider implements Provider {
  readonly version: string;
  readonly schema: string;

  /** What this process has constructed, by its URN. */
  private readonly constructed = new Map<string, pulumi.ComponentResource>();

  constructor(private readonly components: ComponentPackage) {
    const { name, version } = components.schema;
    this.version = version;
    this.schema = JSON.stringify(components.schema);
    // An input that refers to another component is that component itself: an engine constructs all of a program in one process.
    const construct = (_name: string, _type: string, urn: string) => this.constructed.get(urn) as pulumi.Resource;
    pulumi.runtime.registerResourceModule(name, "index", { version, construct });
  }

  async construct(
    name: string,
    type: string,
    inputs: pulumi.Inputs,
    options: pulumi.ComponentResourceOptions,
  ): Promise<ConstructResult> {
    const { schema, component } = this.components;
    const definition = schema.resources[type];
    if (definition === undefined) throw new Error(`${schema.name} has no component ${type}`);
    const Component = component(type);
    try {
      const made = new Component(name, givenInputs(inputs) as pulumi.Inputs, options) as pulumi.ComponentResource &
        pulumi.Inputs;
      made.urn.apply((urn) => this.constructed.set(urn, made));
      const outputs = Object.keys(definition.properties ?? {}).map((output) => [output, made[output]]);
      return { urn: made.urn, state: Object.fromEntries(outputs) };
    } catch (error) {
      throw inputPropertiesError(error, inputs);
    }
  }
}
