import { expect, it } from "vitest";
import { commandLinePage } from "../support/command-line-page";

it("is what docs/command-line.md says of each command (npm run docs:commands writes it)", async () => {
  await expect(commandLinePage()).toMatchFileSnapshot("../../docs/command-line.md");
});
