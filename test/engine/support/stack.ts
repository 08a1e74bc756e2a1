import type { ChildProcess } from "node:child_process";
import { execFile, fork } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type {
  Deployment,
  EngineEvent,
  LocalWorkspaceOptions,
  OpMap,
  OutputMap,
  PulumiFn,
  Stack,
  UpResult,
} from "@pulumi/pulumi/automation";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import type { SimulatedResource } from "../../../src/clouds/simulation";
import { kubernetesResources } from "../../../src/kubernetes/simulated";
import { neverConnected, shareNoConnections } from "./connections";
import { killFamily } from "./processes";
import { attachProviders } from "./providers";
import { SimulatedCloud } from "./simulated-cloud";

const projectName = "engine-test";
/** How often a program may start that does not reach its engine. */
const STARTS = 3;

shareNoConnections();

/** What one `pulumi` command did or planned. */
export interface Report {
  /** Number of resources per operation; `same` is left out, so nothing to do is `{}`. */
  changes: OpMap;
  /** What happened to each resource, in the engine's order; `same` is left out. */
  steps: Step[];
  /** Errors and warnings, each under the resource it is shown at. */
  diagnostics: Diagnostic[];
  /** What the program exported; only `up` has it. */
  outputs: OutputMap;
}

export interface FailedReport extends Report {
  /** What the Automation API threw; its message is everything that the CLI printed. */
  failure: Error;
}

export interface Step {
  op: string;
  type: string;
  /** Logical name. */
  name: string;
}

interface Diagnostic {
  severity: string;
  message: string;
  /** Type and logical name of the resource that the message stands under; empty for the stack. */
  type: string;
  name: string;
}

/** A program in a module of its own, for a process that may be killed: the module exports `(args) => Promise<outputs>`. */
export interface ProgramModule {
  module: string;
  export: string;
  args?: unknown;
}

/** A resource as the stack's state holds it. */
export interface StateResource {
  urn: string;
  type: string;
  id?: string;
  parent?: string;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  dependencies?: string[];
  resourceHooks?: Record<string, string[]>;
}

/** What an engine has that others have not. */
export interface EngineOptions {
  /** Variables of the CLI and the plugins that it starts. */
  environment?: Readonly<Record<string, string>>;
  /** The folder that every stack's program finds its modules in. */
  modules?: string;
  /** Packages whose providers are no simulated ones: the engine looks for their plugins among the installed ones and on the PATH. */
  real?: readonly string[];
  /** Folders of plugins that are installed, by the name that Pulumi keeps each under. */
  plugins?: Readonly<Record<string, string>>;
}

