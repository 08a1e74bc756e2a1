/** Where in a pod template something stands. */
export type RivalPlace = "env" | "arguments" | "mounts" | "labels" | "annotations" | "nodeSelector" | "spec";

/** Something of a pod that beats its identity: clients take it first, or it keeps the identity from the pod. */
export interface Rival<V = string> {
  place: RivalPlace;
  /**
   * Name of the variable, label or annotation, field of the pod's spec such as `os.name`, folder of a home that something is mounted at, or
   * option of a command line as it is written there.
   */
  name: string;
  /** What becomes of the pod, as the end of a sentence. */
  why: string;
  /** Values with which it is none. */
  unless?: readonly V[];
  /** The only values with which it is one; any by default. */
  only?: readonly string[];
  /** What to do about it where taking it out is no way. */
  instead?: string;
  /** An annotation of the pod without which it is none. */
  beside?: string;
}

/** Where clients of a vendor look for keys that somebody stores. */
export interface StoredKeys {
  /** Variables that hold one. */
  readonly variables: readonly string[];
  /** Variables that name a file, which has one where it is of a Secret. */
  readonly files: readonly string[];
}

/** Variables that beat an identity, each for the same reason. */
export function rivalVariables(why: string, ...names: string[]): Rival<never>[] {
  return rivalsAt("env", why, names);
}

/** Folders of a home whose files beat an identity, each for the same reason. */
export function rivalFolders(why: string, ...names: string[]): Rival<never>[] {
  return rivalsAt("mounts", why, names);
}

/** Options of a command line that beat an identity, each for the same reason; those of Java stand in variables too. */
export function rivalOptions(why: string, ...names: string[]): Rival<never>[] {
  return rivalsAt("arguments", why, names);
}

function rivalsAt(place: RivalPlace, why: string, names: readonly string[]): Rival<never>[] {
  return names.map((name) => ({ place, name, why }));
}

/** Whether a plain value counts: no client takes an empty one for a credential. */
export function counts(value: unknown, { only }: Pick<Rival, "only">): boolean {
  if (value === undefined || value === null || value === "" || value === false) return false;
  return only === undefined || only.includes(value as string);
}

/** Whether something is mounted at a folder of a home, or at a file in it. */
export function isMountedAt(folder: string, mountPath: unknown): boolean {
  return `${String(mountPath).replaceAll("\\", "/")}/`.includes(`/${folder}/`);
}

/** The value that a command line gives to an option, or to a variable as shells do; true where it stands apart. */
export function givenBy(commandLine: string, name: string): string | true | undefined {
  // Few command lines have any of many names.
  if (!commandLine.includes(name)) return undefined;
  for (const word of commandLine.replace(/["'`]/g, "").split(/[\s;&|()]+/)) {
    if (word === name) return true;
    if (word.startsWith(`${name}=`)) return word.slice(name.length + 1);
  }
  return undefined;
}
