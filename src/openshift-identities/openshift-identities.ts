import * as pulumi from "@pulumi/pulumi";
import { openShiftCloud } from "../clouds/openshift-clouds";
import type { OpenShiftCluster } from "../clouds/openshift-component";
import { openShiftComponents } from "../clouds/openshift-components";
import type { ClusterIssuer } from "../cluster-federation/args";
import { adopting } from "../component/adopted-resources";
import { findingFormerChildren } from "../component/former-children";
import { handOnIssuer, plainUrlOf } from "../component/handed-on-issuer";
import { noteIssuerOutput } from "../component/registrations";
import { assertNoIssues } from "../component/validation-error";
import { warn } from "../component/warn";
import type { Issue } from "../core/issue";
import { isLater } from "../core/known";
import { ownCopy } from "../core/own-copy";
import { installConfigSnippet } from "../openshift/install-config";
import { installerFiles } from "../openshift/installer-files";
import type { OpenShiftReport } from "../openshift/report";
import { reportOn } from "../openshift/report";
import type { OpenShiftIdentitiesArgs, OpenShiftIdentity, OpenShiftIssuer } from "./args";
import { askedCloud, checkOnCloud, checkOutline, clusterOf, planIdentities } from "./checks";
import { createClusterObjects } from "./cluster-objects";

/**
 * Gives every operator of an OpenShift cluster its identity on AWS, Azure or Google Cloud: what its CredentialsRequest asks for, and
 * nobody else in its place. Trusts and permissions follow the requests of the next release in place.
 */
export class OpenShiftIdentities extends pulumi.ComponentResource {
  /** The issuer with its registration, for the workloads of users. */
  public readonly issuer: pulumi.Output<ClusterIssuer>;
  /** The identity of each operator, in the order of the requests. */
  public readonly identities: pulumi.Output<OpenShiftIdentity[]>;
  /** What goes into the installer's folder before `create cluster`, text by path; the private key is not among it. */
  public readonly installerFiles: pulumi.Output<Record<string, string>>;
  /** What `install-config.yaml` has to say, as YAML. */
  public readonly installConfig: pulumi.Output<string>;
  /** What was planned: identities, what is wide, what was skipped and why. */
  public readonly report: pulumi.Output<OpenShiftReport>;

  constructor(name: string, args: OpenShiftIdentitiesArgs, opts?: pulumi.ComponentResourceOptions) {
    args = ownCopy(args);
    const adoption = adopting(name, "identities", args?.adopt, opts);
    super("pulumi-workload-identity:index:OpenShiftIdentities", name, {}, findingFormerChildren(adoption.opts));
    assertNoIssues(name, checkOutline(name, args), this);
    const issuer = issuerOf(args.issuer);
    const cluster: OpenShiftCluster = clusterOf(name, args, issuer);
    const issues: Issue[] = [];
    const plan = planIdentities(name, args, issues);
    assertNoIssues(name, [...issues, ...checkOnCloud(args, plan, cluster)], this);
    const { name: cloudName, asked } = askedCloud(args);
    const [cloud, components] = [openShiftCloud(cloudName), openShiftComponents(cloudName)];
    const report = reportOn(plan);
    warn(this, [...plan.notes, ...components.doubts(asked, plan.identities, cluster), ...escalationWarnings(report)]);

    noteIssuerOutput(this, name);
    const site = components.create(name, asked, cluster, this);
    const created = plan.identities.map((planned) => ({ planned, identity: site.create(planned) }));
    const known = pulumi.all(
      created.map(({ planned, identity }) => identity.apply((known) => ({ planned, identity: known }))),
    );
    const all = pulumi.all([issuer.url, known, site.place]);
    this.issuer = handOnIssuer(
      pulumi.output({ ...issuer, [cloudName]: site.registration }) as pulumi.Output<ClusterIssuer>,
      plainUrlOf(args.issuer) ?? issuer.url,
    );
    this.identities = all.apply(([, identities, place]) =>
      identities.map(({ planned: { request }, identity }) => ({
        request: request.name,
        secret: `${request.secret.namespace}/${request.secret.name}`,
        identity: { ...identity } as Record<string, string>,
        consoleValues: cloud.consoleValues(identity, place),
      })),
    );
    this.installerFiles = all.apply(([url, identities, place]) => installerFiles(cloud, url, identities, place));
    this.installConfig = site.place.apply((place) => installConfigSnippet(cloud, place));
    this.report = pulumi.output(report) as pulumi.Output<OpenShiftReport>;
    if (args.kubernetes !== undefined) {
      createClusterObjects(this, name, args.kubernetes, { cloud, issuer: issuer.url, created, place: site.place });
    }
    warn(this, adoption.untaken());
    this.registerOutputs({
      issuer: this.issuer,
      identities: this.identities,
      installConfig: this.installConfig,
    });
  }
}

/** The issuer by its parts: a preview knows some of them before others. */
function issuerOf(issuer: pulumi.Input<OpenShiftIssuer>): OpenShiftCluster["issuer"] {
  if (!isLater(issuer)) {
    const { url, jwks } = issuer as OpenShiftIssuer;
    return { url, ...(jwks === undefined ? {} : { jwks }) };
  }
  const { url, jwks } = pulumi.output(issuer);
  return { url, jwks: jwks as pulumi.Output<string> };
}

function escalationWarnings({ escalations }: OpenShiftReport): string[] {
  if (escalations.length === 0) return [];
  const [{ request, permission, reason }] = escalations as [OpenShiftReport["escalations"][number]];
  const more = escalations.length > 1 ? `; ${escalations.length - 1} more in report.escalations` : "";
  return [`${request} asks for ${permission}, which ${reason}${more}; narrowings grant less`];
}
