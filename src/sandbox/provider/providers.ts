import type { handleUnaryCall, Server, ServerUnaryCall, UntypedServiceImplementation } from "@grpc/grpc-js";
import plugin from "@pulumi/pulumi/proto/plugin_pb";
import services from "@pulumi/pulumi/proto/provider_grpc_pb";
import messages from "@pulumi/pulumi/proto/provider_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { ProviderSettings } from "../../clouds/simulated/provider-settings";
import { simulations } from "../../clouds/simulations";
import { clusterChanges, clusterName } from "./active-cluster";
import { empty, grpc, struct } from "./grpc";
import type { Properties } from "./inputs";
import { asCompared, changes, fillIn, isMadeUp, previewed, within, withoutDefaults } from "./inputs";
import type { CloudObject, CloudRequest, SimulatedCloud } from "./simulated-cloud";
import { UNNAMED_ACCOUNT } from "./simulated-cloud";

/** Packages whose simulated providers are attached: those that the clouds' resource types belong to, and the cluster's. */
const packages: readonly string[] = [
  ...new Set([
    ...simulations.flatMap(({ resources }) => Object.keys(resources)).map((type) => type.split(":")[0]!),
    "kubernetes",
  ]),
];

/** The provider settings that say which account is meant; two providers that differ in them see two accounts. */
const accountSettings = simulations.flatMap(({ behaviour }) => behaviour.accountSettings);

function accountOf(settings: ProviderSettings): string {
  const cluster = clusterName(settings);
  const named = accountSettings.filter((key) => key in settings).map((key) => `${key}=${settings[key]}`);
  return [...named, ...(cluster === undefined ? [] : [`cluster=${cluster}`])].join(" ") || UNNAMED_ACCOUNT;
}

/** Serves one simulated provider per package on loopback, but for those that are real; `debugProviders` is the value that attaches them to the engine. */
export async function attachProviders(
  cloud: SimulatedCloud,
  real: readonly string[] = [],
): Promise<{ debugProviders: string; close(): void }> {
  const servers: Server[] = [];
  const entries: string[] = [];
  for (const name of packages.filter((each) => !real.includes(each))) {
    const server = new grpc.Server();
    server.addService(services.ResourceProviderService, provider(cloud));
    const port = await new Promise<number>((resolve, reject) =>
      server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      ),
    );
    servers.push(server);
    entries.push(`${name}:${port}`);
  }
  const close = () => {
    for (const server of servers) server.forceShutdown();
  };
  return { debugProviders: entries.join(","), close };
}

function provider(cloud: SimulatedCloud): UntypedServiceImplementation {
  // One connection per provider resource of the program, so the peer tells them apart.
  const callers = new Map<string, { account: string; settings: ProviderSettings }>();
  const caller = (call: { getPeer(): string }) =>
    callers.get(call.getPeer()) ?? { account: UNNAMED_ACCOUNT, settings: {} };
  const request = (
    call: { getPeer(): string; request: ResourceRequest },
    inputs: Properties,
  ): CloudRequest & { id: string } => ({
    ...caller(call),
    type: call.request.getType(),
    name: call.request.getName(),
    id: call.request.getId(),
    inputs: withoutDefaults(inputs),
  });
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
      const settings = plain(call.request.getArgs());
      callers.set(call.getPeer(), { account: accountOf(settings), settings });
      const response = new messages.ConfigureResponse();
      response.setSupportspreview(true);
      return response;
    }),
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
      const olds = plain(call.request.getOldInputs());
      const news = plain(call.request.getNews());
      const { replacedBy, autoname, sameInputs, deletesFirst = false } = cloud.typeOf(call.request.getType());
      const compared = (inputs: Properties) => asCompared(withoutDefaults(inputs), sameInputs);
      const changed = changes(compared(olds), compared(news)).filter(
        (path) => !call.request.getIgnorechangesList().some((ignored) => within(path, ignored)),
      );
      const replacing = changed.filter(
        (path) => replacedBy === "every input" || replacedBy.some((property) => within(path, property)),
      );
      const tops = (paths: string[]) => [...new Set(paths.map((path) => path.split(".")[0]!))];
      const response = new messages.DiffResponse();
      const { DIFF_SOME, DIFF_NONE } = messages.DiffResponse.DiffChanges;
      response.setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE);
      response.setDiffsList(tops(changed));
      response.setReplacesList(tops(replacing));
      // Two objects of one explicit name cannot stand side by side.
      const name = autoname?.path.join(".");
      const keepsName = name !== undefined && !isMadeUp(news, name) && !changed.includes(name);
      response.setDeletebeforereplace(replacing.length > 0 && (keepsName || deletesFirst));
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
        ...caller(call),
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
      const { settings } = caller(call);
      response.setReturn(message(cloud.invoke(call.request.getTok(), plain(call.request.getArgs()), settings)));
      return response;
    }),
    attach: answer(async () => new empty.Empty()),
    cancel: answer(async () => new empty.Empty()),
  };
}

type ResourceRequest = messages.UpdateRequest | messages.DeleteRequest | messages.ReadRequest;
type Call<Request> = ServerUnaryCall<Request, unknown>;

function answer<Request>(handle: (call: Call<Request>) => Promise<unknown>): handleUnaryCall<Request, unknown> {
  return (call, callback) => {
    handle(call).then(
      (response) => callback(null, response),
      (error: Error) => callback({ code: grpc.status.UNKNOWN, details: error.message }),
    );
  };
}

function plain(message: Struct | undefined): Properties {
  return (message?.toJavaScript() ?? {}) as Properties;
}

function message(properties: Properties): Struct {
  return struct.Struct.fromJavaScript(properties as Parameters<typeof struct.Struct.fromJavaScript>[0]);
}

/** The engine warns of a provider that is older than the SDK of the program, whose folder nobody here knows. */
const NEWER_THAN_ANY_SDK = "9999.0.0";
