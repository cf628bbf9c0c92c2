// The service: "app" serves, "app check COMMIT" asks the served health check.
package main

import (
	"context"
	"errors"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

func main() {
	if len(os.Args) == 3 && os.Args[1] == "check" {
		if err := check(os.Getenv("PORT"), os.Args[2], 20*time.Second); err != nil {
			log.Fatal(err)
		}
		return
	}
	if err := serve(); err != nil {
		log.Fatal(err)
	}
}

func serve() error {
	address := net.JoinHostPort(env("HOST", "0.0.0.0"), env("PORT", "8080"))
	server := &http.Server{Addr: address, Handler: newHandler(readCommit()), ReadHeaderTimeout: 5 * time.Second}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	failed := make(chan error, 1)
	go func() { failed <- server.ListenAndServe() }()
	log.Printf("listening on http://%s", address)
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		end, cancel := context.WithTimeout(context.Background(), 4*time.Second)
		defer cancel()
		return server.Shutdown(end)
	}
}

// readCommit reads what the build wrote beside the program.
func readCommit() string {
	text, err := os.ReadFile("commit.txt")
	if errors.Is(err, os.ErrNotExist) {
		return "unreleased"
	}
	if err != nil {
		log.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}

func env(name, fallback string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return fallback
}
