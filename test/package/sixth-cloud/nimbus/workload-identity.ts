import * as pulumi from "@pulumi/pulumi";
import { checkOnce, readOnce } from "../../component/checked-arguments";
import { groupByIssuer } from "../../component/issuers";
import { proofHooks, provedUnderMocks } from "../../component/proof-hook";
import { settled } from "../../component/settled-value";
import { checkSubjects, subjectsIn } from "../../component/subjects";
import { Placeholders, placeholderIssuer } from "../../component/symbolic";
import { assertNoIssues } from "../../component/validation-error";
import { checkIssuerAudience } from "../../core/audience";
import type { Issue } from "../../core/issue";
import type { Intent } from "../../core/trust-intent";
import { intentOf } from "../../core/trust-intent";
import type { Wiring } from "../../core/wiring";
import { DEFAULT_MOUNT_PATH } from "../../core/wiring";
import { checkFetchedIssuerUrl } from "../api-servers";
import { proofIssues } from "../proof";
import type { NimbusIdentity, NimbusSubject, NimbusWorkloadIdentityArgs } from "./args";
import { NIMBUS_DEFAULT_AUDIENCE } from "./audience";
import { nimbus } from "./cloud";
import { checkNimbusMemberCount, parseNimbusTrust } from "./document";
import { checkNimbusWorkload, NIMBUS_ISSUER_URL_MAX_LENGTH } from "./limits";
import { NimbusRole } from "./sdk";
import { readNimbusWorkloadIdentityArgs } from "./shape";
import { renderNimbusMembers } from "./trust";
import { nimbusWiring } from "./wiring";

/** Lets ServiceAccounts of one or several clusters become one role, and proves that nobody else can. */
export class NimbusWorkloadIdentity extends pulumi.ComponentResource {
  /** The role and what is proved about it. */
  public readonly identity: pulumi.Output<NimbusIdentity>;

  constructor(name: string, args: NimbusWorkloadIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-workload-identity:index:NimbusWorkloadIdentity", name, {}, opts);
    args = readOnce(args);
    const { audience = NIMBUS_DEFAULT_AUDIENCE, permissions = [], mountPath = DEFAULT_MOUNT_PATH } = args;
    const faults = [
      ...checkOnce(args, readNimbusWorkloadIdentityArgs, () => checkNimbusWorkload(args, subjectsIn(args))),
      ...checkSubjects(args, (url, path) => checkFetchedIssuerUrl(url, path, NIMBUS_ISSUER_URL_MAX_LENGTH)),
    ];
    assertNoIssues(name, faults, this);
    assertNoIssues(name, checkNimbusMemberCount(args.subjects.length, "subjects"), this);

    const groups = groupByIssuer<never, NimbusSubject>(args.subjects, "nimbus");
    const intentFor = (urls: readonly string[]): Intent =>
      intentOf(
        groups.map(({ subjects }, index) => ({ issuer: urls[index]!, subjects })),
        audience,
      );
    const placeholders = new Placeholders();
    const symbolic = intentFor(groups.map(({ issuer }) => placeholders.of(issuer.url, placeholderIssuer)));
    assertNoIssues(name, trustFaults(renderNimbusMembers(symbolic.subjects, audience), symbolic), this);

    const urls = settled(pulumi.all(groups.map(({ issuer }) => issuer.url)));
    const check = ({ members }: Record<string, unknown>) => {
      const known = urls.value();
      return known === undefined ? undefined : trustFaults(members, intentFor(known));
    };
    const members = urls.output.apply((known) => renderNimbusMembers(intentFor(known).subjects, audience));
    const role = new NimbusRole(
      `${name}-role`,
      { members: provedUnderMocks(members, (known) => check({ members: known }) ?? []), permissions },
      { parent: this, hooks: proofHooks(`trust of role ${name}-role`, ["members"], check) },
    );
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

/** Faults of members as they are stored, or will be, against the ServiceAccounts that were asked for. */
function trustFaults(members: unknown, intent: Intent): Issue[] {
  const faults = [...new Set(intent.subjects.map(({ issuer }) => issuer))].flatMap((issuer) => [
    ...checkFetchedIssuerUrl(issuer, "issuer.url", NIMBUS_ISSUER_URL_MAX_LENGTH),
    ...checkIssuerAudience(intent.audience, issuer, "audience"),
  ]);
  if (faults.length > 0) return faults;
  return proofIssues(nimbus, parseNimbusTrust({ cloud: "nimbus", role: "planned", members }), intent, "subjects");
}
