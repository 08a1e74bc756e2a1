import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CertificateAuthority } from "../../src/sandbox/authority";
import { createAuthority } from "../../src/sandbox/authority";
import type { Listener } from "../../src/sandbox/listener";
import { listen } from "../../src/sandbox/listener";
import { send, sendTls, tunnel } from "./support/connect";

let authority: CertificateAuthority;
let listener: Listener;
let port: number;

beforeEach(async () => {
  authority = createAuthority();
  listener = await listen({
    authority,
    standsFor: (host) => host === "vendor.example",
    handle: async (request, own) => new Response(`${own} ${request.method} ${request.url} ${await request.text()}`),
  });
  port = Number(new URL(listener.origin).port);
});

afterEach(() => listener.close());

describe("a listener", () => {
  test("answers by its own address, with the body", async () => {
    expect(await send(listener.origin, { path: "/a?b=c", method: "POST", body: "hello" })).toEqual({
      status: 200,
      text: `true POST ${listener.origin}/a?b=c hello`,
    });
    expect((await send(listener.origin, { host: `localhost:${port}` })).status).toBe(200);
  });

  test.each([
    "evil.example",
    "127.0.0.1",
    "127.0.0.1:1",
    "vendor.example.evil.example",
    "vendor.example:8080",
    "evil.example@vendor.example",
    "/vendor.example",
    "a b",
  ])("refuses the Host header %j", async (host) => {
    const answer = await send(listener.origin, { host });
    expect([400, 421]).toContain(answer.status);
    expect(answer.text).not.toContain("true GET");
    expect(answer.text).not.toContain("false GET");
  });

  test("stands for a vendor's host by Host header and as a plain proxy", async () => {
    const text = "false GET http://vendor.example/a ";
    expect(await send(listener.origin, { path: "/a", host: "vendor.example" })).toEqual({ status: 200, text });
    expect(await send(listener.origin, { path: "http://vendor.example/a", host: "x" })).toEqual({ status: 200, text });
  });

  test("as a plain proxy, refuses every other host", async () => {
    expect((await send(listener.origin, { path: "http://other.example/a", host: `127.0.0.1:${port}` })).status).toBe(
      421,
    );
    expect((await send(listener.origin, { path: "http://169.254.169.254/latest" })).status).toBe(421);
  });

  test("answers for a vendor's host through a tunnel, with a certificate of its authority", async () => {
    const { status, socket } = await tunnel(listener.origin, "vendor.example:443");
    expect(status).toBe(200);
    const connection = { socket, servername: "vendor.example", ca: authority.certificate };
    expect(await sendTls(connection, "/a")).toEqual({
      status: 200,
      text: expect.stringContaining("https://vendor.example/a"),
    });
  });

  test.each(["other.example:443", "vendor.example:22", "127.0.0.1:1", "vendor.example:443:443", "[::1]:443"])(
    "refuses a tunnel to %s",
    async (target) => {
      const { status, socket } = await tunnel(listener.origin, target);
      socket.destroy();
      expect(status).toBe(403);
    },
  );

  test("checks the host again inside a tunnel", async () => {
    const ca = authority.certificate;
    const first = await tunnel(listener.origin, "vendor.example:443");
    await expect(sendTls({ socket: first.socket, servername: "other.example", ca }, "/")).rejects.toThrow();
    const second = await tunnel(listener.origin, "vendor.example:443");
    const answer = await sendTls({ socket: second.socket, servername: "vendor.example", ca }, "/", "other.example");
    expect(answer.status).toBe(421);
  });

  test("answers HTTPS on the same port, and only clients with its authority trust it", async () => {
    const connection = { port, servername: "127.0.0.1", ca: authority.certificate };
    const answer = await sendTls(connection, "/a", `127.0.0.1:${port}`);
    expect(answer).toEqual({ status: 200, text: expect.stringContaining(`https://127.0.0.1:${port}/a`) });
    const stranger = { ...connection, ca: createAuthority().certificate };
    await expect(sendTls(stranger, "/a", `127.0.0.1:${port}`)).rejects.toThrow(/certificate|signature/);
  });

  test("refuses a body that is too large", async () => {
    const answer = await send(listener.origin, { method: "POST", body: "x".repeat(2_000_000) }).catch(() => ({
      status: 413,
    }));
    expect(answer.status).toBe(413);
  });

  test("ends open connections and frees the port when it is closed", async () => {
    const { socket } = await tunnel(listener.origin, "vendor.example:443");
    const ended = new Promise((resolve) => socket.on("close", resolve).on("error", () => {}));
    await listener.close();
    await ended;
    await expect(send(listener.origin, {})).rejects.toThrow("ECONNREFUSED");
  });
});
