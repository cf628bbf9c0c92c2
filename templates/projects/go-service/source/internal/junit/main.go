// Turns "go test -json" on standard input into a JUnit report and readable lines:
// go test -json ./... | go run ./internal/junit reports/junit.xml
package main

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"strings"
)

type event struct {
	Action, Package, Test, Output string
	Elapsed                       float64
}

type failure struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

type testcase struct {
	Classname string   `xml:"classname,attr"`
	Name      string   `xml:"name,attr"`
	Time      string   `xml:"time,attr"`
	Failure   *failure `xml:"failure,omitempty"`
}

type testsuite struct {
	XMLName  xml.Name   `xml:"testsuite"`
	Name     string     `xml:"name,attr"`
	Tests    int        `xml:"tests,attr"`
	Failures int        `xml:"failures,attr"`
	Cases    []testcase `xml:"testcase"`
}

func main() {
	suite := testsuite{Name: "tests"}
	output := map[string]*strings.Builder{}
	broken := false
	decoder := json.NewDecoder(os.Stdin)
	for {
		var e event
		if err := decoder.Decode(&e); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			log.Fatal(err)
		}
		key := e.Package + "." + e.Test
		if output[key] == nil {
			output[key] = &strings.Builder{}
		}
		output[key].WriteString(e.Output)
		if e.Output != "" {
			fmt.Print(e.Output)
		}
		if e.Action == "fail" {
			broken = true
		}
		if e.Test == "" || (e.Action != "pass" && e.Action != "fail") {
			continue
		}
		found := testcase{Classname: e.Package, Name: e.Test, Time: fmt.Sprintf("%.3f", e.Elapsed)}
		if e.Action == "fail" {
			found.Failure = &failure{Message: e.Test + " failed", Text: output[key].String()}
			suite.Failures++
		}
		suite.Tests++
		suite.Cases = append(suite.Cases, found)
	}
	if err := write(os.Args[1], suite); err != nil {
		log.Fatal(err)
	}
	if broken || suite.Tests == 0 {
		os.Exit(1)
	}
}

func write(path string, suite testsuite) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	text, err := xml.MarshalIndent(suite, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(text, '\n'), 0o644)
}
