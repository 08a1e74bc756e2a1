import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startSandbox } from "../../src/sandbox";
import { settled } from "../../src/testing";
import { configureExample, runExample } from "../support/examples";
import { CommandLine, finished, written } from "./support/command-line";

let cli: CommandLine;

beforeAll(async () => {
  cli = new CommandLine();
  const sandbox = await startSandbox();
  await pulumi.runtime.setMocks(sandbox.mocks(), "quickstart", "test", false);
  configureExample("quickstart");
  await runExample("quickstart");
  await settled();
  writeFileSync(cli.path("state.json"), JSON.stringify(sandbox.state.snapshot()));
  await sandbox.close();
  writeFileSync(`${cli.bin}/pulumi`, "#!/bin/sh\nenv\n", { mode: 0o755 });
});
afterAll(() => cli.remove());
afterEach(() => expect(cli.leftovers()).toEqual([]));

const show = (expression: string) => ["--", "node", "-e", `console.log(JSON.stringify(${expression}))`];

/** Returns once the sandbox has seen that the command is over, and has taken the pod away. */
async function gone(path: string): Promise<void> {
  while (existsSync(path)) await setTimeout(10);
}

async function withSandbox(use: () => Promise<void>, args = ["--state", cli.path("state.json")]): Promise<void> {
  const running = cli.start(["sandbox", "--json", ...args]);
  await written(running, '"kind":"started"');
  try {
    await use();
  } finally {
    running.kill("SIGINT");
    expect(await finished(running)).toMatchObject({ status: 0, stderr: "" });
  }
}

describe("a running sandbox", () => {
  test("shows its state, mints tokens and runs commands as pods", async () => {
    await withSandbox(async () => {
      const state = await cli.run(["sandbox", "state"]);
      expect(state.stdout).toMatch(/^Issuers\n {2}https:\/\/oidc\.eks/);
      expect(state.stdout).toContain("aws:iam/role:Role");
      const json = JSON.parse((await cli.run(["sandbox", "state", "--json"])).stdout);
      expect(json).toEqual(JSON.parse(readFileSync(cli.path("state.json"), "utf8")));

      const token = await cli.run(["sandbox", "token", "shop/other", "--audience", "a"]);
      const claims = JSON.parse(Buffer.from(token.stdout.split(".")[1]!, "base64url").toString());
      expect(claims).toMatchObject({ sub: "system:serviceaccount:shop:other", aud: ["a"] });

      const secrets = { AWS_ACCESS_KEY_ID: "AKIAEXAMPLE", KEPT: "yes" };
      const exec = ["sandbox", "exec", "shop/orders", "--env", "KEPT"];
      const shown = "[process.env, fs.readFileSync(process.env.AWS_WEB_IDENTITY_TOKEN_FILE, 'utf8')]";
      const { stdout, status } = await cli.run([...exec, ...show(shown)], secrets);
      expect(status).toBe(0);
      const [env, jwt] = JSON.parse(stdout);
      expect(env).toMatchObject({ KEPT: "yes", AWS_ROLE_ARN: expect.stringContaining("arn:aws:iam::") });
      expect(env).not.toHaveProperty("AWS_ACCESS_KEY_ID");
      expect(env.HOME).not.toBe(cli.path("."));
      expect(jwt.split(".")).toHaveLength(3);
      await gone(env.AWS_WEB_IDENTITY_TOKEN_FILE);

      expect((await cli.run([...exec, "--", "sh", "-c", "exit 7"])).status).toBe(7);
      const missing = await cli.run([...exec, "--", "no-such-command"]);
      expect(missing).toMatchObject({ status: 127, stderr: expect.stringContaining("no-such-command") });
      const nobody = await cli.run(["sandbox", "exec", "shop/nobody", "--", "true"]);
      expect(nobody).toMatchObject({ status: 1, stderr: expect.stringContaining("deployed are shop/orders (") });
    });
  });

  test("is what a doctor looks at, with what its issuer publishes", async () => {
    await withSandbox(async () => {
      // A pod's command asks the issuer where pods do: on the sandbox.
      const asPod = ["sandbox", "exec", "shop/orders", "--env", "XDG_RUNTIME_DIR", "--", ...cli.command];
      const doctor = ["doctor", "--sandbox", "--check-issuer", "--cloud", "aws", "--json"];
      const { stdout: token } = await cli.run(["sandbox", "token", "shop/orders", "--audience", "sts.amazonaws.com"]);
      writeFileSync(cli.path("token"), token);
      const own = await cli.run([...asPod, ...doctor, "shop/orders"]);
      const pasted = await cli.run([...asPod, ...doctor, "--token", cli.path("token")]);
      for (const { stdout, ...rest } of [own, pasted]) {
        expect(rest).toEqual({ status: 0, stderr: "" });
        const { diagnoses, unread } = JSON.parse(stdout);
        expect(unread).toEqual([]);
        expect(diagnoses).toHaveLength(1);
        expect(diagnoses[0].steps.filter(({ result }: { result: string }) => result !== "ok")).toEqual([]);
      }
      const elsewhere = await cli.run([...doctor, "shop/orders", "--cluster", "cluster=https://127.0.0.1:1"]);
      const [{ failed }] = JSON.parse(elsewhere.stdout).diagnoses;
      expect(elsewhere.status).toBe(1);
      expect(failed).toMatchObject({ step: "keys", message: expect.stringContaining("https://127.0.0.1:1") });
    });
  });

  test("takes a pod away whose command was killed", async () => {
    await withSandbox(async () => {
      const exec = cli.start(["sandbox", "exec", "shop/orders", "--", "sh", "-c", "echo $HOME; exec sleep 60"]);
      const home = (await written(exec, "\n")).trim();
      expect(existsSync(home)).toBe(true);
      exec.kill("SIGKILL");
      await gone(home);
    });
  });

  test("can be chosen where several run", async () => {
    const args = (issuer: string) => ["--issuer", issuer];
    await withSandbox(async () => {
      await withSandbox(async () => {
        const { stderr } = await cli.run(["sandbox", "state"]);
        const urls = stderr.match(/http:\/\/127\.0\.0\.1:\d+/g)!;
        expect(urls).toHaveLength(2);
        const shown = await Promise.all(urls.map((url) => cli.run(["sandbox", "state", "--url", url])));
        const issuers = shown.map(({ stdout }) => stdout.split("\n")[1]?.trim());
        expect(issuers.sort()).toEqual(["https://one.example", "https://two.example"]);
      }, args("https://two.example"));
    }, args("https://one.example"));
  });

  test("knows what another stack deployed, as Pulumi exports it", async () => {
    const arn = "arn:aws:iam::111122223333:oidc-provider/elsewhere.example.com";
    const Principal = { Federated: arn };
    const Statement = [{ Effect: "Allow", Action: "sts:AssumeRoleWithWebIdentity", Principal }];
    const outputs = {
      provider: { arn, url: "elsewhere.example.com", clientIdLists: ["sts.amazonaws.com"] },
      role: {
        arn: "arn:aws:iam::111122223333:role/a",
        assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement }),
      },
    };
    const resources = Object.entries({
      provider: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
      role: "aws:iam/role:Role",
    }).map(([name, type]) => ({
      urn: `urn:pulumi:dev::shop::${type}::${name}`,
      type,
      id: name,
      outputs: outputs[name as "role"],
    }));
    writeFileSync(cli.path("stack.json"), JSON.stringify({ version: 3, deployment: { resources } }));
    await withSandbox(async () => {
      expect((await cli.run(["sandbox", "state"])).stdout).toContain("https://elsewhere.example.com");
    }, ["--deployed", cli.path("stack.json")]);
    const missing = await cli.run(["sandbox", "--deployed", cli.path("none.json")]);
    expect(missing).toMatchObject({ status: 1, stderr: expect.stringContaining("Cannot read what is deployed") });
  });

  test.each(["SIGTERM", "SIGHUP"] as const)("leaves nothing behind when it gets %s", async (signal) => {
    const running = cli.start(["sandbox"]);
    const output = await written(running, "export PULUMI_DEBUG_PROVIDERS=");
    expect(output).toContain("listens at http://127.0.0.1:");
    running.kill(signal);
    expect((await finished(running)).status).toBe(0);
  });

  test("keeps its state in a file when asked, for the owner only", async () => {
    const file = cli.path("kept.json");
    await withSandbox(async () => {}, ["--state", file]);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ version: 1, resources: [] });
  });
});

