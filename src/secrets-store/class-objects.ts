import * as pulumi from "@pulumi/pulumi";
import type { SecretsStoreToken } from "../clouds/secrets-store";
import { proofHooks, provedUnderMocks } from "../component/proof-hook";
import type { Settled } from "../component/settled-value";
import { settled } from "../component/settled-value";
import type { Issue } from "../core/issue";
import { issuesUnder } from "../core/issue";
import type { FederatedWorkload } from "../federated-workload/federated-workload";
import { kubernetesExtensions } from "../kubernetes/sdk";
import type { SecretsStoreMountArgs } from "./args";
import type { StoredMount } from "./checks";
import { askedOn } from "./checks";
import { CLASS_KIND, classSpec } from "./classes";
import type { CsiDriverSpec } from "./csi-driver";
import { checkCsiDriver } from "./csi-driver";
import { registrationOf } from "./tokens";

/** What classes are made of. */
interface ClassesOf {
  readonly args: SecretsStoreMountArgs;
  readonly mounts: readonly StoredMount[];
  readonly workload: FederatedWorkload;
  readonly tokens: pulumi.Output<SecretsStoreToken[]>;
  /** The driver, where it is looked at. */
  readonly driver?: Settled<CsiDriverSpec>;
}

/** A SecretProviderClass for each mount, and their names. None is written that the driver or the trust would leave without secrets. */
export function createClasses(parent: pulumi.ComponentResource, name: string, of: ClassesOf): pulumi.Output<string>[] {
  const { CustomResource } = kubernetesExtensions();
  return of.mounts.map((mount) => {
    const { className, name: mountName } = mount.mount;
    const { spec, check } = provedSpec(mount, of);
    const { metadata } = new CustomResource(
      `${name}-class-${mountName}`,
      {
        ...CLASS_KIND,
        metadata: { ...(className === undefined ? {} : { name: className }), namespace: of.workload.wiring.namespace },
        spec: provedUnderMocks(spec, () => check() ?? []),
      },
      { parent, hooks: proofHooks(`secrets ${mountName} of ${name}`, ["spec"], check) },
    );
    return metadata.name;
  });
}

/** What a class is made of and checked with, once it is known. */
type KnownParts = [object, object, object, object | undefined, SecretsStoreToken[], CsiDriverSpec | undefined];

/** The spec of a class, and the look at what it was made of, once that is known. */
function provedSpec(mount: StoredMount, { args, workload, tokens, driver }: ClassesOf) {
  const { index, store, asked } = mount;
  const wanted = askedOn(args, store) ?? {};
  const identity = (workload as unknown as Record<string, pulumi.Output<object>>)[store.name];
  const parts = [asked, wanted, identity, registrationOf(workload, mount), tokens, driver?.output] as const;
  const known = settled(
    pulumi.output([...parts]).apply((all) => {
      const [own, on, as, registration, requested, found] = all as unknown as KnownParts;
      return { own, on, as, registration, requested, found };
    }),
  );
  const check = (): Issue[] | undefined => {
    const value = known.value();
    if (value === undefined) return undefined;
    const { own, on, registration, requested, found } = value;
    return [
      ...issuesUnder(`mounts[${index}].${store.name}`, store.check(own, on)),
      ...store.checkToken(on, registration === undefined ? {} : { registration }),
      ...(found === undefined ? [] : checkCsiDriver(found, requested)),
    ];
  };
  const spec = known.output.apply(({ own, on, as }) =>
    classSpec(store.provider, store.parameters(own, on, as), mount.mount.syncedSecrets),
  );
  return { spec, check };
}
