import { createRequire } from "node:module";
import { CLOUDS, INTENDED, SHAPES, STRANGER } from "./patterns.mjs";

const require = createRequire(import.meta.url);
const { evaluate, prove } = require("../dist/verifier/index.js");

/** Milliseconds that each case is repeated for, so that it is measured warm on a busy machine too; the best time counts. */
const REPEATED_FOR = 400;

/** What reading the smallest documents is taken for, in microseconds: nobody waits for the third of a millisecond that this makes. */
const LEAST_PARSING = 3;

/** Microseconds that one call takes, over a batch that is long enough to be measured. */
function micros(batch, call) {
  const start = process.hrtime.bigint();
  for (let i = 0; i < batch; i++) call();
  return Number(process.hrtime.bigint() - start) / 1000 / batch;
}

/** The best times of reading a text and of deciding about what was read, in microseconds, and the answer. */
function bestOf(text, decide) {
  const batch = Math.ceil(20_000 / text.length);
  const best = { parsing: Number.POSITIVE_INFINITY, deciding: Number.POSITIVE_INFINITY, answer: "" };
  for (const end = Date.now() + REPEATED_FOR; Date.now() < end; ) {
    best.parsing = Math.min(
      best.parsing,
      micros(batch, () => JSON.parse(text)),
    );
    // What a proof remembers of a document must not help the next one.
    const document = JSON.parse(text);
    const time = micros(1, () => {
      best.answer = decide(document);
    });
    best.deciding = Math.min(best.deciding, time);
  }
  return best;
}

/** Deciding about patterns that are hard to compare, against `JSON.parse` of the same trust: every shape on each cloud, with the answer. */
export function run() {
  return Object.entries(CLOUDS).flatMap(([cloud, { audience, trust }]) =>
    Object.entries(SHAPES).flatMap(([shape, patterns]) => {
      const text = JSON.stringify(trust(patterns));
      const intent = { subjects: [INTENDED], audience };
      const token = { ...STRANGER, aud: audience };
      const sides = {
        prove: (document) => prove(document, intent).verdict,
        evaluate: (document) => evaluate(document, token).decision,
      };
      return Object.entries(sides).map(([side, decide]) => {
        const { parsing, deciding, answer } = bestOf(text, decide);
        return {
          what: `${cloud}, ${shape}: ${side}`,
          value: deciding / Math.max(LEAST_PARSING, parsing),
          unit: "x",
          goal: 100,
          detail: `${answer}, ${deciding.toFixed(0)} / ${parsing.toFixed(1)} us`,
        };
      });
    }),
  );
}
