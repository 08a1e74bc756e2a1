export * from "../../../src/sandbox/provider/kubernetes";
