import { readInputArguments, readInputText } from "../core/argument-shape";
import type { IssuerBucket } from "./issuer-host";

export const readIssuerBucket = readInputArguments<IssuerBucket>({ name: readInputText, url: readInputText });
