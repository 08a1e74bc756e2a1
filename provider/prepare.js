// Pulumi runs `npm install` here. A package has the compiled library; a clone of the repository compiles it first.
const { execSync } = require("node:child_process");
const { existsSync } = require("node:fs");
const { resolve } = require("node:path");

const library = resolve(__dirname, "..");
if (!existsSync(`${library}/dist/provider/schema.json`)) {
  for (const command of ["npm ci --ignore-scripts", "npm run build"])
    execSync(command, { cwd: library, stdio: ["ignore", 2, 2] });
}
