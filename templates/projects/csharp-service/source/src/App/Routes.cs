namespace App;

public record Health(string Status, string Commit);

public record Answer(string Greeting);

public record Problem(string Error);

/// <summary>What the service answers, without a port: tests and the server share it.</summary>
public static class Routes
{
    private const int MaxName = 40;

    public static void MapRoutes(this IEndpointRouteBuilder app, string commit)
    {
        app.MapGet("/", () => Results.Content(Page.Of(commit), "text/html; charset=utf-8"));
        app.MapGet("/health", () => new Health("ok", commit));
        app.MapGet("/api/greetings/{name}", (string name) => name.Length <= MaxName
            ? Results.Ok(new Answer($"Hello, {name}"))
            : Results.BadRequest(new Problem($"a name has at most {MaxName} characters")));
    }
}
