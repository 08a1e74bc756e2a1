import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import messages from "@pulumi/pulumi/proto/provider_pb";
import type { Callers } from "./callers";
import { difference } from "./difference";
import { empty } from "./grpc";
import type { Properties } from "./inputs";
import { fillIn, previewed, withoutDefaults } from "./inputs";
import type { Call } from "./messages";
import { answer, message, plain } from "./messages";
import type { CloudObject, CloudRequest, SimulatedCloud } from "./simulated-cloud";

/** What the engine asks of a provider for one resource. */
export function resourceService(cloud: SimulatedCloud, callers: Callers): UntypedServiceImplementation {
  const request = (
    call: { getPeer(): string; request: ResourceRequest },
    inputs: Properties,
  ): CloudRequest & { id: string } => ({
    ...callers.of(call.getPeer()),
    type: call.request.getType(),
    name: call.request.getName(),
    id: call.request.getId(),
    inputs: withoutDefaults(inputs),
  });
  return {
    check: answer(async (call: Call<messages.CheckRequest>) => {
      const response = new messages.CheckResponse();
      const { inputs, failure } = fillIn(
        cloud.typeOf(call.request.getType()),
        call.request.getName(),
        plain(call.request.getOlds()),
        plain(call.request.getNews()),
      );
      response.setInputs(message(inputs));
      if (failure !== undefined) {
        const item = new messages.CheckFailure();
        item.setProperty(failure.property);
        item.setReason(failure.reason);
        response.setFailuresList([item]);
      }
      return response;
    }),
    diff: answer(async (call: Call<messages.DiffRequest>) => {
      const { changed, replaced, deletesFirst } = difference(
        cloud.typeOf(call.request.getType()),
        plain(call.request.getOldInputs()),
        plain(call.request.getNews()),
        call.request.getIgnorechangesList(),
      );
      const tops = (paths: readonly string[]) => [...new Set(paths.map((path) => path.split(".")[0]!))];
      const response = new messages.DiffResponse();
      const { DIFF_SOME, DIFF_NONE } = messages.DiffResponse.DiffChanges;
      response.setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE);
      response.setDiffsList(tops(changed));
      response.setReplacesList(tops(replaced));
      response.setDeletebeforereplace(deletesFirst);
      return response;
    }),
    create: answer(async (call: Call<messages.CreateRequest>) => {
      const response = new messages.CreateResponse();
      const inputs = plain(call.request.getProperties());
      if (call.request.getPreview()) {
        response.setProperties(message(previewed(cloud.typeOf(call.request.getType()), inputs)));
        return response;
      }
      const object = await cloud.create({
        ...callers.of(call.getPeer()),
        type: call.request.getType(),
        name: call.request.getName(),
        inputs: withoutDefaults(inputs),
      });
      response.setId(object.id);
      response.setProperties(message(object.state));
      return response;
    }),
    update: answer(async (call: Call<messages.UpdateRequest>) => {
      const response = new messages.UpdateResponse();
      const news = plain(call.request.getNews());
      const state = call.request.getPreview()
        ? { ...plain(call.request.getOlds()), ...withoutDefaults(news) }
        : (await cloud.update(request(call, news))).state;
      response.setProperties(message(state));
      return response;
    }),
    read: answer(async (call: Call<messages.ReadRequest>) => {
      const response = new messages.ReadResponse();
      const known = plain(call.request.getInputs());
      const object: CloudObject | undefined = await cloud.read(request(call, known));
      if (object === undefined) return response;
      response.setId(object.id);
      response.setProperties(message(object.state));
      // The engine sends no inputs with an import.
      const { importedInputs } = call.request.hasInputs() ? {} : cloud.typeOf(object.type);
      const inputs = importedInputs?.(object) ?? object.inputs;
      response.setInputs(message({ ...inputs, ...("__defaults" in known ? { __defaults: known.__defaults } : {}) }));
      return response;
    }),
    delete: answer(async (call: Call<messages.DeleteRequest>) => {
      await cloud.delete(request(call, plain(call.request.getOldInputs())));
      return new empty.Empty();
    }),
    invoke: answer(async (call: Call<messages.InvokeRequest>) => {
      const response = new messages.InvokeResponse();
      const { settings } = callers.of(call.getPeer());
      response.setReturn(message(cloud.invoke(call.request.getTok(), plain(call.request.getArgs()), settings)));
      return response;
    }),
  };
}

type ResourceRequest = messages.UpdateRequest | messages.DeleteRequest | messages.ReadRequest;
