import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Clients that take neither proxy nor authority from the environment reach the sandbox all the same, as they are: some of Node.js
 * (`@alicloud/credentials`) bring an agent that knows no proxy, some of Python (`alibabacloud_credentials`) trust the package certifi only.
 */
export function writePreloads(folder: string, caFile: string): Record<string, string> {
  const node = join(folder, "through-proxy.cjs");
  const python = join(folder, "python");
  mkdirSync(python, { recursive: true, mode: 0o700 });
  writeFileSync(node, THROUGH_PROXY);
  writeFileSync(join(python, "sitecustomize.py"), TRUST_SANDBOX.replace("CA_FILE", JSON.stringify(caFile)));
  return { NODE_OPTIONS: `--require=${JSON.stringify(node)}`, PYTHONPATH: python };
}

const THROUGH_PROXY = `const http = require("node:http");
const https = require("node:https");

const proxy = new URL(process.env.HTTPS_PROXY);
const direct = process.env.NO_PROXY.split(",");

for (const { Agent } of [http, https]) {
  const { createConnection } = Agent.prototype;
  Agent.prototype.createConnection = function (options, done) {
    const { host = "localhost", port, socketPath } = options;
    if (socketPath || direct.includes(host)) return createConnection.call(this, options, done);
    const address = (host.includes(":") ? "[" + host + "]" : host) + ":" + port;
    const asked = http.request({
      host: proxy.hostname,
      port: proxy.port,
      method: "CONNECT",
      path: address,
      headers: { host: address },
      agent: false,
    });
    asked.once("error", done);
    asked.once("connect", (response, socket) => {
      if (response.statusCode !== 200) return done(new Error("this sandbox does not stand for " + address));
      done(null, Agent === http.Agent ? socket : createConnection.call(this, { ...options, socket }));
    });
    asked.end();
  };
}
`;

const TRUST_SANDBOX = `try:
    import certifi
except ImportError:
    pass
else:
    certifi.where = lambda: CA_FILE
`;
