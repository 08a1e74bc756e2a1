import { checkForm } from "../core/form";

/** Faults of the name of an object such as a Secret (Kubernetes, DNS subdomain names of RFC 1123). */
export const checkObjectName = checkForm(
  "object-name-invalid",
  "name",
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
  "1 to 253 of a-z 0-9 - and dots, with a letter or digit at the ends of each part",
);
