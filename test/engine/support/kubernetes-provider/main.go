// Serves Pulumi's Kubernetes provider, as its own main does; that one embeds a schema that the module does not hold.
package main

import (
	"log"
	"os"
	"path/filepath"

	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"
	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/version"
)

func main() {
	self, err := os.Executable()
	fatal(err)
	schema, err := os.ReadFile(filepath.Join(filepath.Dir(self), "schema.json"))
	fatal(err)
	provider.Serve("kubernetes", version.Version, schema, []byte("{}"))
}

func fatal(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
