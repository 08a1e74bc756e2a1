// Runs `pulumi up` on a program of the tests in a process that may be killed. Programs are TypeScript: they are
// transpiled as they are loaded, and the library's own name leads to its sources, as in the tests.
const { readFileSync } = require("node:fs");
const Module = require("node:module");
const { resolve } = require("node:path");
const ts = require("typescript");

const library = /^pulumi-workload-identity(\/.*)?$/;
const sources = resolve(__dirname, "../../../src");
const resolveFilename = Module._resolveFilename;
Module._resolveFilename = (request, ...rest) => {
  const match = library.exec(request);
  return resolveFilename.call(Module, match === null ? request : `${sources}${match[1] ?? ""}/index.ts`, ...rest);
};
const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
require.extensions[".ts"] = (module, filename) => {
  const { outputText } = ts.transpileModule(readFileSync(filename, "utf8"), { compilerOptions, fileName: filename });
  module._compile(outputText, filename);
};

process.once("message", async ({ program, stackName, projectName, options }) => {
  const { LocalWorkspace } = require("@pulumi/pulumi/automation");
  const run = require(program.module)[program.export];
  const inline = { stackName, projectName, program: () => run(program.args) };
  const stack = await LocalWorkspace.selectStack(inline, options);
  await stack.up();
  process.disconnect();
});
