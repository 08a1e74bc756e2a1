import { createRequire } from "node:module";
import { subjectsOf, TRUSTS } from "./trusts.mjs";

const require = createRequire(import.meta.url);
const { prove } = require("../dist/verifier/index.js");

const COUNTS = [1, 100, 1000];

/** Subjects in one batch, about a millisecond: short enough that other work on the machine leaves some batches alone. */
const BATCH = 100;

/** Proof of what has just been parsed, against the parsing: every document is new, as it is when it comes from a cloud. */
function ratio(trust, intent) {
  const [trustText, intentText] = [JSON.stringify(trust), JSON.stringify(intent)];
  const verdict = prove(JSON.parse(trustText), JSON.parse(intentText));
  if (verdict.verdict !== "equal") throw new Error(`expected equal, got ${JSON.stringify(verdict)}`);
  const batch = Math.max(1, Math.floor(BATCH / intent.subjects.length));
  const rounds = intent.subjects.length >= 1000 ? 60 : 400;
  let [parsing, proving] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < rounds; round++) {
    const documents = [];
    const start = process.hrtime.bigint();
    for (let i = 0; i < batch; i++) documents.push([JSON.parse(trustText), JSON.parse(intentText)]);
    const parsed = process.hrtime.bigint();
    for (const [trust, intent] of documents) prove(trust, intent);
    const proved = process.hrtime.bigint();
    parsing = Math.min(parsing, Number(parsed - start) / batch);
    proving = Math.min(proving, Number(proved - parsed) / batch);
  }
  return { value: proving / parsing, detail: `${micros(proving)} / ${micros(parsing)}` };
}

function micros(nanoseconds) {
  return `${(nanoseconds / 1000).toFixed(1)} us`;
}

/** `prove` on every cloud against `JSON.parse` of the same trust and intent, best of many rounds of both. */
export function run() {
  return Object.entries(TRUSTS).flatMap(([cloud, { trust, audience, issuer, most = Number.POSITIVE_INFINITY }]) =>
    [...new Set(COUNTS.map((count) => Math.min(count, most)))].map((count) => {
      const subjects = subjectsOf(count, issuer);
      return {
        what: `${cloud}: prove / JSON.parse, subjects: ${count}`,
        ...ratio(trust(subjects), { subjects, audience }),
        unit: "x",
        goal: count === 1 ? 4 : 2,
      };
    }),
  );
}
