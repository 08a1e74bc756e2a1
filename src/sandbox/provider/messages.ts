import type { handleUnaryCall, ServerUnaryCall } from "@grpc/grpc-js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { grpc, struct } from "./grpc";
import type { Properties } from "./inputs";

export type Call<Request> = ServerUnaryCall<Request, unknown>;

/** A method of a service, by what it answers; what it throws is the refusal that the engine shows. */
export function answer<Request>(handle: (call: Call<Request>) => Promise<unknown>): handleUnaryCall<Request, unknown> {
  return (call, callback) => {
    handle(call).then(
      (response) => callback(null, response),
      (error: Error) => callback({ code: grpc.status.UNKNOWN, details: error.message }),
    );
  };
}

export function plain(message: Struct | undefined): Properties {
  return (message?.toJavaScript() ?? {}) as Properties;
}

export function message(properties: Properties): Struct {
  return struct.Struct.fromJavaScript(properties as Parameters<typeof struct.Struct.fromJavaScript>[0]);
}
