import type { CredentialsRequest } from "../clouds/openshift-cloud";

/** What somebody should know of requests, each as a sentence. */
export function requestNotes(requests: readonly CredentialsRequest[]): string[] {
  return requests.flatMap(({ name, serviceAccounts, secret, unread = [] }) => [
    ...(serviceAccounts.length > 0
      ? []
      : [`${name} names no ServiceAccounts: nobody can become its identity until a release names some`]),
    ...(serviceAccounts.includes("default")
      ? [`${name} trusts the ServiceAccount ${secret.namespace}/default, as which every pod there runs that names none`]
      : []),
    ...unread.map(
      (field) => `${name} says ${field}, which OpenShift does not know: nothing is granted or withheld by it`,
    ),
  ]);
}
