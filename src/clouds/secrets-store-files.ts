import { checkForm } from "../core/form";

/** The name of a mounted file: providers treat folders differently, and none takes `..`. */
export const checkSecretFile = checkForm(
  "secrets-store-file-invalid",
  "file name",
  /^(?!\.\.)[A-Za-z0-9._-]{1,253}$/,
  '1 to 253 letters, digits, ".", "_" or "-", not beginning with ".."',
);