describe("a sandbox for one command", () => {
  test("sets what Pulumi needs, and ends with the command's status", async () => {
    const { stdout, stderr, status } = await cli.run(["sandbox", "--", "pulumi", "up"], { SECRET: "kept" });
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
    const env = Object.fromEntries(stdout.split("\n").map((line) => /^([^=]*)=?(.*)$/.exec(line)!.slice(1)));
    expect(env).toMatchObject({
      SECRET: "kept",
      PULUMI_BACKEND_URL: expect.stringMatching(/^file:\/\/\//),
      PULUMI_CONFIG_PASSPHRASE: "sandbox",
      PULUMI_DEBUG_PROVIDERS: expect.stringMatching(/^(\S+:\d+,)+kubernetes:\d+$/),
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    });
    expect((await cli.run(["sandbox", "--", "sh", "-c", "exit 3"])).status).toBe(3);
  });

  test("is found by the commands inside it", async () => {
    const outer = cli.start(["sandbox", "--issuer", "https://outer.example"]);
    await written(outer, "PULUMI_SKIP_UPDATE_CHECK");
    const inner = `"$0" "$1" sandbox state`;
    const main = outer.spawnargs[1]!;
    const { stdout } = await cli.run([
      "sandbox",
      "--issuer",
      "https://inner.example",
      "--",
      "sh",
      "-c",
      inner,
      process.execPath,
      main,
    ]);
    expect(stdout).toContain("https://inner.example");
    outer.kill("SIGINT");
    await finished(outer);
  });

  test("passes a signal on and cleans up after the command", async () => {
    const running = cli.start(["sandbox", "--", "sh", "-c", "echo started; exec sleep 60"]);
    await written(running, "started");
    running.kill("SIGTERM");
    expect((await finished(running)).status).toBe(128 + 15);
  });
});
