export * from "../../../src/sandbox/provider/inputs";