/** Runs `use` with a fresh backend and the simulated providers attached; nothing of it is left afterwards. */
export async function withEngine<T>(
  resources: Readonly<Record<string, SimulatedResource>>,
  use: (engine: Engine) => Promise<T>,
  options: EngineOptions = {},
): Promise<T> {
  const cloud = new SimulatedCloud({ ...kubernetesResources, ...resources });
  const directory = mkdtempSync(join(tmpdir(), "pulumi-engine-"));
  const providers = await attachProviders(cloud);
  const attached = providers.debugProviders
    .split(",")
    .filter((entry) => options.real?.includes(entry.split(":")[0]!) !== true)
    .join(",");
  for (const [name, folder] of Object.entries(options.plugins ?? {})) {
    // Pulumi looks into no folder that is a link.
    const installed = join(directory, "home/plugins", name);
    mkdirSync(installed, { recursive: true });
    for (const file of readdirSync(folder)) symlinkSync(join(folder, file), join(installed, file));
  }
  const engine = new Engine(cloud, directory, attached, options);
  try {
    return await use(engine);
  } finally {
    await engine.endProcesses();
    providers.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

export class Engine {
  private readonly children: ChildProcess[] = [];

  constructor(
    /** What the providers created, were asked and shall refuse. */
    readonly cloud: SimulatedCloud,
    private readonly directory: string,
    private readonly debugProviders: string,
    private readonly settings: EngineOptions = {},
  ) {}

  /** A stack of this backend, created on first use. Its name for a StackReference is `organization/engine-test/<name>`. */
  async stack(name = "test"): Promise<EngineStack> {
    const backend = join(this.directory, "backend");
    const workDir = join(this.directory, name);
    for (const directory of [backend, workDir]) mkdirSync(directory, { recursive: true });
    const { environment = {}, modules } = this.settings;
    const linked = join(workDir, "node_modules");
    if (modules !== undefined && !existsSync(linked)) symlinkSync(modules, linked);
    const options: LocalWorkspaceOptions = {
      workDir,
      // Plugins are started in the program's folder; that of an inline program is this process's by default.
      ...(modules === undefined ? {} : { projectSettings: { name: projectName, runtime: "nodejs", main: workDir } }),
      envVars: {
        PULUMI_BACKEND_URL: `file://${backend}`,
        PULUMI_CONFIG_PASSPHRASE: "test",
        PULUMI_DEBUG_PROVIDERS: this.debugProviders,
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        PULUMI_HOME: join(this.directory, "home"),
        PULUMI_SKIP_UPDATE_CHECK: "true",
        ...environment,
      },
    };
    const stack = await LocalWorkspace.createOrSelectStack(
      { stackName: name, projectName, program: async () => {} },
      options,
    );
    return new EngineStack(stack, options, this.children);
  }

  /** Kills what still runs. */
  async endProcesses(): Promise<void> {
    for (const child of this.children) await killFamily(child);
  }
}

export class EngineStack {
  constructor(
    private readonly stack: Stack,
    private readonly options: LocalWorkspaceOptions,
    private readonly children: ChildProcess[],
  ) {}

  preview(program: PulumiFn): Promise<Report> {
    return this.expectSuccess((onEvent) => this.stack.preview({ program, onEvent }));
  }

  up(program: PulumiFn): Promise<Report> {
    return this.expectSuccess((onEvent) => this.stack.up({ program, onEvent }));
  }

  refresh(): Promise<Report> {
    return this.expectSuccess((onEvent) => this.stack.refresh({ onEvent }));
  }

  destroy(): Promise<Report> {
    return this.expectSuccess((onEvent) => this.stack.destroy({ onEvent }));
  }

  /** Runs a preview that must fail; what it showed is in `diagnostics`. */
  failingPreview(program: PulumiFn): Promise<FailedReport> {
    return this.expectFailure((onEvent) => this.stack.preview({ program, onEvent }));
  }

  failingUp(program: PulumiFn): Promise<FailedReport> {
    return this.expectFailure((onEvent) => this.stack.up({ program, onEvent }));
  }

  /** An `up` that must fail and does whatever it still can, so that it shows every resource that is refused. */
  failingWholeUp(program: PulumiFn): Promise<FailedReport> {
    return this.expectFailure((onEvent) => this.stack.up({ program, onEvent, continueOnError: true }));
  }

  failingDestroy(): Promise<FailedReport> {
    return this.expectFailure((onEvent) => this.stack.destroy({ onEvent }));
  }

  /** A `destroy` that must fail and takes away whatever it still can. */
  failingWholeDestroy(): Promise<FailedReport> {
    return this.expectFailure((onEvent) => this.stack.destroy({ onEvent, continueOnError: true }));
  }

  /** Starts an `up` in a process of its own, with the same providers; `kill` ends it and the CLI at once, as a lost machine would. */
  upInChild(program: ProgramModule): { kill(): Promise<void> } {
    const child = fork(join(__dirname, "program-child.cjs"), [], {
      // Its own process group: the CLI dies together with the program.
      detached: true,
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    child.send({ program, stackName: this.stack.name, projectName, options: this.options });
    this.children.push(child);
    return { kill: () => killFamily(child) };
  }

  /** The file that the backend keeps the state in. */
  get checkpoint(): string {
    return join(this.backend, ".pulumi/stacks", projectName, `${this.stack.name}.json`);
  }

  /** The ids that stand in the state by now, also while an `up` goes on. */
  get writtenIds(): string[] {
    const text = existsSync(this.checkpoint) ? readFileSync(this.checkpoint, "utf8") : "";
    if (!isJson(text)) return [];
    const resources: StateResource[] = JSON.parse(text).checkpoint.latest?.resources ?? [];
    return resources.flatMap(({ id }) => id ?? []);
  }

  private get backend(): string {
    return fileURLToPath(this.options.envVars!.PULUMI_BACKEND_URL!);
  }

  /**
   * Takes away the half-written attributes that a kill may leave beside a file of the backend, as the README tells its readers:
   * the checkpoint itself is replaced in one step, so it is whole.
   */
  mendBackend(): void {
    for (const name of readdirSync(this.backend, { recursive: true, encoding: "utf8" })) {
      const file = join(this.backend, name);
      if (name.endsWith(".attrs") && !isJson(readFileSync(file, "utf8"))) rmSync(file);
    }
  }

  /** Takes away what a killed `up` has left: half-written attributes and the lock. */
  cancel(): Promise<void> {
    this.mendBackend();
    return this.stack.cancel();
  }

  /** Hands all resources of a type over to another stack of this backend, each with its children, as `pulumi state move` does. */
  async moveTo(other: EngineStack, type: string): Promise<void> {
    const urns = (await this.resources(type)).map(({ urn }) => urn);
    await this.command("state", "move", "--yes", "--source", this.stack.name, "--dest", other.stack.name, ...urns);
  }

  /** Takes what a vendor has into the state, as the child of a component and without its code, as `pulumi import` does. */
  async takeIn(type: string, name: string, id: string, parent: string): Promise<void> {
    const { urn } = (await this.resources()).find((resource) => resource.urn.endsWith(`::${parent}`))!;
    const place = ["--stack", this.stack.name, "--parent", `parent=${urn}`];
    const quiet = ["--protect=false", "--generate-code=false", "--skip-preview", "--yes"];
    await this.command("import", type, name, id, ...place, ...quiet);
  }

  /** Runs what the Automation API has no word for. */
  private async command(...words: string[]): Promise<void> {
    const { pulumiCommand, workDir, envVars } = this.stack.workspace as LocalWorkspace;
    await promisify(execFile)(pulumiCommand.command, words, { cwd: workDir, env: { ...process.env, ...envVars } });
  }

  /** Sets the configuration of a program, by key. */
  configure(settings: Readonly<Record<string, string>>): Promise<void> {
    const values = Object.entries(settings).map(([key, value]) => [key, { value }]);
    return this.stack.setAllConfig(Object.fromEntries(values));
  }

  /** The whole state, as `pulumi stack export` gives it. */
  exportState(): Promise<Deployment> {
    return this.stack.exportStack();
  }

  /** Takes a state over, as `pulumi stack import` does; the clouds hold none of it. */
  importState(state: Deployment): Promise<void> {
    return this.stack.importStack(state);
  }

  /** Every resource of the stack's state, the stack itself and its providers included. */
  async resources(type?: string): Promise<StateResource[]> {
    const { deployment } = await this.exportState();
    const resources: StateResource[] = deployment.resources ?? [];
    return resources.filter((resource) => type === undefined || resource.type === type);
  }

  private async expectSuccess(run: Run): Promise<Report> {
    const { report, failure } = await this.observe(run);
    if (failure !== undefined) throw failure;
    return report;
  }

  private async expectFailure(run: Run): Promise<FailedReport> {
    const { report, failure } = await this.observe(run);
    if (failure === undefined)
      throw new Error(`expected a failure, but it succeeded with ${JSON.stringify(report.changes)}`);
    return { ...report, failure };
  }

  private async observe(run: Run, starts = STARTS): Promise<{ report: Report; failure?: Error }> {
    const events: EngineEvent[] = [];
    try {
      const result = await run((event) => events.push(event));
      return { report: { ...summarize(events), outputs: (result as Partial<UpResult>).outputs ?? {} } };
    } catch (error) {
      const failure = error as Error;
      // On a busy machine a connection may fail by itself; such a run says nothing about the program.
      if (starts > 1 && neverConnected(failure, events)) return this.observe(run, starts - 1);
      return { report: { ...summarize(events), outputs: {} }, failure };
    }
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

type Run = (onEvent: (event: EngineEvent) => void) => Promise<object>;

function summarize(events: readonly EngineEvent[]): Omit<Report, "outputs"> {
  const { same: _, ...changes } =
    events.flatMap(({ summaryEvent }) => summaryEvent?.resourceChanges ?? []).at(-1) ?? {};
  const steps = events
    .flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata ?? [])
    .filter(({ op }) => op !== "same")
    .map(({ op, urn }) => ({ op, ...shown(urn) }));
  const diagnostics = events
    .flatMap(({ diagnosticEvent }) => diagnosticEvent ?? [])
    .filter(({ severity }) => severity === "error" || severity === "warning")
    .map(({ severity, message, urn }) => ({ severity, message: message.trim(), ...shown(urn ?? "") }));
  return { changes, steps, diagnostics };
}

function shown(urn: string): { type: string; name: string } {
  const [, , types = "", name = ""] = urn.split("::");
  return { type: types.split("$").at(-1)!, name };
}
