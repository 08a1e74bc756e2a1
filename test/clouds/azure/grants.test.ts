import { describe, expect, it } from "vitest";
import type { AzureRoleAssignmentArgs } from "../../../src/clouds/azure/args";
import { azureRoleAssignmentName, checkAzureRoleAssignments } from "../../../src/clouds/azure/grants";

const subscription = "/subscriptions/00000000-1111-2222-3333-444444444444";
const scope = `${subscription}/resourceGroups/rg`;
const later = () => ({ apply: () => later() }) as unknown as string;
const codes = (...assignments: AzureRoleAssignmentArgs[]) =>
  checkAzureRoleAssignments(assignments).map(({ code, path }) => `${path} ${code}`);

describe("checkAzureRoleAssignments", () => {
  it.each([
    ["/"],
    [subscription],
    [`${scope}/providers/Microsoft.Storage/storageAccounts/orders`],
    ["/providers/Microsoft.Management/managementGroups/root"],
  ])("accepts scope %s", (known) => {
    expect(codes({ role: "Reader", scope: known })).toEqual([]);
  });

  it.each(["", "rg", "/subscriptions/mine", `${scope}/`, `${scope} `, "/providers", `${subscription}//x`])(
    "refuses scope %j",
    (wrong) => {
      expect(codes({ role: "Reader", scope: wrong })).toEqual(["roleAssignments[0].scope azure-scope-invalid"]);
    },
  );

  it("refuses the same grant twice, however it is written", () => {
    const output = later();
    const guid = "ACDD72A7-3385-48EF-BD42-F606FBA81AE7";
    expect(codes({ role: "Reader", scope }, { role: guid, scope: scope.toUpperCase(), key: "again" })).toEqual([
      "roleAssignments[1] azure-role-assignment-duplicate",
    ]);
    expect(codes({ role: "Reader", scope: output }, { role: "Reader", scope: output, key: "again" })).toEqual([
      "roleAssignments[1] azure-role-assignment-duplicate",
    ]);
  });

  it("asks for a key where two scopes of one role are outputs, and for another one where keys are the same", () => {
    const taken = ["roleAssignments[1].key azure-role-assignment-name-taken"];
    expect(codes({ role: "Reader", scope: later() }, { role: "Reader", scope: later() })).toEqual(taken);
    expect(codes({ role: "Reader", scope: later() }, { role: "Reader", scope: later(), key: "b" })).toEqual([]);
    const ofKey = (place: string) => ({ role: "Reader", scope: place, key: "a" });
    expect(codes(ofKey(later()), ofKey(later()))).toEqual(taken);
    expect(codes(ofKey(scope), ofKey(subscription), ofKey(later()))).toEqual([]);
  });

  it("names the built-in role that a misspelt one most likely means", () => {
    const [fault] = checkAzureRoleAssignments([{ role: "storage account contributer", scope }]);
    expect(fault?.message).toContain('did you mean "Storage Account Contributor"?');
  });

  it("takes the identity of an assignment in another tenant by its resource id alone", () => {
    const identity = `${scope}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/orders`;
    const assignment = { role: "Reader", scope };
    expect(codes({ ...assignment, delegatedManagedIdentityResourceId: identity })).toEqual([]);
    expect(codes({ ...assignment, delegatedManagedIdentityResourceId: later() })).toEqual([]);
    expect(codes({ ...assignment, delegatedManagedIdentityResourceId: "orders" })).toEqual([
      "roleAssignments[0].delegatedManagedIdentityResourceId azure-delegated-identity-invalid",
    ]);
  });

  it("refuses a key that is no word", () => {
    expect(codes({ role: "Reader", scope, key: "a b" })).toEqual([
      "roleAssignments[0].key azure-role-assignment-key-invalid",
    ]);
  });
});

describe("azureRoleAssignmentName", () => {
  it("is the same for scopes that differ in capital letters, and differs where scopes do", () => {
    const name = (known: string) => azureRoleAssignmentName("orders", { role: "Reader", scope: known });
    expect(name(scope)).toMatch(/^orders-reader-[0-9a-f]{8}$/);
    expect(name(scope.toUpperCase())).toBe(name(scope));
    expect(name(subscription)).not.toBe(name(scope));
  });
});
