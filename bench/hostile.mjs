import { createRequire } from "node:module";
import { CLOUDS, INTENDED, SHAPES, STRANGER } from "./patterns.mjs";

const require = createRequire(import.meta.url);
const { evaluate, prove } = require("../dist/verifier/index.js");

/** Rounds of everything; the best counts. */
const ROUNDS = 15;

/** Microseconds that one call takes, over a batch that is long enough to be measured. */
function micros(batch, call) {
  const start = process.hrtime.bigint();
  for (let i = 0; i < batch; i++) call();
  return Number(process.hrtime.bigint() - start) / 1000 / batch;
}

/** Deciding about patterns that are hard to compare, against `JSON.parse` of the same trust: the worst of all shapes on each cloud. */
export function run() {
  return Object.entries(CLOUDS).flatMap(([cloud, { audience, trust }]) => {
    const worst = { prove: { value: 0 }, evaluate: { value: 0 } };
    for (const [shape, patterns] of Object.entries(SHAPES)) {
      const text = JSON.stringify(trust(patterns));
      const intent = { subjects: [INTENDED], audience };
      const token = { ...STRANGER, aud: audience };
      const calls = {
        parse: () => JSON.parse(text),
        prove: (document) => prove(document, intent).verdict,
        evaluate: (document) => evaluate(document, token).decision,
      };
      const best = {
        parse: Number.POSITIVE_INFINITY,
        prove: Number.POSITIVE_INFINITY,
        evaluate: Number.POSITIVE_INFINITY,
      };
      const answers = {};
      for (let round = 0; round < ROUNDS; round++) {
        best.parse = Math.min(best.parse, micros(Math.ceil(20_000 / text.length), calls.parse));
        for (const side of ["prove", "evaluate"]) {
          // What a proof remembers of a document must not help the next one.
          const document = JSON.parse(text);
          best[side] = Math.min(
            best[side],
            micros(1, () => {
              answers[side] = calls[side](document);
            }),
          );
        }
      }
      for (const side of ["prove", "evaluate"]) {
        const value = best[side] / best.parse;
        if (value > worst[side].value) worst[side] = { value, detail: `${shape}: ${answers[side]}` };
      }
    }
    return Object.entries(worst).map(([side, { value, detail }]) => ({
      what: `${cloud}: hardest ${side} / JSON.parse`,
      value,
      unit: "x",
      goal: 100,
      detail,
    }));
  });
}
