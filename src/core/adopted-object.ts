import { readArguments } from "./argument-shape";
import { readText } from "./shape";

/** An object that exists and that a program takes over by import, as `openshift adopt --json` lists those that ccoctl made. */
export interface AdoptedObject {
  /** Which component's resource it becomes: `identities` or `issuer`. */
  component: string;
  /** The type of the resource, for example `aws:iam/role:Role`. */
  type: string;
  /** What follows the component's logical name and a `-` in the resource's; empty where the component has one resource of the type. */
  name: string;
  /** The id by which Pulumi imports it. */
  id: string;
}

export const readAdoptedObject = readArguments<AdoptedObject>({
  component: readText,
  type: readText,
  name: readText,
  id: readText,
});
