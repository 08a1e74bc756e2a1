import { componentsOf } from "../clouds/components";
import type { NamedMount, SecretsStore } from "../clouds/secrets-store";
import { SECRETS_STORES, secretsStore } from "../clouds/secrets-stores";
import { checkSdks } from "../component/load-sdk";
import { checkShape, unknownArguments } from "../core/argument-shape";
import { checkForm } from "../core/form";
import type { Issue } from "../core/issue";
import { distinctIssues, issue, issuesBeside, issuesUnder } from "../core/issue";
import { isLater } from "../core/known";
import { show } from "../core/show";
import { DEFAULT_MOUNT_PATH } from "../core/wiring";
import type { FederatedWorkloadArgs } from "../federated-workload/args";
import { checkWorkload } from "../federated-workload/checks";
import { planIssuers } from "../federated-workload/issuers";
import { DEFAULT_TOKEN_PATH } from "../kubernetes/limits";
import { checkObjectName } from "../kubernetes/object-name";
import { kubernetesExtensions } from "../kubernetes/sdk";
import type { SecretsMount, SecretsStoreMountArgs, SyncedSecret } from "./args";
import { readSecretsStoreMountArgs } from "./shape";

const checkMountName = checkForm(
  "secrets-mount-name-invalid",
  "mount name",
  /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/,
  "1 to 40 of a-z 0-9 -, with a letter or digit at both ends",
);
const checkMountPath = checkForm(
  "mount-path-invalid",
  "mount path",
  /^(\/(?!\.\.?(\/|$))[^/:\s]+)+$/,
  'an absolute path without ":" and without "/" at its end',
);

/** A mount with the cloud that its secrets are of. */
export interface StoredMount {
  readonly index: number;
  readonly mount: SecretsMount;
  readonly store: SecretsStore;
  /** What is mounted. */
  readonly asked: object;
}

/** Every fault of a workload that mounts secrets, as far as it can be seen before anything is created. */
export function checkSecretsStoreMount(name: string, args: SecretsStoreMountArgs): Issue[] {
  const misshapen = checkShape(readSecretsStoreMountArgs, args);
  if (misshapen.length > 0) return [...unknownArguments(readSecretsStoreMountArgs, args), ...misshapen];
  const mounts = storedMounts(args);
  const workload = workloadOf(args);
  const clouds = componentsOf(workload);
  // The workload knows no argument of mounts, and would name none of them for one that is misspelt.
  const unknown = unknownArguments(readSecretsStoreMountArgs, args);
  return distinctIssues([
    ...unknown,
    ...checkMounts(args),
    ...mounts.flatMap(({ index, store, asked }) => checkMount(args, index, store, asked)),
    ...[...new Set(mounts.map(({ store }) => store))].flatMap((store) => [
      ...checkTokens(args, store),
      ...(store.checkGrants?.(askedOn(args, store) ?? {}, mountsOf(store, mounts)) ?? []),
    ]),
    ...issuesBeside(unknown, checkWorkload(name, workload, clouds, planIssuers(workload, clouds))),
    ...checkSdks({ mounts: kubernetesExtensions }),
  ]);
}

/** The mounts that name one cloud, in their order. */
export function storedMounts({ mounts }: SecretsStoreMountArgs): StoredMount[] {
  return mounts.flatMap((mount, index) => {
    const [argument, second] = cloudsOf(mount);
    if (argument === undefined || second !== undefined) return [];
    const asked = (mount as unknown as Record<string, object>)[argument]!;
    return [{ index, mount, store: secretsStore(argument), asked }];
  });
}

/** The mounts of one cloud, as it reads them. */
export function mountsOf(store: SecretsStore, mounts: readonly StoredMount[]): NamedMount[] {
  return mounts.filter((each) => each.store === store).map(({ mount, asked }) => ({ name: mount.name, mount: asked }));
}

/** The arguments of the workload, without what is mounted. */
export function workloadOf({ mounts: _, csiDriver: __, ...workload }: SecretsStoreMountArgs): FederatedWorkloadArgs {
  return workload;
}

/** What a workload asks for on a cloud. */
export function askedOn(workload: FederatedWorkloadArgs, { name }: SecretsStore): object | undefined {
  return (workload as unknown as Record<string, object | undefined>)[name];
}

function cloudsOf(mount: SecretsMount): string[] {
  return SECRETS_STORES.filter((argument) => (mount as unknown as Record<string, unknown>)[argument] !== undefined);
}

function checkMounts({ mounts, kubernetes = {} }: SecretsStoreMountArgs): Issue[] {
  if (mounts.length === 0)
    return [issue("secrets-mounts-missing", "mounts", "Cannot mount nothing: use FederatedWorkload, or name a mount")];
  const secrets = new Set<string>();
  return mounts.flatMap((mount, index) => {
    const { name, mountPath, className, syncedSecrets = [] } = mount;
    const earlier = mounts.slice(0, index);
    const [cloud, second] = cloudsOf(mount);
    return issuesUnder(`mounts[${index}]`, [
      ...checkMountName(name, "name"),
      ...(earlier.some((other) => other.name === name)
        ? [
            issue(
              "secrets-mount-name-taken",
              "name",
              `Cannot name two mounts ${show(name)}: give each a name of its own`,
            ),
          ]
        : []),
      ...checkMountPath(mountPath, "mountPath"),
      ...[...earlier.map((other) => other.mountPath), kubernetes.mountPath ?? DEFAULT_MOUNT_PATH, DEFAULT_TOKEN_PATH]
        .filter((other) => overlap(mountPath, other))
        .map((other) => pathTaken(mountPath, other)),
      ...(className === undefined ? [] : checkObjectName(className, "className")),
      ...(className !== undefined && earlier.some((other) => other.className === className)
        ? [
            issue(
              "secrets-class-taken",
              "className",
              `Cannot write SecretProviderClass ${show(className)} twice: give the new mount another className`,
            ),
          ]
        : []),
      ...(cloud !== undefined && second === undefined ? [] : [cloudCount(cloud, second)]),
      ...syncedSecrets.flatMap((secret, at) => issuesUnder(`syncedSecrets[${at}]`, checkSynced(secret, secrets))),
    ]);
  });
}

