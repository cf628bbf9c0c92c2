<?php

declare(strict_types=1);

namespace App;

/** The application, without a web server: tests and the front controller share it. */
final class App
{
    public function __construct(private readonly string $commit)
    {
    }

    public function handle(string $method, string $path): Response
    {
        if ($method !== 'GET' && $method !== 'HEAD') {
            return Response::json(['error' => 'only GET is served'], 405);
        }

        return match ($path) {
            '/' => new Response(200, 'text/html; charset=utf-8', $this->render('home')),
            '/health' => Response::json(['status' => 'ok', 'commit' => $this->commit]),
            default => Response::json(['error' => 'not found'], 404),
        };
    }

    private function render(string $template): string
    {
        $commit = htmlspecialchars($this->commit);
        ob_start();
        require __DIR__ . "/../templates/$template.php";

        return (string) ob_get_clean();
    }
}
