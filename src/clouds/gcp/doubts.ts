import { storedCelFault } from "./cel/stored";
import { hasTooMuchCel, isSub, TOO_MUCH_CEL } from "./principals";
import type { GcpProvider } from "./trust";

/** What a provider can hold (WorkloadIdentityPoolProvider API, read 2026-08): attributes of one's own, audiences, and the characters of one. */
const ATTRIBUTES_MAX = 50;
const AUDIENCES_MAX = 10;
const AUDIENCE_MAX_LENGTH = 256;
/** What can be mapped (the same API, `attributeMapping`). */
const MAPPED = /^(google\.(subject|groups)|attribute\.[a-z0-9_]{1,100})$/;

/** Why Google would not store a provider: such a document says nothing about what is deployed. */
export function gcpProviderDoubts(provider: GcpProvider): string[] {
  const { name, allowedAudiences = [], attributeMapping = {}, attributeCondition = "" } = provider;
  if (hasTooMuchCel(provider)) return [TOO_MUCH_CEL];
  const doubts: string[] = [];
  const doubt = (why: string) => doubts.push(`Google does not store provider ${name}: ${why}`);
  const mapped = Object.entries(attributeMapping);
  const custom = mapped.filter(([attribute]) => attribute.startsWith("attribute."));
  if (custom.length > ATTRIBUTES_MAX)
    doubt(`it maps ${custom.length} attributes of its own, at most ${ATTRIBUTES_MAX} fit`);
  if (allowedAudiences.length > AUDIENCES_MAX) {
    doubt(`it has ${allowedAudiences.length} audiences, at most ${AUDIENCES_MAX} fit`);
  }
  if (allowedAudiences.some((audience) => audience === "" || audience.length > AUDIENCE_MAX_LENGTH)) {
    doubt(`an audience has none or more than ${AUDIENCE_MAX_LENGTH} characters`);
  }
  for (const [attribute, source] of mapped) {
    if (!MAPPED.test(attribute))
      doubt(`it maps ${JSON.stringify(attribute)}, expected google.* or attribute.<a-z, 0-9, _>`);
    const fault = isSub(source)
      ? undefined
      : storedCelFault(source, attribute === "google.groups" ? "groups" : "mapping");
    if (fault !== undefined) doubt(`the mapping of ${attribute} cannot be stored: ${fault}`);
  }
  const fault = attributeCondition === "" ? undefined : storedCelFault(attributeCondition, "condition");
  if (fault !== undefined) doubt(`the condition cannot be stored: ${fault}`);
  return doubts;
}
