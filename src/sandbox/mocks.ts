import { asset, runtime } from "@pulumi/pulumi";
import { knownProviders } from "../clouds/simulated/provider-settings";
import { withoutSecretMarks, withSecretMarks } from "../clouds/simulated/secrets";
import type { StackOutputs } from "../clouds/simulated/stack-reference";
import { referencedStack, STACK_REFERENCE } from "../clouds/simulated/stack-reference";
import { fillIn, withoutDefaults } from "./provider/inputs";
import type { SimulatedCloud } from "./provider/simulated-cloud";

/** Mocks for `pulumi.runtime.setMocks` whose resources are deployed onto a simulated cloud: a program runs there without engine or CLI. */
export function mocksOf(cloud: SimulatedCloud, stacks?: StackOutputs): runtime.Mocks {
  const providers = knownProviders();
  return {
    async newResource({ type, name, inputs: given, custom, id, provider }) {
      const inputs = await withTexts(given);
      providers.note({ type, name, inputs: withoutSecretMarks(inputs) });
      if (type === STACK_REFERENCE) return referencedStack(inputs.name, stacks);
      const state = { ...inputs };
      if (custom === false || type.startsWith("pulumi:")) return { id: id || `${name}-id`, state };
      // A resource that the program only reads.
      if (id) return { id, state };
      const filled = fillIn(cloud.typeOf(type), name, {}, withoutSecretMarks(inputs));
      if (filled.failure !== undefined) throw new Error(`${type} "${name}": ${filled.failure.reason}`);
      const made = await cloud.create({
        account: "default",
        type,
        name,
        inputs: withoutDefaults(filled.inputs),
        settings: providers.settingsOf({ type, provider }, runtime.allConfig()),
      });
      return { id: made.id, state: withSecretMarks(made.state, inputs) };
    },
    async call({ token, inputs, provider }) {
      return cloud.invoke(token, inputs, providers.settingsOf({ type: token, provider }, runtime.allConfig()));
    },
  };
}

/** Assets of text as providers get them. */
async function withTexts(inputs: Record<string, unknown>): Promise<Record<string, unknown>> {
  const texts = Object.entries(inputs).map(
    async ([name, value]): Promise<[string, unknown]> => [
      name,
      value instanceof asset.StringAsset ? { text: await value.text } : value,
    ],
  );
  return Object.fromEntries(await Promise.all(texts));
}
