using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Xunit;

namespace App.Tests;

/// <summary>Asks a real server on a free port.</summary>
public sealed class RoutesTests : IAsyncLifetime
{
    private readonly HttpClient client = new();
    private WebApplication? server;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        server = builder.Build();
        server.MapRoutes("abc123");
        await server.StartAsync();
        client.BaseAddress = new Uri(server.Urls.First());
    }

    public async Task DisposeAsync()
    {
        client.Dispose();
        if (server is not null) await server.DisposeAsync();
    }

    [Fact]
    public async Task The_health_check_names_the_commit() =>
        Assert.Equal(new Health("ok", "abc123"), await client.GetFromJsonAsync<Health>("/health"));

    [Fact]
    public async Task It_greets_by_name() =>
        Assert.Equal("""{"greeting":"Hello, Ada"}""", await client.GetStringAsync("/api/greetings/Ada"));

    [Fact]
    public async Task A_name_that_is_too_long_is_refused() =>
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync("/api/greetings/" + new string('x', 41))).StatusCode);

    [Fact]
    public async Task The_page_has_a_heading_and_names_the_commit()
    {
        var page = await client.GetStringAsync("/");
        Assert.Matches("<h1>[^<]+</h1>", page);
        Assert.Contains("abc123", page);
    }

    [Fact]
    public async Task An_unknown_address_is_not_found() =>
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/nothing")).StatusCode);
}
