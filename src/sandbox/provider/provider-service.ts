import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import plugin from "@pulumi/pulumi/proto/plugin_pb";
import messages from "@pulumi/pulumi/proto/provider_pb";
import { clusterChanges } from "./active-cluster";
import type { Callers } from "./callers";
import { empty } from "./grpc";
import type { Call } from "./messages";
import { answer, plain } from "./messages";

/** What the engine asks of a provider as a whole. */
export function providerService(callers: Callers): UntypedServiceImplementation {
  return {
    getPluginInfo: answer(async () => {
      const response = new plugin.PluginInfo();
      response.setVersion(NEWER_THAN_ANY_SDK);
      return response;
    }),
    getSchema: answer(async () => {
      const response = new messages.GetSchemaResponse();
      response.setSchema("{}");
      return response;
    }),
    checkConfig: answer(async (call: Call<messages.CheckRequest>) => {
      const response = new messages.CheckResponse();
      response.setInputs(call.request.getNews());
      return response;
    }),
    diffConfig: answer(async (call: Call<messages.DiffRequest>) => {
      const response = new messages.DiffResponse();
      // Objects of another cluster are made there, and taken away where they were.
      response.setReplacesList(clusterChanges(plain(call.request.getOldInputs()), plain(call.request.getNews())));
      return response;
    }),
    configure: answer(async (call: Call<messages.ConfigureRequest>) => {
      callers.configure(call.getPeer(), plain(call.request.getArgs()));
      const response = new messages.ConfigureResponse();
      response.setSupportspreview(true);
      return response;
    }),
    attach: answer(async () => new empty.Empty()),
    cancel: answer(async () => new empty.Empty()),
  };
}

/** The engine warns of a provider that is older than the SDK of the program, whose folder nobody here knows. */
const NEWER_THAN_ANY_SDK = "9999.0.0";
