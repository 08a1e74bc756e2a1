import { describe, expect, test } from "vitest";
import { exampleConfig, exampleNames, runExample } from "../support/examples";
import { onClouds } from "./support/on-clouds";
import { savedState, saveState } from "./support/saved-states";
import type { Report, Step } from "./support/stack";

/** Deliberate changes of what users have deployed, by example; a step that is not written down here is a mistake. */
const expectedSteps: Record<string, Step[]> = {};

/** The engine names a default provider by the version of its SDK, so a newer SDK makes another one; resources do not mind. */
const stepsOf = ({ steps }: Report) => steps.filter(({ name }) => !name.startsWith("default_"));

describe("a stack that an earlier version of the library deployed", () => {
  test.each(exampleNames)("%s stays as it is when today's program is previewed", (name) =>
    onClouds(async (stack) => {
      for (const [key, value] of Object.entries(exampleConfig(name))) await stack.setConfig(key, value);
      const program = () => runExample(name);
      if (process.env.SAVE_STATES !== undefined) {
        await stack.up(program);
        saveState(name, await stack.exportState());
      }
      await stack.importState(savedState(name));
      expect(stepsOf(await stack.preview(program))).toEqual(expectedSteps[name] ?? []);
    })(),
  );
});
