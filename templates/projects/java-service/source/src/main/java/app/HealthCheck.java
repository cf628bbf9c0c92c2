package app;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;

/** Asks the health check until it names the expected commit, for twenty seconds at most: java -cp app.jar app.HealthCheck COMMIT */
public final class HealthCheck {
    private HealthCheck() {}

    public static void main(String[] args) throws InterruptedException {
        var expected = "\"commit\":" + Json.quote(args[0]);
        var address = URI.create("http://127.0.0.1:" + System.getenv("PORT") + "/health");
        var client = HttpClient.newHttpClient();
        var request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(2)).build();
        var deadline = Instant.now().plusSeconds(20);
        var last = "no answer";
        while (Instant.now().isBefore(deadline)) {
            try {
                last = client.send(request, BodyHandlers.ofString()).body().strip();
                if (last.contains(expected)) {
                    System.out.println("healthy at " + args[0]);
                    return;
                }
            } catch (IOException notYet) {
                last = String.valueOf(notYet.getMessage());
            }
            Thread.sleep(50);
        }
        System.err.println(address + " did not become healthy at " + args[0] + ": " + last);
        System.exit(1);
    }
}
