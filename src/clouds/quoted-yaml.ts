import { stringify } from "yaml";

/** YAML whose texts are all quoted: readers of older YAML take `yes`, `0123` or `1e3` for something else than a text. */
export function quotedYaml(value: object): string {
  return stringify(value, { defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN", lineWidth: 0 });
}
