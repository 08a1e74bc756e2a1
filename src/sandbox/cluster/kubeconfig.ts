import { dirname, isAbsolute, resolve } from "node:path";
import { parseDocument } from "yaml";
import { WorkloadIdentityError } from "../../core/errors";
import { show } from "../../core/show";
import type { UncheckedFields } from "../fields";
import { record, records } from "../fields";

/** What stands in a kubeconfig itself, or in a file that it names. */
export type Content = { readonly text: string } | { readonly file: string };

/** A program that gets credentials for a user (client.authentication.k8s.io). */
export interface ExecPlugin {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What the plugin is told of the cluster; absent where it does not ask. */
  readonly clusterInfo?: object;
}

/** How an API server is reached, and as whom. */
export interface ClusterConnection {
  readonly context: string;
  readonly server: string;
  readonly serverName?: string;
  /** Whether the server's certificate is taken unseen. */
  readonly insecure: boolean;
  readonly authority?: Content;
  readonly certificate?: Content;
  readonly key?: Content;
  readonly token?: Content;
  readonly exec?: ExecPlugin;
}

/** A file of the user; several are merged as `KUBECONFIG` merges them: what an earlier one says stays. */
export interface KubeconfigFile {
  readonly path: string;
  readonly text: string;
}

type Kind = "clusters" | "users" | "contexts";
type Entry = { readonly folder: string; readonly fields: UncheckedFields };

/**
 * The connection of a context, the current one by default. Throws `WorkloadIdentityError` (`kubeconfig-unreadable`,
 * `kubeconfig-unsupported`); no error says anything of a credential.
 */
export function connectionOf(files: readonly KubeconfigFile[], asked?: string): ClusterConnection {
  const documents = files.map(({ path, text }) => ({
    path,
    folder: dirname(resolve(path)),
    fields: parsed(path, text),
  }));
  const where = files.map(({ path }) => path).join(", ");
  const find = (kind: Kind, name: string): Entry | undefined => {
    for (const { folder, fields } of documents) {
      const found = records(fields[kind]).find((each) => each.name === name);
      if (found !== undefined) return { folder, fields: record(found[kind.slice(0, -1)]) };
    }
    return undefined;
  };
  const need = (kind: Kind, name: string): Entry => {
    const found = find(kind, name);
    if (found !== undefined) return found;
    const known = documents.flatMap(({ fields }) => records(fields[kind]).map((each) => String(each.name)));
    throw unreadable(`${where} has no ${kind.slice(0, -1)} ${show(name)}; it has ${known.join(", ") || "none"}`);
  };

  const context = asked ?? documents.map(({ fields }) => textOf(fields["current-context"])).find(Boolean);
  if (context === undefined) throw unreadable(`${where} has no current context: name one with --context`);
  const names = need("contexts", context).fields;
  const cluster = need("clusters", textOf(names.cluster) ?? "");
  const user = need("users", textOf(names.user) ?? "");
  refuseUnsupported(where, cluster.fields, user.fields);
  const server = textOf(cluster.fields.server);
  if (server === undefined || !/^https?:\/\//.test(server) || !URL.canParse(server)) {
    throw unreadable(`cluster ${show(names.cluster)} of ${where} has no URL of a server`);
  }
  const authority = contentOf(cluster, "certificate-authority");
  const clusterInfo = {
    server,
    ...fieldsOf(cluster.fields, "tls-server-name", "insecure-skip-tls-verify", "certificate-authority-data"),
  };
  return {
    context,
    server: server.replace(/\/$/, ""),
    ...optional("serverName", textOf(cluster.fields["tls-server-name"])),
    insecure: cluster.fields["insecure-skip-tls-verify"] === true,
    ...optional("authority", authority),
    ...optional("certificate", contentOf(user, "client-certificate")),
    ...optional("key", contentOf(user, "client-key")),
    ...optional("token", tokenOf(user)),
    ...optional("exec", execOf(user, clusterInfo)),
  };
}

function parsed(path: string, text: string): UncheckedFields {
  // A message with the text around the fault would show credentials.
  const document = parseDocument(text, { prettyErrors: false, logLevel: "silent" });
  const [fault] = document.errors;
  if (fault === undefined) return record(document.toJS());
  const line = text.slice(0, fault.pos[0]).split("\n").length;
  throw unreadable(`${path} is no YAML (${fault.code} in line ${line})`);
}

/** Ways to a cluster that are not gone here; each would otherwise end at a wrong place or as somebody else. */
function refuseUnsupported(where: string, cluster: UncheckedFields, user: UncheckedFields): void {
  const fields = [
    ...["proxy-url"].filter((name) => name in cluster),
    ...["auth-provider", "as", "as-uid", "as-groups", "as-user-extra", "username"].filter((name) => name in user),
  ];
  if (fields.length === 0) return;
  throw new WorkloadIdentityError(
    "kubeconfig-unsupported",
    `Cannot use ${where}: ${fields.join(", ")} is not read here; use a token, a client certificate or an exec plugin, and a direct way`,
  );
}

function contentOf({ folder, fields }: Entry, name: string): Content | undefined {
  const data = textOf(fields[`${name}-data`]);
  if (data !== undefined) return { text: Buffer.from(data, "base64").toString() };
  const file = textOf(fields[name]);
  return file === undefined ? undefined : { file: resolve(folder, file) };
}

function tokenOf({ folder, fields }: Entry): Content | undefined {
  // Of both the file is read, as client-go does it.
  const file = textOf(fields.tokenFile);
  if (file !== undefined) return { file: resolve(folder, file) };
  const token = textOf(fields.token);
  return token === undefined ? undefined : { text: token };
}

function execOf({ folder, fields }: Entry, clusterInfo: object): ExecPlugin | undefined {
  const exec = record(fields.exec);
  const command = textOf(exec.command);
  if (command === undefined) return undefined;
  const isPath = /[\\/]/.test(command) && !isAbsolute(command);
  return {
    apiVersion: textOf(exec.apiVersion) ?? "client.authentication.k8s.io/v1",
    command: isPath ? resolve(folder, command) : command,
    args: Array.isArray(exec.args) ? exec.args.map(String) : [],
    env: Object.fromEntries(records(exec.env).map(({ name, value }) => [String(name), String(value)])),
    ...(exec.provideClusterInfo === true ? { clusterInfo } : {}),
  };
}

function fieldsOf(fields: UncheckedFields, ...names: string[]): UncheckedFields {
  return Object.fromEntries(names.filter((name) => name in fields).map((name) => [name, fields[name]]));
}

function optional<K extends string, V>(name: K, value: V | undefined): { readonly [name in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { [name in K]: V });
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function unreadable(why: string): WorkloadIdentityError {
  return new WorkloadIdentityError("kubeconfig-unreadable", `Cannot reach a cluster: ${why}`);
}
