import type * as pulumi from "@pulumi/pulumi";

type Properties = Record<string, unknown>;

/** A dynamic provider that remembers the configuration of its stack. */
interface DynamicProvider extends pulumi.dynamic.ResourceProvider {
  config?: pulumi.dynamic.Config;
}

/**
 * A dynamic provider that does what `operations` returns for the configuration of its stack. Pulumi stores the text of these functions,
 * and of `operations`, in the state of each resource and runs them from there, also after this library has changed. So they are
 * constant: all that `operations` may do is call a published module, which the program needs as a dependency of its own.
 */
export function dynamicProvider(
  operations: (config: pulumi.dynamic.Config | undefined) => pulumi.dynamic.ResourceProvider,
): pulumi.dynamic.ResourceProvider {
  return {
    async configure(request: pulumi.dynamic.ConfigureRequest) {
      this.config = request.config;
    },
    async check(olds: Properties, news: Properties) {
      return operations(this.config).check!(olds, news);
    },
    async diff(id: string, olds: Properties, news: Properties) {
      return operations(this.config).diff!(id, olds, news);
    },
    async create(inputs: Properties) {
      return operations(this.config).create(inputs);
    },
    async read(id: string, props: Properties) {
      return operations(this.config).read!(id, props);
    },
    async update(id: string, olds: Properties, news: Properties) {
      return operations(this.config).update!(id, olds, news);
    },
    async delete(id: string, props: Properties) {
      return operations(this.config).delete!(id, props);
    },
  } satisfies DynamicProvider;
}
