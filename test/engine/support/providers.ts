export * from "../../../src/sandbox/provider/providers";
