// Serves the vendor's pod mutation on loopback, as the vendor's own main does on every interface at a fixed port.
package main

import (
	"flag"
	"log"
	"net/http"

	"github.com/Azure/azure-workload-identity/pkg/webhook"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/webhook/admission"
)

func main() {
	listen := flag.String("listen", "", "address and port")
	cert := flag.String("cert", "", "file of the certificate")
	key := flag.String("key", "", "file of its key")
	kubeconfig := flag.String("kubeconfig", "", "file that names the API server")
	flag.Parse()

	config, err := clientcmd.BuildConfigFromFlags("", *kubeconfig)
	fatal(err)
	reader, err := client.New(config, client.Options{Scheme: scheme.Scheme})
	fatal(err)
	// No audience: the vendor's default.
	mutator, err := webhook.NewPodMutator(reader, reader, "", scheme.Scheme)
	fatal(err)
	handler, err := admission.StandaloneWebhook(&admission.Webhook{Handler: mutator}, admission.StandaloneOptions{})
	fatal(err)
	fatal(http.ListenAndServeTLS(*listen, *cert, *key, handler))
}

func fatal(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
