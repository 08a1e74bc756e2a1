import type { CredentialsRequest } from "../clouds/openshift-cloud";

/** What somebody should know of requests, each as a sentence. */
export function requestNotes(requests: readonly CredentialsRequest[]): string[] {
  return requests.flatMap(({ name, serviceAccounts, secret }) => [
    ...(serviceAccounts.length > 0
      ? []
      : [`${name} names no ServiceAccounts: nobody can become its identity until a release names some`]),
    ...(serviceAccounts.includes("default")
      ? [`${name} trusts the ServiceAccount ${secret.namespace}/default, as which every pod there runs that names none`]
      : []),
  ]);
}
