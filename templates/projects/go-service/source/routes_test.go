package main

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

func request(method, path string) *httptest.ResponseRecorder {
	recorder := httptest.NewRecorder()
	newHandler("abc123").ServeHTTP(recorder, httptest.NewRequest(method, path, nil))
	return recorder
}

func TestAnswers(t *testing.T) {
	tests := []struct {
		name, method, path string
		status             int
		body               string
	}{
		{"the health check names the commit", "GET", "/health", http.StatusOK, `"commit":"abc123"`},
		{"it greets by name", "GET", "/api/greetings/Ada", http.StatusOK, `{"greeting":"Hello, Ada"}`},
		{"a name that is too long is refused", "GET", "/api/greetings/" + strings.Repeat("x", 41), http.StatusBadRequest, "error"},
		{"an unknown address is not found", "GET", "/nothing", http.StatusNotFound, "not found"},
		{"nothing is changed", "POST", "/health", http.StatusMethodNotAllowed, "only GET"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := request(test.method, test.path)
			if got.Code != test.status || !strings.Contains(got.Body.String(), test.body) {
				t.Errorf("%s %s: got %d %s, want %d with %s", test.method, test.path, got.Code, got.Body, test.status, test.body)
			}
		})
	}
}

func TestPageHasAHeadingAndNamesTheCommit(t *testing.T) {
	text := request("GET", "/").Body.String()
	if !regexp.MustCompile(`<h1>[^<]+</h1>`).MatchString(text) || !strings.Contains(text, "abc123") {
		t.Errorf("got %s", text)
	}
}

func TestCheckSaysWhatItSaw(t *testing.T) {
	server := httptest.NewServer(newHandler("abc123"))
	defer server.Close()
	port := server.URL[strings.LastIndex(server.URL, ":")+1:]
	if err := check(port, "abc123", 1e9); err != nil {
		t.Error(err)
	}
	if err := check(port, "other", 1e8); err == nil || !strings.Contains(err.Error(), "abc123") {
		t.Errorf("got %v", err)
	}
}
