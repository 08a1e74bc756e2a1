// What Pulumi starts for programs in other languages: `pulumi package add <this folder>`.
const { serve } = require("../dist/provider");

serve(process.argv.slice(2));
