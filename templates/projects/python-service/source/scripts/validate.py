"""Asks the health check until it names the expected commit, for twenty seconds at most."""
import json
import os
import sys
import time
import urllib.request

expected = sys.argv[1]
url = f"http://127.0.0.1:{os.environ['PORT']}/health"
deadline = time.monotonic() + 20
last = "no answer"

while time.monotonic() < deadline:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            commit = json.load(response)["commit"]
        if commit == expected:
            print(f"healthy at {commit}")
            sys.exit(0)
        last = f"it answers with commit {commit}"
    except (OSError, ValueError, KeyError) as error:
        last = str(error)
    time.sleep(0.05)

sys.exit(f"{url} did not become healthy at {expected}: {last}")
