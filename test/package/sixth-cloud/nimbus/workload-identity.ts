import * as pulumi from "@pulumi/pulumi";
import { checkOnce, readOnce } from "../../component/checked-arguments";
import { findingFormerChildren } from "../../component/former-children";
import { groupByIssuer } from "../../component/issuers";
import { proofHooks, provedUnderMocks } from "../../component/proof-hook";
import { settled } from "../../component/settled-value";
import { checkSubjects, subjectsIn } from "../../component/subjects";
import { assertNoIssues } from "../../component/validation-error";
import type { Wiring } from "../../core/wiring";
import { DEFAULT_MOUNT_PATH } from "../../core/wiring";
import type { NimbusIdentity, NimbusRegistration, NimbusSubject, NimbusWorkloadIdentityArgs } from "./args";
import { NIMBUS_DEFAULT_AUDIENCE } from "./audience";
import { checkNimbusMemberCount } from "./document";
import { checkNimbusIssuerUrl, checkNimbusWorkload } from "./limits";
import { nimbusPlainFaults, nimbusTrustFaults } from "./proof";
import { NimbusRole } from "./sdk";
import { readNimbusRegistration, readNimbusWorkloadIdentityArgs } from "./shape";
import { renderNimbusMembers } from "./trust";
import { nimbusWiring } from "./wiring";

/** Lets ServiceAccounts of one or several clusters become one role, and proves that nobody else can. */
export class NimbusWorkloadIdentity extends pulumi.ComponentResource {
  /** The role and what is proved about it. */
  public readonly identity: pulumi.Output<NimbusIdentity>;

  constructor(name: string, args: NimbusWorkloadIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-workload-identity:index:NimbusWorkloadIdentity", name, {}, findingFormerChildren(opts));
    args = readOnce(args);
    const { audience = NIMBUS_DEFAULT_AUDIENCE, permissions = [], mountPath = DEFAULT_MOUNT_PATH } = args;
    const faults = [
      ...checkOnce(args, readNimbusWorkloadIdentityArgs, () => checkNimbusWorkload(args, subjectsIn(args))),
      ...checkSubjects(args, checkNimbusIssuerUrl, { nimbus: readNimbusRegistration }),
    ];
    assertNoIssues(name, faults, this);
    assertNoIssues(name, checkNimbusMemberCount(args.subjects.length, "subjects"), this);
    const groups = groupByIssuer<NimbusRegistration, NimbusSubject>(args.subjects, "nimbus");
    assertNoIssues(name, nimbusPlainFaults(groups, audience), this);

    const registered = pulumi.output(groups.map(({ issuer: { url, entry } }) => ({ url, entry })));
    const trusted = settled(
      registered.apply((known) =>
        known.map(({ url, entry }, index) => {
          const { subjects } = groups[index]!;
          return { id: entry?.issuerId ?? "", issuer: url, audience, subjects };
        }),
      ),
    );
    const check = (members: unknown) => {
      const known = trusted.value();
      return known === undefined ? undefined : nimbusTrustFaults(members, known, audience);
    };
    const members = provedUnderMocks(trusted.output.apply(renderNimbusMembers), (known) => check(known) ?? []);
    const hooks = proofHooks(`trust of role ${name}-role`, ["members"], (stored) => check(stored.members));
    const role = new NimbusRole(`${name}-role`, { members, permissions }, { parent: this, hooks });
    wirings.set(this, nimbusWiring<pulumi.Input<string>>(role.name, audience, mountPath));
    this.identity = pulumi.output({
      role: role.name,
      proof: `proved: the role's members admit exactly ${args.subjects.length} ServiceAccount(s)`,
    });
    this.registerOutputs({ identity: this.identity });
  }

  /** What the ServiceAccount and its pods need for this identity. */
  wiring(): Wiring<pulumi.Input<string>> {
    return wirings.get(this) as Wiring<pulumi.Input<string>>;
  }
}

// A private field would become part of the schema in other languages.
const wirings = new WeakMap<NimbusWorkloadIdentity, Wiring<pulumi.Input<string>>>();
