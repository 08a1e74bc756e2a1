// Runs programs and source plugins of Node.js for the Pulumi CLI. Pulumi's own host comes with the installed CLI only: it is no Go
// module any more, so a CLI that is built here has none. This one serves the same protocol and starts the same runners of the SDK.
const { spawn } = require("node:child_process");
const { existsSync, readdirSync, readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { join } = require("node:path");
const grpc = require("@grpc/grpc-js");
const services = require("@pulumi/pulumi/proto/language_grpc_pb");
const messages = require("@pulumi/pulumi/proto/language_pb");
const plugins = require("@pulumi/pulumi/proto/plugin_pb");
const { Empty } = require("google-protobuf/google/protobuf/empty_pb");

/** The runner ends with it when the program's user has been told what is wrong. */
const USER_WAS_TOLD = 32;
const NO_SDK = "It looks like the Pulumi SDK has not been installed. Have you run pulumi install?";

const engine = process.argv.slice(2).find((argument) => !argument.startsWith("-"));
const children = new Set();

/** What the program's own SDK starts programs and plugins with; undefined where it has no SDK. */
function runner(directory, name) {
  try {
    return createRequire(join(directory, "package.json")).resolve(`@pulumi/pulumi/cmd/${name}`);
  } catch {
    return undefined;
  }
}

/** Starts Node.js; `done` gets what went wrong, in the words of Pulumi's host, or nothing, and the exit status. */
function startNode(args, options, done) {
  const child = spawn(process.execPath, args, options);
  children.add(child);
  child.once("error", (error) => done(`Problem executing program: ${error.message}`, 1));
  child.once("close", (code, signal) => {
    children.delete(child);
    const how = code === null ? `was ended by ${signal}` : `exited with non-zero exit code: ${code}`;
    done(code === 0 ? "" : `Program ${how}`, code ?? 1);
  });
  return child;
}

function endChildren() {
  for (const child of children) child.kill("SIGINT");
}

/** The modules of a program that stand for a provider, with the version that their resources ask for. */
function requiredPackages(directory) {
  const modules = join(directory, "node_modules");
  if (!existsSync(modules)) return [];
  const names = readdirSync(modules).flatMap((name) =>
    name.startsWith("@") ? readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`) : [name],
  );
  return names.flatMap((name) => {
    const file = join(modules, name, "package.json");
    if (!existsSync(file)) return [];
    const { pulumi, version } = JSON.parse(readFileSync(file, "utf8"));
    if (pulumi?.resource !== true) return [];
    const required = new plugins.PackageDependency();
    required.setName(pulumi.name ?? name.replace("@pulumi/", ""));
    required.setKind("resource");
    required.setVersion(`v${pulumi.version ?? version}`);
    return [required];
  });
}

function runProgram({ request }, callback) {
  const response = new messages.RunResponse();
  const info = request.getInfo();
  const directory = info.getProgramDirectory();
  const run = runner(directory, "run");
  if (run === undefined) {
    response.setError(NO_SDK);
    callback(null, response);
    return;
  }
  const options = info.getOptions()?.toJavaScript() ?? {};
  const flags = {
    monitor: request.getMonitorAddress(),
    engine,
    organization: request.getOrganization(),
    project: request.getProject(),
    "root-directory": info.getRootDirectory(),
    stack: request.getStack(),
    pwd: directory,
    parallel: String(request.getParallel()),
  };
  const args = [
    ...(options.nodeargs?.split(" ") ?? []),
    run,
    ...Object.entries(flags).flatMap(([name, value]) => (value === "" ? [] : [`--${name}`, value])),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    info.getEntryPoint() || ".",
    ...request.getArgsList(),
  ];
  const env = {
    ...process.env,
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().getEntryList())),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    PULUMI_NODEJS_TYPESCRIPT: String(options.typescript !== false),
    ...(options.tsconfig === undefined ? {} : { PULUMI_NODEJS_TSCONFIG_PATH: options.tsconfig }),
  };
  startNode(args, { cwd: request.getPwd(), env, stdio: ["ignore", "inherit", "inherit"] }, (error, status) => {
    response.setBail(status === USER_WAS_TOLD);
    response.setError(status === USER_WAS_TOLD ? "" : error);
    callback(null, response);
  });
}

function runPlugin(call) {
  const { request } = call;
  const directory = request.getInfo().getProgramDirectory();
  const send = (field) => (value) => {
    const response = new messages.RunPluginResponse();
    response[field](value);
    call.write(response);
  };
  const finish = (status) => {
    send("setExitcode")(status);
    call.end();
  };
  const isPolicyPack = request.getKind() === "analyzer";
  const run = runner(directory, isPolicyPack ? "run-policy-pack" : "run-plugin");
  if (run === undefined) {
    send("setStderr")(Buffer.from(`${NO_SDK}\n`));
    finish(1);
    return;
  }
  const variables = request.getEnvList().map((text) => /^([^=]*)=(.*)$/s.exec(text).slice(1));
  const env = { ...process.env, ...Object.fromEntries(variables), PULUMI_NODEJS_TYPESCRIPT: "true" };
  const options = { cwd: request.getPwd(), env, stdio: ["ignore", "pipe", "pipe"] };
  const args = isPolicyPack ? [...request.getArgsList(), directory] : [directory, ...request.getArgsList()];
  const child = startNode([run, ...args], options, (_error, status) => finish(status));
  child.stdout.on("data", (data) => send("setStdout")(new Uint8Array(data)));
  child.stderr.on("data", (data) => send("setStderr")(new Uint8Array(data)));
  call.on("cancelled", () => child.kill());
}

/** An error that is thrown reaches the user as the engine's, with its text. */
const answer = (message) => (call, callback) => {
  try {
    callback(null, message(call.request));
  } catch (error) {
    callback({ code: grpc.status.UNKNOWN, details: error.message });
  }
};
const server = new grpc.Server();
server.addService(services.LanguageRuntimeService, {
  handshake: answer(() => new messages.LanguageHandshakeResponse()),
  getPluginInfo: answer(() => {
    const info = new plugins.PluginInfo();
    info.setVersion(require("@pulumi/pulumi/package.json").version);
    return info;
  }),
  getRequiredPackages: answer((request) => {
    const response = new messages.GetRequiredPackagesResponse();
    response.setPackagesList(requiredPackages(request.getInfo().getProgramDirectory()));
    return response;
  }),
  runtimeOptionsPrompts: answer(() => new messages.RuntimeOptionsResponse()),
  about: answer(() => new messages.AboutResponse()),
  getProgramDependencies: answer(() => new messages.GetProgramDependenciesResponse()),
  // The modules of the tests are linked.
  installDependencies: (call) => call.end(),
  run: runProgram,
  runPlugin,
  cancel: answer(() => {
    endChildren();
    return new Empty();
  }),
});

// An engine that was killed cancels nothing, but its end of this pipe is closed.
process.stdin.resume().once("end", () => {
  endChildren();
  server.forceShutdown();
  process.exit();
});

server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  process.stdout.write(`${port}\n`);
});
