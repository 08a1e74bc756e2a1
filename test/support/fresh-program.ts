import { runtime } from "@pulumi/pulumi";

// Test files share a process, and Pulumi keeps one configuration per process: a program never sees that of the file before.
runtime.setAllConfig({});
