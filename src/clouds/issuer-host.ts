import type * as pulumi from "@pulumi/pulumi";
import type { AdoptedObject } from "../core/adopted-object";
import type { Issue } from "../core/issue";
import type { Read } from "../core/shape";

/** A bucket for the documents of issuers. */
export interface IssuerBucket {
  /** What the vendor calls it. */
  name: pulumi.Input<string>;
  /** Where everybody reads what is in it, without a slash at the end, such as `https://issuers.s3.eu-west-1.amazonaws.com`. */
  url: pulumi.Input<string>;
}

/** A place that publishes the documents of an issuer. `Args` are what a program writes for it. */
export interface IssuerHost<Args extends object = object> {
  /** Loads the SDK of the vendor's provider, and throws where it is not installed; absent where nothing is created. */
  readonly loadSdk?: () => unknown;
  /** How the arguments are read. */
  readonly read: Read<Args>;
  /** Faults that can be seen before anything is created. */
  check(args: Args, name: string): Issue[];
  /** Creates the place; the arguments have been checked. */
  create(name: string, args: Args, parent: pulumi.Resource): HostedIssuer;
  /** How a place that exists is taken over; absent where it becomes in place what the program says. */
  readonly adoption?: IssuerHostAdoption<Args>;
}

/** A place whose settings stay as they are for as long as a program adopts it. */
interface IssuerHostAdoption<Args extends object> {
  /** What its resources leave alone, as `ignoreChanges` names it. */
  readonly ignoreChanges: readonly string[];
  /** What the arguments say wrong of the objects, which nothing else would see. */
  check(args: Args, objects: readonly AdoptedObject[]): Issue[];
}

/** An issuer's place. */
export interface HostedIssuer {
  /** The issuer: what the cluster's tokens have to name. */
  readonly url: pulumi.Output<string>;
  /** The bucket, for the documents of further clusters; absent where there is none that they could share. */
  readonly bucket?: pulumi.Output<IssuerBucket>;
  /** Publishes a document, or changes it in place. Returns nothing where somebody else publishes it. */
  publish(name: string, document: HostedDocument, opts: pulumi.CustomResourceOptions): pulumi.Resource | undefined;
}

/** A document as its host answers with it. */
export interface HostedDocument {
  /** Path below the issuer, without a slash at its start. */
  readonly path: string;
  readonly content: pulumi.Input<string>;
  readonly contentType: string;
  readonly cacheControl: string;
}
