import { createRequire } from "node:module";
import type * as grpcTypes from "@grpc/grpc-js";
import type emptyTypes from "google-protobuf/google/protobuf/empty_pb";
import type structTypes from "google-protobuf/google/protobuf/struct_pb";

/** The copies that the Pulumi SDK works with, wherever the package manager put them: a second copy would not take its messages. */
const load = createRequire(require.resolve("@pulumi/pulumi"));

export const grpc = load("@grpc/grpc-js") as typeof grpcTypes;
export const empty = load("google-protobuf/google/protobuf/empty_pb") as typeof emptyTypes;
export const struct = load("google-protobuf/google/protobuf/struct_pb") as typeof structTypes;
