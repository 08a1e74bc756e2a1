import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import ts from "typescript";

const repository = resolve(__dirname, "../../..");

export interface Finished {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** The command line as a process of its own, with private folders for what it writes. */
export class CommandLine {
  private readonly built: string;
  private readonly folder = mkdtempSync(join(tmpdir(), "cli-test-"));
  private readonly running = new Set<ChildProcessWithoutNullStreams>();

  constructor() {
    // Below the repository, so that packages are found.
    mkdirSync(join(repository, ".cache"), { recursive: true });
    this.built = mkdtempSync(join(repository, ".cache", "cli-test-"));
    compile("cli/main.js", this.built);
    for (const name of ["run", "tmp", "bin"]) mkdirSync(join(this.folder, name), { mode: 0o700 });
  }

  /** A folder on the PATH of what is started. */
  get bin(): string {
    return join(this.folder, "bin");
  }

  /** What starts it from another process. */
  get command(): string[] {
    return [process.execPath, join(this.built, "cli/main.js")];
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** What the command line has left in the folders for temporary files. */
  leftovers(): string[] {
    return ["run", "tmp"].flatMap((name) => readdirSync(join(this.folder, name)));
  }

  start(args: string[], env: Record<string, string> = {}): ChildProcessWithoutNullStreams {
    const [node, ...main] = this.command as [string, string];
    const child = spawn(node, [...main, ...args], {
      cwd: this.folder,
      env: {
        PATH: [this.bin, dirname(process.execPath), "/usr/bin", "/bin"].join(":"),
        HOME: this.folder,
        TMPDIR: join(this.folder, "tmp"),
        XDG_RUNTIME_DIR: join(this.folder, "run"),
        ...env,
      },
    });
    this.running.add(child);
    child.once("exit", () => this.running.delete(child));
    return child;
  }

  async run(args: string[], env: Record<string, string> = {}): Promise<Finished> {
    return finished(this.start(args, env));
  }

  async remove(): Promise<void> {
    for (const child of this.running) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    for (const folder of [this.built, this.folder]) rmSync(folder, { recursive: true, force: true });
  }
}

/** Compiles one file of the library into a folder, and what it loads. */
function compile(file: string, folder: string): void {
  const place = join(folder, file);
  if (existsSync(place)) return;
  const source = join(repository, "src", file.replace(/\.js$/, ".ts"));
  const compilerOptions = { module: ts.ModuleKind.Node16, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
  const { outputText } = ts.transpileModule(readFileSync(source, "utf8"), { compilerOptions, fileName: source });
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, outputText);
  for (const [, loaded] of outputText.matchAll(/(?:require|import)\("(\.[^"]+)"\)/g)) {
    const path = join(dirname(file), loaded!.replace(/\.js$/, ""));
    const isFolder = !existsSync(join(repository, "src", `${path}.ts`));
    compile(isFolder ? join(path, "index.js") : `${path}.js`, folder);
  }
}

export async function finished(child: ChildProcessWithoutNullStreams): Promise<Finished> {
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) child[name].on("data", (text) => (output[name] += text));
  const [status] = (await once(child, "close")) as [number | null];
  return { status, ...output };
}

/** What a process has written until a text stands in it. */
export async function written(child: ChildProcessWithoutNullStreams, text: string): Promise<string> {
  let output = "";
  for await (const [chunk] of on(child)) {
    output += chunk;
    if (output.includes(text)) return output;
  }
  throw new Error(`ended without writing ${JSON.stringify(text)}: ${output}`);
}

async function* on(child: ChildProcessWithoutNullStreams): AsyncGenerator<[string]> {
  // What it wrote before it ended is still to be read.
  while (!child.stdout.readableEnded) {
    const chunk: Buffer | null = child.stdout.read();
    if (chunk === null) await setTimeout(5);
    else yield [chunk.toString()];
  }
}
