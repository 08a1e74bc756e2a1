import * as pulumi from "@pulumi/pulumi";
import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { show } from "../core/show";

/**
 * Which issuers one run of a program registers where. A cloud accepts one registration of an issuer per account, and the second
 * one would fail half-way through a deployment; this finds it at preview.
 */
const runs = new WeakMap<object, Map<string, Map<unknown, string>>>();

/**
 * The claims of one registration. The returned function claims an issuer, the URL or the Output that it comes from, in one account
 * (provider, project), and returns the fault where another registration claimed it. Call this while the component is constructed:
 * hooks run outside of the program, and would not find its run again.
 */
export function registrationClaims(owner: string): (account: string, issuer: pulumi.Input<string>) => Issue[] {
  const accounts = currentRun();
  return (account, issuer) => {
    const claims = accounts.get(account) ?? new Map<unknown, string>();
    accounts.set(account, claims);
    const first = claims.get(issuer);
    if (first === undefined || first === owner) {
      claims.set(issuer, owner);
      return [];
    }
    return [
      issue(
        "issuer-registered-twice",
        "issuer",
        `Cannot register issuer ${typeof issuer === "string" ? show(issuer) : "(an output)"} for "${owner}": "${first}" registers it in the same account already; register it once with ClusterFederation and pass its output "issuer" to every workload`,
      ),
    ];
  };
}

/** A word for the provider that a component's children use, so that two accounts are two places. */
export function providerKey(provider: pulumi.ProviderResource | undefined): string {
  if (provider === undefined) return "default";
  const known = providers.get(provider);
  if (known !== undefined) return known;
  nextProvider += 1;
  const key = `provider-${nextProvider}`;
  providers.set(provider, key);
  return key;
}

const providers = new WeakMap<pulumi.ProviderResource, string>();
let nextProvider = 0;

function currentRun(): Map<string, Map<unknown, string>> {
  const run = pulumi.runtime.getMonitor() ?? runs;
  const known = runs.get(run);
  if (known !== undefined) return known;
  const accounts = new Map<string, Map<unknown, string>>();
  runs.set(run, accounts);
  return accounts;
}
