import { spawnSync } from "node:child_process";
import {
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";

const goModule = resolve(__dirname, "pulumi-cli");
const cache = resolve(__dirname, "../../../.cache/pulumi-cli");

/** The CLI that is built here, and the oldest one that is accepted on PATH: the sdk and the CLI share one version. */
export const cliVersion = /pulumi\/sdk\/v3 v([\d.]+)/.exec(readFileSync(join(goModule, "go.mod"), "utf8"))?.[1] ?? "";

const languageHost = resolve(__dirname, "node-language-host.cjs");

/** A Pulumi CLI for one run of the tests, with what runs Node.js programs. */
export interface PulumiCli {
  readonly directory: string;
  /** Takes away what was laid there for this run alone. */
  remove(): void;
}

/** One on PATH that serves, one built before, or one built now (minutes the first time, Go needed). */
export function openPulumiCli(): PulumiCli {
  const onPath = cliOnPath();
  if (onPath !== undefined) return { directory: onPath, remove() {} };

  const built = join(cache, cliVersion);
  if (versionOf(built) !== cliVersion) build(built);
  const directory = mkdtempSync(join(tmpdir(), "pulumi-cli-"));
  // The CLI looks for its language hosts beside itself, behind links too. That of this checkout is not laid into the
  // cache, which other checkouts may share.
  copyFileSync(join(built, "pulumi"), join(directory, "pulumi"), constants.COPYFILE_FICLONE);
  const launcher = `#!/bin/sh\nexec "${process.execPath}" "${languageHost}" "$@"\n`;
  writeFileSync(join(directory, "pulumi-language-nodejs"), launcher, { mode: 0o755 });
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

/** The folder of the first CLI on PATH, where it serves. */
export function cliOnPath(): string | undefined {
  const found = process.env.PATH?.split(delimiter).find((directory) => existsSync(join(directory, "pulumi")));
  return found !== undefined && serves(versionOf(found)) ? found : undefined;
}

/** Whether a CLI of this version has what the tests use. */
export function serves(version: string | undefined): boolean {
  if (version === undefined) return false;
  const [found, needed] = [version, cliVersion].map((text) => text.split(".").map(Number.parseFloat));
  const differing = found!.findIndex((part, index) => part !== needed![index]);
  return differing === -1 || found![differing]! > needed![differing]!;
}

function versionOf(directory: string): string | undefined {
  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const { status, stdout } = spawnSync(join(directory, "pulumi"), ["version"], { encoding: "utf8", env });
  return status === 0 ? stdout.trim().replace(/^v/, "") : undefined;
}

function build(directory: string): void {
  const pkg = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
  const flags = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${cliVersion}`;
  // Built beside its place and moved there, so that an interrupted build never looks like a finished one.
  const unfinished = join(directory, `pulumi.${process.pid}`);
  mkdirSync(directory, { recursive: true });
  process.stderr.write(`Building the Pulumi CLI ${cliVersion} into ${directory} (some minutes, once) ...\n`);
  const { error, status } = spawnSync("go", ["build", "-ldflags", flags, "-o", unfinished, pkg], {
    cwd: goModule,
    stdio: ["ignore", 2, 2],
  });
  if (error !== undefined || status !== 0) {
    const reason =
      error === undefined ? `"go build" ended with status ${status}` : `Go cannot be run: ${error.message}`;
    throw new Error(
      `The engine tests need a Pulumi CLI of version ${cliVersion} or later. None is on PATH and none could be built: ${reason}. ` +
        "Install Pulumi (https://www.pulumi.com/docs/install/) or Go (https://go.dev/dl/) and run the tests again.",
    );
  }
  renameSync(unfinished, join(directory, "pulumi"));
}
