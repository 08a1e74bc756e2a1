export * from "../../../src/sandbox/provider/simulated-cloud";