/** One below the other would hide files, or be hidden. */
function overlap(one: string, other: string): boolean {
  return `${one}/`.startsWith(`${other}/`) || `${other}/`.startsWith(`${one}/`);
}

function pathTaken(mountPath: string, other: string): Issue {
  const fault = `Cannot mount secrets at ${show(mountPath)}: another mount is at ${show(other)}; choose a path that is not within it nor around it`;
  return issue("secrets-mount-path-taken", "mountPath", fault);
}

function cloudCount(cloud: string | undefined, second: string | undefined): Issue {
  const given = cloud === undefined ? "no cloud is given" : `${cloud} and ${second} are`;
  const fault = `Cannot mount secrets: ${given}, and a mount is of one cloud; give exactly one of ${SECRETS_STORES.join(", ")}`;
  return issue("secrets-mount-cloud-count", second ?? "", fault);
}

/** The keys without which an API server takes no Secret of a type (Kubernetes, "Types of Secret", 2026-11). */
const KEYS_OF_TYPE: Readonly<Record<string, readonly string[]>> = {
  "kubernetes.io/tls": ["tls.crt", "tls.key"],
  "kubernetes.io/ssh-auth": ["ssh-privatekey"],
  "kubernetes.io/dockercfg": [".dockercfg"],
  "kubernetes.io/dockerconfigjson": [".dockerconfigjson"],
};

function checkSynced({ name, type = "Opaque", files }: SyncedSecret, written: Set<string>): Issue[] {
  const isTwice = written.size === written.add(name).size;
  return [
    ...checkObjectName(name, "name"),
    ...(isTwice ? [issue("synced-secret-twice", "name", `Cannot write Secret ${show(name)} twice: remove one`)] : []),
    ...(Object.keys(files).length === 0
      ? [issue("synced-secret-empty", "files", "Cannot write a Secret with nothing in it: name a file")]
      : []),
    ...(KEYS_OF_TYPE[type] ?? [])
      .filter((key) => !Object.hasOwn(files, key))
      .map((key) =>
        issue(
          "synced-secret-key-missing",
          "files",
          `Cannot write a Secret of type ${show(type)} without ${show(key)}: name its file, or use another type`,
        ),
      ),
    ...Object.keys(files)
      .filter((key) => !/^[-._a-zA-Z0-9]{1,253}$/.test(key))
      .map((key) =>
        issue(
          "synced-secret-key-invalid",
          `files[${show(key)}]`,
          `Cannot use key ${show(key)}: expected letters, digits, "-", "_" or "."`,
        ),
      ),
  ];
}

function checkMount(args: SecretsStoreMountArgs, index: number, store: SecretsStore, asked: object): Issue[] {
  const workload = askedOn(args, store);
  const path = `mounts[${index}]`;
  if (workload === undefined) {
    const fault = `Cannot mount secrets of ${store.name}: the workload has no identity there; set ${store.name}`;
    return [issue("secrets-mount-identity-missing", `${path}.${store.name}`, fault)];
  }
  const files = store.files(asked);
  const repeated = files.find((file, at) => files.indexOf(file) !== at);
  const { syncedSecrets = [] } = args.mounts[index]!;
  return issuesUnder(path, [
    ...issuesUnder(store.name, [
      ...store.check(asked, workload),
      ...(files.length === 0 ? [issue("secrets-mount-empty", "objects", "Cannot mount nothing: name an object")] : []),
      ...(repeated === undefined
        ? []
        : [
            issue("secrets-store-file-taken", "objects", `Cannot write file ${show(repeated)} twice: set another file`),
          ]),
    ]),
    ...syncedSecrets.flatMap((secret, at) =>
      Object.entries(secret.files)
        .filter(([, file]) => !files.includes(file))
        .map(([key, file]) =>
          issue(
            "synced-secret-file-unknown",
            `syncedSecrets[${at}].files.${key}`,
            `Cannot copy file ${show(file)}: the mount has ${files.map(show).join(", ")}`,
          ),
        ),
    ),
  ]);
}

/** The audience that the provider takes, against what is plain of the trust. */
function checkTokens(args: SecretsStoreMountArgs, store: SecretsStore): Issue[] {
  const workload = askedOn(args, store);
  const issuer = args.issuer as unknown as Record<string, object | undefined> | undefined;
  const entry = issuer === undefined || isLater(issuer) ? undefined : issuer[store.name];
  const settings = (args.registrations as Record<string, { audience?: string } | undefined> | undefined)?.[store.name];
  return workload === undefined
    ? []
    : store.checkToken(workload, {
        ...(entry === undefined || isLater(entry) ? {} : { registration: entry }),
        ...(settings === undefined ? {} : { settings }),
      });
}
