// Ends the process as soon as it looks up or calls anything but loopback.
const dns = require("node:dns");
const net = require("node:net");
const { writeSync } = require("node:fs");

const LOOPBACK = ["127.0.0.1", "::1", "localhost", undefined];

function check(what, host) {
  if (LOOPBACK.includes(host)) return;
  writeSync(2, `this client left loopback: ${what} ${host}\n`);
  process.exit(70);
}

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...given) {
  // Node itself hands over its normalized arguments as one array.
  const [target] = Array.isArray(given[0]) ? given[0] : given;
  if (typeof target === "object" && target.path === undefined) check("connect", target.host);
  return connect.apply(this, given);
};

for (const [module, where] of [
  [dns, "dns"],
  [dns.promises, "dns.promises"],
]) {
  const { lookup } = module;
  module.lookup = function (host, ...rest) {
    check(`${where}.lookup`, host);
    return lookup.call(this, host, ...rest);
  };
}
