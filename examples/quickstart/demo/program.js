// Loads the quickstart's TypeScript as it stands, without a build of its own.
const { readFileSync } = require("node:fs");
const typescript = require("typescript");

require.extensions[".ts"] = (module, file) => {
  const options = { module: typescript.ModuleKind.CommonJS, target: typescript.ScriptTarget.ES2022 };
  module._compile(
    typescript.transpileModule(readFileSync(file, "utf8"), { compilerOptions: options }).outputText,
    file,
  );
};

/** Runs the program in whatever Pulumi runtime is set up, and returns its exports. */
function runProgram() {
  delete require.cache[require.resolve("../index.ts")];
  return require("../index.ts");
}

module.exports = { runProgram };
