import { describe, expect, it } from "vitest";
import type { ResourceType } from "../../src/clouds/simulated/behaviour";
import { difference } from "../../src/sandbox/provider/difference";

const role: ResourceType = { replacedBy: ["name"], autoname: { path: ["name"], style: "dashed" } };
const MADE_UP = { name: "orders-1a2b3c4", __defaults: ["name"] };

describe("new inputs of a simulated resource", () => {
  it.each([
    ["the same", role, { name: "a", tags: { team: "x" } }, { name: "a", tags: { team: "x" } }, [], [], false],
    [
      "one of several tags",
      role,
      { tags: { team: "x", env: "y" } },
      { tags: { team: "z", env: "y" } },
      ["tags.team"],
      [],
      false,
    ],
    ["an item of a list", role, { list: [{ id: 1 }] }, { list: [{ id: 2 }] }, ["list"], [], false],
    ["another name of the program", role, { name: "a" }, { name: "b" }, ["name"], ["name"], false],
    ["a name made up", role, { name: "a" }, MADE_UP, ["name"], ["name"], false],
    [
      "what replaces it, under the name that it keeps",
      { ...role, replacedBy: ["path"] },
      { name: "a", path: "/" },
      { name: "a", path: "/x" },
      ["path"],
      ["path"],
      true,
    ],
    [
      "another place, where its name is free",
      { replacedBy: ["name", "space"], autoname: { path: ["name"], style: "dashed", place: "space" } },
      { name: "a", space: "x" },
      { name: "a", space: "y" },
      ["space"],
      ["space"],
      false,
    ],
    [
      "what replaces it, under a name made up",
      { ...role, replacedBy: ["path"] },
      { ...MADE_UP, path: "/" },
      { ...MADE_UP, path: "/x" },
      ["path"],
      ["path"],
      false,
    ],
    [
      "what replaces a thing that stands once",
      { replacedBy: "every input", deletesFirst: true },
      { role: "a" },
      { role: "b" },
      ["role"],
      ["role"],
      true,
    ],
  ] as const)("changes %s", (_, type, olds, news, changed, replaced, deletesFirst) => {
    expect(difference(type as ResourceType, olds, news, [])).toEqual({ changed, replaced, deletesFirst });
  });

  it("changes nothing that the program ignores, at any depth", () => {
    expect(
      difference(role, { name: "a", tags: { team: "x" } }, { name: "b", tags: { team: "y" } }, ["name", "tags"]),
    ).toEqual({
      changed: [],
      replaced: [],
      deletesFirst: false,
    });
  });
});
