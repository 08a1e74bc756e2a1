import { audits } from "../clouds/audits";
import type { CloudTrust } from "../clouds/registry";
import { cloudOf } from "../clouds/registry";
import { WorkloadIdentityError } from "../core/errors";
import { readEstate } from "./read-estate";

/** A trust that a file states, ready for `prove` and `evaluate`. */
export interface StatedTrust {
  /** Logical name where the file has one, else the vendor's. */
  readonly name: string;
  /** What the vendor calls the identity: an ARN, a resource id, an email, a pool, a group. */
  readonly identity: string;
  readonly trust: CloudTrust;
}

/**
 * The trusts in the text of a usual file: a state or plan of Pulumi, Terraform or OpenTofu, or what a vendor's command line printed. `issuers`
 * are clusters that no resource names, for pools that a vendor manages itself.
 * Throws `WorkloadIdentityError` (`audit-input-unread`) where something in it could not be read: a test shall not pass over it.
 */
export function readTrusts(text: string, issuers: readonly string[] = []): StatedTrust[] {
  const { resources, unread } = readEstate([{ source: "text", text }]);
  if (unread.length > 0) {
    const [{ what, why } = { what: "", why: "" }] = unread;
    throw new WorkloadIdentityError("audit-input-unread", `Cannot read the trusts: ${what}: ${why}`);
  }
  return audits.flatMap((audit) =>
    audit.identities(resources, issuers).map(({ name, identity, trust }) => ({
      name,
      identity,
      trust: cloudOf(trust).parse(trust) as CloudTrust,
    })),
  );
}
