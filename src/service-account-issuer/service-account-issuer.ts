import * as pulumi from "@pulumi/pulumi";
import type { HostedIssuer, IssuerBucket } from "../clouds/issuer-host";
import { issuerHost } from "../clouds/issuer-hosts";
import { adopting } from "../component/adopted-resources";
import { findingFormerChildren } from "../component/former-children";
import { handOnIssuer } from "../component/handed-on-issuer";
import { assertNoIssues } from "../component/validation-error";
import { warn } from "../component/warn";
import { ownCopy } from "../core/own-copy";
import type { ClusterSettings } from "../issuer/cluster-settings/cluster-settings";
import { clusterSettings } from "../issuer/cluster-settings/cluster-settings";
import { below } from "../issuer/discovery-document";
import type { IssuerDocuments } from "../issuer/documents";
import { issuerDocuments } from "../issuer/documents";
import { sortedKeys } from "../issuer/issuer-key";
import { publicKeyPem } from "../issuer/pem";
import { KeyPhase } from "../issuer/rotation";
import { ADOPTED_PART, keptOfAdopted } from "./adoption";
import type { IssuerDocumentOutput, PublishedIssuer, ServiceAccountIssuerArgs } from "./args";
import { checkSettings, DEFAULT_CACHE_SECONDS, discoveryMembers } from "./checks";
import { hostsOf } from "./hosts";
import type { GivenKey } from "./keys";
import { ellipticWarning, readGivenKeys } from "./keys";
import { placeOf } from "./place";
import { rememberPublished } from "./published-keys";
import { rotationOptions, waitsInput } from "./rotation-hook";

/**
 * Publishes the issuer of a cluster that no vendor hosts, and refuses a rotation of its keys that leaves a valid token without its key.
 * Public keys only. Not seen by that: a destroy, the component taken out of the program, and what changed since the last refresh.
 */
export class ServiceAccountIssuer extends pulumi.ComponentResource {
  /** The issuer, for the clusters and workloads that trust it; known once its documents are published. */
  public readonly issuer: pulumi.Output<PublishedIssuer>;
  /** The discovery document. */
  public readonly discovery: pulumi.Output<IssuerDocumentOutput>;
  /** The key set. */
  public readonly keySet: pulumi.Output<IssuerDocumentOutput>;
  /** What clusters and clouds call the keys, in the order of `keys`. */
  public readonly kids: pulumi.Output<string[]>;
  /** All public keys as one PEM text: the content of `sa.pub`. They are sorted by `kid`, so that the API server publishes the same bytes. */
  public readonly publicKeys: pulumi.Output<string>;
  /** What makes the cluster sign as this issuer, as text for each way of making clusters. */
  public readonly clusterSettings: pulumi.Output<ClusterSettings>;
  /** The bucket, for the issuers of further clusters; absent where there is none that they could share. */
  public readonly bucket?: pulumi.Output<IssuerBucket>;

