package app;

/** Every method whose name begins with "test" is one test; see TestRunner. */
public final class RoutesTest {
    private final Routes routes = new Routes("abc123");

    public void testTheHealthCheckNamesTheCommit() {
        check(routes.answer("GET", "/health"), 200, "{\"commit\":\"abc123\",\"status\":\"ok\"}\n");
    }

    public void testItGreetsByName() {
        check(routes.answer("GET", "/api/greetings/Ada"), 200, "{\"greeting\":\"Hello, Ada\"}\n");
    }

    public void testWhatStandsInANameIsQuoted() {
        check(routes.answer("GET", "/api/greetings/\"\\\n"), 200, "{\"greeting\":\"Hello, \\\"\\\\\\u000a\"}\n");
    }

    public void testANameThatIsTooLongIsRefused() {
        equal(400, routes.answer("GET", "/api/greetings/" + "x".repeat(41)).status());
    }

    public void testThePageHasAHeadingAndNamesTheCommit() {
        var page = routes.answer("GET", "/");
        equal(200, page.status());
        equal(true, page.body().matches("(?s).*<h1>[^<]+</h1>.*abc123.*"));
    }

    public void testAnUnknownAddressIsNotFound() {
        equal(404, routes.answer("GET", "/nothing").status());
    }

    public void testNothingIsChanged() {
        equal(405, routes.answer("POST", "/health").status());
    }

    private static void check(Routes.Answer answer, int status, String body) {
        equal(status, answer.status());
        equal(body, answer.body());
    }

    private static void equal(Object expected, Object actual) {
        if (!expected.equals(actual)) throw new AssertionError("expected " + expected + " but was " + actual);
    }
}
