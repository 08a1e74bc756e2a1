import { expect, it } from "vitest";
import { podRivalsPage } from "../support/pod-rivals-page";

it("is what docs/pod-rivals.md says of what beats a pod's identity (npm run docs:pods writes it)", async () => {
  await expect(podRivalsPage()).toMatchFileSnapshot("../../docs/pod-rivals.md");
});
