package app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** Gives the service a port. The build writes the commit into commit.txt beside the jar. */
public final class Server {
    private Server() {}

    public static void main(String[] args) throws IOException {
        var host = System.getenv().getOrDefault("HOST", "0.0.0.0");
        var port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8080"));
        var routes = new Routes(readCommit());
        var server = HttpServer.create(new InetSocketAddress(host, port), 0);
        server.createContext("/", exchange -> send(exchange, routes.answer(exchange.getRequestMethod(), exchange.getRequestURI().getPath())));
        server.setExecutor(threads());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(1)));
        server.start();
        System.out.printf("listening on http://%s:%d%n", host, port);
    }

    private static void send(HttpExchange exchange, Routes.Answer answer) throws IOException {
        try (exchange) {
            var body = answer.body().getBytes(StandardCharsets.UTF_8);
            var head = exchange.getRequestMethod().equals("HEAD");
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            exchange.sendResponseHeaders(answer.status(), head ? -1 : body.length);
            if (!head) exchange.getResponseBody().write(body);
        }
    }

    /** Virtual threads from Java 21 on; before that a pool. */
    private static Executor threads() {
        try {
            return (Executor) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException older) {
            return Executors.newFixedThreadPool(32);
        }
    }

    private static String readCommit() throws IOException {
        try {
            return Files.readString(Path.of("commit.txt")).strip();
        } catch (NoSuchFileException notBuilt) {
            return "unreleased";
        }
    }
}
