package app;

import java.util.Map;
import java.util.TreeMap;

/** What the service answers to a request, without a port: tests and the server share it. */
final class Routes {
    private static final int MAX_NAME = 40;
    private static final String GREETINGS = "/api/greetings/";

    record Answer(int status, String type, String body) {}

    private final String commit;

    Routes(String commit) {
        this.commit = commit;
    }

    Answer answer(String method, String path) {
        if (!method.equals("GET") && !method.equals("HEAD")) return json(405, Map.of("error", "only GET is served"));
        if (path.equals("/")) return new Answer(200, "text/html; charset=utf-8", Page.of(commit));
        if (path.equals("/health")) return json(200, new TreeMap<>(Map.of("status", "ok", "commit", commit)));
        if (path.startsWith(GREETINGS)) return greeting(path.substring(GREETINGS.length()));
        return json(404, Map.of("error", "not found"));
    }

    private Answer greeting(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME) return json(400, Map.of("error", "a name has 1 to " + MAX_NAME + " characters"));
        return json(200, Map.of("greeting", "Hello, " + name));
    }

    private static Answer json(int status, Map<String, String> members) {
        return new Answer(status, "application/json", Json.object(members));
    }
}
