package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// check asks the health check until it names the expected commit.
func check(port, expected string, patience time.Duration) error {
	url := "http://127.0.0.1:" + port + "/health"
	client := &http.Client{Timeout: 2 * time.Second}
	last := "no answer"
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		commit, err := ask(client, url)
		switch {
		case err != nil:
			last = err.Error()
		case commit == expected:
			fmt.Println("healthy at", commit)
			return nil
		default:
			last = "it answers with commit " + commit
		}
	}
	return fmt.Errorf("%s did not become healthy at %s: %s", url, expected, last)
}

func ask(client *http.Client, url string) (string, error) {
	response, err := client.Get(url)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	var health struct{ Commit string }
	err = json.NewDecoder(response.Body).Decode(&health)
	return health.Commit, err
}
