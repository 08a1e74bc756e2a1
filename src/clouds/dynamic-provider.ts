import type * as pulumi from "@pulumi/pulumi";
import type { Properties } from "./resource-operations";

/** A dynamic provider that remembers the configuration of its stack. */
interface DynamicProvider extends pulumi.dynamic.ResourceProvider {
  config?: pulumi.dynamic.Config;
}

/**
 * A provider of one kind of resource, whose `operations` a published module has. Pulumi stores the text of these functions in the state
 * of each resource and runs them from there, also after this library has changed. So they are constant, and all they do is call that
 * module, which the program needs as a dependency of its own.
 */
export function dynamicProvider(published: string, kind: string): pulumi.dynamic.ResourceProvider {
  const operations = (config: pulumi.dynamic.Config | undefined) => require(published).operations(kind, config);
  const provider: DynamicProvider = {
    async configure(request: pulumi.dynamic.ConfigureRequest) {
      this.config = request.config;
    },
    async check(olds: Properties, news: Properties) {
      return operations(this.config).check(olds, news);
    },
    async diff(id: string, olds: Properties, news: Properties) {
      return operations(this.config).diff(id, olds, news);
    },
    async create(inputs: Properties) {
      return operations(this.config).create(inputs);
    },
    async read(id: string, props: Properties) {
      return operations(this.config).read(id, props);
    },
    async update(id: string, olds: Properties, news: Properties) {
      return operations(this.config).update(id, olds, news);
    },
    async delete(id: string, props: Properties) {
      return operations(this.config).delete(id, props);
    },
  };
  return provider;
}
