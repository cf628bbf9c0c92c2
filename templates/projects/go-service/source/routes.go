package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"unicode/utf8"
)

const (
	maxName   = 40
	greetings = "/api/greetings/"
)

//go:embed page.html
var pageText string

var page = template.Must(template.New("page").Parse(pageText))

// newHandler is the service without a port: tests and the server share it.
func newHandler(commit string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			answer(w, http.StatusNotFound, map[string]string{"error": "not found"})
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		// The status has been sent by now; a client that went away is no error of ours.
		_ = page.Execute(w, struct{ Commit string }{commit})
	})
	mux.HandleFunc("/health", func(w http.ResponseWriter, r *http.Request) {
		answer(w, http.StatusOK, map[string]string{"status": "ok", "commit": commit})
	})
	mux.HandleFunc(greetings, greet)
	return readOnly(mux)
}

func greet(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, greetings)
	if n := utf8.RuneCountInString(name); n < 1 || n > maxName {
		answer(w, http.StatusBadRequest, map[string]string{"error": fmt.Sprintf("a name has 1 to %d characters", maxName)})
		return
	}
	answer(w, http.StatusOK, map[string]string{"greeting": "Hello, " + name})
}

// readOnly refuses what would change something.
func readOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			answer(w, http.StatusMethodNotAllowed, map[string]string{"error": "only GET is served"})
			return
		}
		next.ServeHTTP(w, r)
	})
}

func answer(w http.ResponseWriter, status int, body map[string]string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
