/** Settings of a Pulumi provider, such as `region` or `project`. */
export type ProviderSettings = Readonly<Record<string, unknown>>;

/** The providers that a program makes, for mocks: there nobody but the program itself knows their settings. */
export interface KnownProviders {
  /** Takes note of a resource, in case it is a provider. */
  note(resource: { type: string; name: string; inputs: Record<string, unknown> }): void;
  /**
   * The settings of the provider that a resource is made with. `provider` is the engine's reference to it, empty for the default one,
   * whose settings are the program's configuration (`aws:region`).
   */
  settingsOf(
    resource: { type: string; provider?: string | undefined },
    configuration: Record<string, string>,
  ): ProviderSettings;
}

const PROVIDER_TYPE = "pulumi:providers:";
/** `urn:pulumi:<stack>::<project>::<types>::<name>::<id>`, with the types of the parents before the provider's own. */
const REFERENCE = /(?:::|\$)(pulumi:providers:[^:$]+)::(.+)::[^:]*$/;

export function knownProviders(): KnownProviders {
  const known = new Map<string, ProviderSettings>();
  return {
    note({ type, name, inputs }) {
      if (type.startsWith(PROVIDER_TYPE)) known.set(`${type} ${name}`, inputs);
    },
    settingsOf({ type, provider }, configuration) {
      const [, providerType, name] = REFERENCE.exec(provider ?? "") ?? [];
      const explicit = known.get(`${providerType} ${name}`);
      if (explicit !== undefined) return explicit;
      const prefix = `${type.split(":")[0]}:`;
      const own = Object.entries(configuration).filter(([key]) => key.startsWith(prefix));
      return Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value]));
    },
  };
}
