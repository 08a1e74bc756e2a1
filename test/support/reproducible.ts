import * as fc from "fast-check";

// Every run draws the same, so that a change fails for what it changed; `SEED` draws others.
fc.configureGlobal({ seed: Number(process.env.SEED ?? 1) });
