import { describe, expect, it } from "vitest";
import { AZURE_ROLE_DEFINITIONS } from "../../../src/clouds/azure/built-in-roles";
import {
  azureRoleDefinitionId,
  azureRoleGuid,
  azureRoleKey,
  isAzureGuid,
} from "../../../src/clouds/azure/role-definitions";

const reader = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const subscription = "/subscriptions/00000000-1111-2222-3333-444444444444";

describe("AZURE_ROLE_DEFINITIONS", () => {
  it("has a GUID of its own for every role", () => {
    const guids = Object.values(AZURE_ROLE_DEFINITIONS);
    expect(guids).toHaveLength(505);
    expect(guids.filter((guid) => !isAzureGuid(guid) || guid !== guid.toLowerCase())).toEqual([]);
    expect(new Set(guids).size).toBe(guids.length);
  });
});

describe("azureRoleDefinitionId", () => {
  it.each([
    ["a name", "Reader"],
    ["a GUID", reader],
    ["a GUID in capital letters", reader.toUpperCase()],
  ])("puts %s into the subscription of the scope", (_, role) => {
    expect(azureRoleDefinitionId(role, `${subscription}/resourceGroups/rg`)).toBe(
      `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${reader}`,
    );
  });

  it.each(["/providers/Microsoft.Management/managementGroups/root", "/"])(
    "leaves the subscription out on %s",
    (scope) => {
      expect(azureRoleDefinitionId("Reader", scope)).toBe(
        `/providers/Microsoft.Authorization/roleDefinitions/${reader}`,
      );
    },
  );

  it("leaves a whole id as it is", () => {
    const id = `/subscriptions/99999999-1111-2222-3333-444444444444/providers/Microsoft.Authorization/roleDefinitions/${reader}`;
    expect(azureRoleDefinitionId(id, subscription)).toBe(id);
  });
});

describe("azureRoleGuid", () => {
  it("knows no role by another name, nor by one that every object has", () => {
    expect(["King", "reader", "constructor", "", `x${reader}`].map(azureRoleGuid)).toEqual(Array(5).fill(undefined));
  });

  it("knows any built-in role, and calls one by its GUID where deployed assignments were", () => {
    const guid = "17d1049b-9a84-46fb-8f53-869881c3d3ab";
    expect(azureRoleGuid("Storage Account Contributor")).toBe(guid);
    expect([guid, "Storage Account Contributor"].map((role) => azureRoleKey(azureRoleGuid(role) ?? ""))).toEqual([
      guid,
      guid,
    ]);
  });

  it("gives every way to write one role the same key", () => {
    const ways = ["Reader", reader.toUpperCase(), `/providers/Microsoft.Authorization/roleDefinitions/${reader}`];
    expect(ways.map((role) => azureRoleKey(azureRoleGuid(role) ?? ""))).toEqual(["reader", "reader", "reader"]);
  });
});
