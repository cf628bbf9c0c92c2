package app;

/** The page people see. Change the heading, commit, push: that is your first release. */
final class Page {
    private Page() {}

    static String of(String commit) {
        return """
            <!doctype html>
            <html lang="en">
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width">
              <title>Hello</title>
              <style>
                body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 20vh auto; padding: 0 1rem; }
                code { font-family: ui-monospace, monospace; }
              </style>
              <h1>Hello from Java</h1>
              <p>Ask <a href="/api/greetings/you"><code>/api/greetings/you</code></a> for a greeting.</p>
              <p>Commit <code>%s</code></p>
            </html>
            """.formatted(commit);
    }
}
