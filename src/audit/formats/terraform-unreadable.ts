import { isRecord, own } from "../../core/record";

type Document = Record<string, unknown>;

/** Why a document of Terraform or OpenTofu has nothing to read, with what to give in its place; `undefined` for all others. */
export function unreadableTerraform(value: Document): string | undefined {
  return UNREADABLE.find(({ isOne }) => isOne(value))?.why;
}

const UNREADABLE: readonly { readonly isOne: (value: Document) => boolean; readonly why: string }[] = [
  {
    isOne: (value) =>
      typeof own(value, "encrypted_data") === "string" && own(value, "encryption_version") !== undefined,
    why: "it is a state or plan that OpenTofu has encrypted: give what tofu show -json prints",
  },
  {
    isOne: (value) => Number(own(value, "version")) < 4 && Array.isArray(own(value, "modules")),
    why: "it is a state of Terraform before 0.12: give what terraform show -json of a newer version prints of it",
  },
  {
    isOne: (value) => own(value, "version") !== undefined && isRecord(own(value, "backend")),
    why: "it says where a state is, and is none: give what terraform state pull prints",
  },
  {
    isOne: (value) => Object.keys(resourceTypes(value)).some((type) => /^[a-z0-9]+_[a-z0-9_]+$/.test(type)),
    why: "it is a configuration of Terraform, which says what is asked for and not what there is: give a plan or a state",
  },
];

/** A configuration has its resources by type and name. */
function resourceTypes(value: Document): Document {
  const resource = own(value, "resource");
  return isRecord(resource) && Object.values(resource).every(isRecord) ? resource : {};
}