  constructor(name: string, args: ServiceAccountIssuerArgs, opts?: pulumi.ComponentResourceOptions) {
    args = ownCopy(args);
    const faults = checkSettings(name, args);
    // Before the component is one: its keys would be stored over those that are deployed, and the next step compared with them.
    assertNoIssues(name, faults);
    const { keys, issues } = readGivenKeys(args.keys);
    assertNoIssues(name, issues);
    const adoption = adopting(name, ADOPTED_PART, args.adopt, opts, keptOfAdopted(args));
    const rotation = keys.map(({ rotating }) => rotating);
    super(
      "pulumi-workload-identity:index:ServiceAccountIssuer",
      name,
      { rotation, place: placeOf(args), ...waitsInput(args) },
      findingFormerChildren(pulumi.mergeOptions(adoption.opts, rotationOptions(name, args))),
    );
    warn(this, keys.flatMap(ellipticWarning));

    const host = hostOf(name, args, this);
    const cacheControl = `public, max-age=${args.cacheSeconds ?? DEFAULT_CACHE_SECONDS}`;
    const documents = pulumi.output(host.url).apply((issuer) => documentsOf(issuer, args, keys));
    // Where documents lie and what they are follows from the arguments; what is in them may have to wait for the issuer.
    const { keySet, discovery } = documentsOf("", args, keys);
    const content = (document: keyof IssuerDocuments) => documents.apply((known) => known[document].content);
    const publishedKeys = host.publish(`${name}-key-set`, { ...keySet, content: keySet.content, cacheControl }, {});
    const published = host.publish(
      `${name}-discovery`,
      { ...discovery, content: content("discovery"), cacheControl },
      publishedKeys === undefined ? {} : { dependsOn: [publishedKeys] },
    );
    const stored = rememberPublished(`${name}-published-keys`, { rotation }, args, {
      parent: this,
      dependsOn: published === undefined ? [] : [published],
    });
    // A URN is known at preview, and brings the dependency with it: clouds that store keys get them after the look at the step.
    // The key set is brought by the discovery document alone: where a host makes it anew, nothing that has the URL is made anew with it.
    const after = pulumi.all([published?.urn, stored.urn]);
    const url = pulumi.all([host.url, after]).apply(([known]) => known);
    const output = ({ path, contentType, content: text }: IssuerDocuments["keySet"]) =>
      url.apply((issuer) => ({ url: below(issuer, `/${path}`), path, content: text, contentType, cacheControl }));
    const plainUrl = args.external?.url;
    this.issuer = handOnIssuer(
      url.apply((known) => ({ url: known, jwks: keySet.content })),
      plainUrl,
      { jwks: keySet.content },
    );
    this.keySet = output(keySet);
    this.discovery = pulumi.all([url, documents]).apply(([, known]) => output(known.discovery));
    this.kids = pulumi.output(keys.map(({ key }) => key.kid));
    this.publicKeys = pulumi.output(
      sortedKeys(keys.map(({ key }) => key))
        .map(publicKeyPem)
        .join(""),
    );
    this.clusterSettings = pulumi
      .all([url, args.acceptedIssuers ?? []])
      .apply(([issuer, accepted]) => settingsOf([issuer, ...accepted], args, keys));
    if (host.bucket !== undefined) this.bucket = host.bucket;
    warn(this, adoption.untaken());
    this.registerOutputs({
      issuer: this.issuer,
      discovery: this.discovery,
      keySet: this.keySet,
      kids: this.kids,
      publicKeys: this.publicKeys,
      clusterSettings: this.clusterSettings,
      ...(host.bucket === undefined ? {} : { bucket: host.bucket }),
    });
  }
}

/** The one place that the arguments ask for; they have been checked. */
function hostOf(name: string, args: ServiceAccountIssuerArgs, parent: pulumi.Resource): HostedIssuer {
  const [argument, given] = hostsOf(args)[0]!;
  if (args.external !== undefined) return { url: pulumi.output(args.external.url), publish: () => undefined };
  return issuerHost(argument).create(name, given, parent);
}

function documentsOf(issuer: string, args: ServiceAccountIssuerArgs, keys: readonly GivenKey[]): IssuerDocuments {
  const { jwksPath } = args;
  return issuerDocuments({
    issuer,
    keys: keys.map(({ key }) => key),
    discoveryMembers: discoveryMembers(args) ?? {},
    ...(jwksPath === undefined ? {} : { jwksPath }),
  });
}

function settingsOf(
  issuers: [string, ...string[]],
  { jwksPath }: ServiceAccountIssuerArgs,
  keys: readonly GivenKey[],
): ClusterSettings {
  const others = keys.filter(({ rotating }) => rotating.phase !== KeyPhase.Active);
  return clusterSettings(
    { issuers: [...new Set(issuers)] as [string, ...string[]], ...(jwksPath === undefined ? {} : { jwksPath }) },
    others.map(({ key }) => publicKeyPem(key)),
  );
}
