import * as pulumi from "@pulumi/pulumi";
import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { show } from "../core/show";

/** What Pulumi's providers append to a logical name: `-` and seven hexadecimal digits, or eight of them. */
const SUFFIX_LENGTH = 8;

/**
 * The fault of a physical name that the provider would make up out of a logical one and that is longer than the vendor stores; nothing
 * is said where the stack configures how names are made up. `argument` is the one that gives a name instead.
 */
export function checkAutoname(argument: string, logicalName: string, maxLength: number): Issue[] {
  const length = logicalName.length + SUFFIX_LENGTH;
  if (length <= maxLength || new pulumi.Config("pulumi").get("autonaming") !== undefined) return [];
  const why = `the one made up from ${show(logicalName)} would have ${length}`;
  const message = `Set ${argument} to a name of at most ${maxLength} characters, or give the component a shorter one: ${why}`;
  return [issue("name-too-long", argument, message)];
}
