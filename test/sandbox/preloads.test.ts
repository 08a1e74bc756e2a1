import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { emptyWiring } from "../../src/core/wiring";
import type { Sandbox, SandboxPod } from "../../src/sandbox";
import { createSandbox } from "../../src/sandbox/sandbox";
import { fakeService } from "./support/fake-service";

const HOST = "token.aws.example";
let sandbox: Sandbox;
let pod: SandboxPod;

beforeAll(async () => {
  sandbox = await createSandbox([fakeService("aws", HOST)], {});
  pod = await sandbox.pod({ namespace: "shop", serviceAccount: "orders", wiring: emptyWiring<string>() });
});
afterAll(() => sandbox.close());

/** What a program of Node.js prints that asks with an agent of its own, as some clients do. */
async function asked(module: "http" | "https", url: string): Promise<string> {
  const program = `
    const client = require("node:${module}");
    const agent = new client.Agent({ keepAlive: true });
    client.get(${JSON.stringify(url)}, { agent }, (response) => response.on("end", () => agent.destroy()).pipe(process.stdout))
      .on("error", (error) => console.log(error.message));
  `;
  const child = spawn(process.execPath, ["-e", program], {
    env: pod.environment,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [printed] = await Promise.all([text(child.stdout), once(child, "exit")]);
  return printed.trim();
}

describe("a client of Node.js that knows no proxy", () => {
  test.each(["http", "https"] as const)("reaches a vendor's host on the sandbox by %s", async (scheme) => {
    expect(JSON.parse(await asked(scheme, `${scheme}://${HOST}/where`))).toMatchObject({
      cloud: "aws",
      origin: `${scheme}://${HOST}`,
    });
  });

  test("reaches no other host", async () => {
    expect(await asked("https", "https://vendor.example/")).toBe("this sandbox does not stand for vendor.example:443");
  });

  test("reaches loopback directly", async () => {
    expect(JSON.parse(await asked("http", `${pod.environment.HTTPS_PROXY}/aws/where`))).toMatchObject({ cloud: "aws" });
  });
});

test("clients of Python find the sandbox's authority where certifi is asked", () => {
  const { PYTHONPATH, SSL_CERT_FILE } = pod.environment;
  expect(readFileSync(`${PYTHONPATH}/sitecustomize.py`, "utf8")).toContain(
    `certifi.where = lambda: ${JSON.stringify(SSL_CERT_FILE)}`,
  );
});
