import * as pulumi from "@pulumi/pulumi";
import { formerName } from "../../component/former-name";
import { logicalNames, takeOver } from "../../component/logical-names";
import { isLater } from "../../core/known";
import type { GcpResourceGrant } from "./args";
import type { GcpEntrant } from "./entrants";
import { gcpFormerContents, gcpGrantContent, gcpWrittenContents, OWN_PROJECT } from "./grants";

/** What a member is called in the stack, and what it may have been called before. */
interface MemberName {
  logicalName: string;
  aliases: pulumi.Alias[];
}

/** What names are made of. */
type Content = readonly pulumi.Input<string>[];

/** The names of the members of one identity, each by what it is given and to whom. */
export interface GcpMemberNames {
  /** Of somebody who may become the identity's service account. */
  ofEntrant(entrant: GcpEntrant): MemberName;
  /** Of who is granted something: the service account, or everybody who is the identity himself. */
  ofGrant(grant: GcpResourceGrant, entrant?: GcpEntrant): MemberName;
}

/** The names of what `grants` make; `project` is what `roles` are granted on. */
export function gcpMemberNames(
  owner: string,
  grants: readonly GcpResourceGrant[],
  project: pulumi.Input<string> | undefined,
): GcpMemberNames {
  const named = logicalNames(owner);
  const before = takeOver(
    grants.map((grant) => ({
      name: named(grant.kind, ...gcpGrantContent(grant)),
      before: gcpFormerContents(grant).map((content) => named(grant.kind, ...content)),
    })),
  );
  const today = new Set<string>();
  const nameOf = (kind: string, grant: readonly string[], entrant?: GcpEntrant, formerGrants: Content[] = []) => {
    const { isSubject = true, content = [], formerContents = [] } = entrant ?? {};
    const what = isSubject ? kind : `other-${kind}`;
    const logicalName = named(what, ...grant, ...content);
    today.add(logicalName);
    const former = [grant, ...formerGrants].flatMap((ofGrant) =>
      [content, ...formerContents].map((ofEntrant) =>
        formerName(logicalName, [...ofGrant, ...ofEntrant], (...known) => named(what, ...known), today),
      ),
    );
    // Another member that is an output was counted before it had a key.
    const counted = isSubject ? [] : formerContents.map((each) => named(what, ...grant, ...(each as Content)));
    const names = [...new Set([...former, ...counted])].filter((name) => name !== logicalName);
    return { logicalName, aliases: names.map((name) => ({ name })) };
  };
  return {
    ofEntrant: (entrant) => nameOf("member", [], entrant),
    ofGrant: (grant, entrant) =>
      nameOf(grant.kind, gcpGrantContent(grant), entrant, [
        ...gcpWrittenContents(grant, ownProject(grant.resource, project)),
        ...gcpFormerContents(grant).filter((content) =>
          before[grants.indexOf(grant)]!.includes(named(grant.kind, ...content)),
        ),
      ]),
  };
}

/**
 * What `roles` call a project that `resource` is, or was while they had one; of outputs that shows once both are known. `project` may
 * have gone with the roles.
 */
function ownProject(
  resource: pulumi.Input<string> | undefined,
  project: pulumi.Input<string> | undefined,
): pulumi.Input<string>[] {
  if (project === undefined || project === resource) return [OWN_PROJECT];
  if (![resource, project].some(isLater)) return [];
  return [pulumi.all([resource, project]).apply(([one, other]) => (one === other ? OWN_PROJECT : `${one}`))];
}
