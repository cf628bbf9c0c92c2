using App;

// The build writes the commit into a file beside the service.
var commit = File.Exists("commit.txt") ? File.ReadAllText("commit.txt").Trim() : "unreleased";
var host = Environment.GetEnvironmentVariable("HOST") ?? "0.0.0.0";
var port = Environment.GetEnvironmentVariable("PORT") ?? "8080";

var builder = WebApplication.CreateSlimBuilder(args);
builder.WebHost.UseUrls($"http://{host}:{port}");
var app = builder.Build();
app.MapRoutes(commit);
app.Run();
