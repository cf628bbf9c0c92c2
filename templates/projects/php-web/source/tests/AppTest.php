<?php

declare(strict_types=1);

use App\App;
use PHPUnit\Framework\TestCase;

final class AppTest extends TestCase
{
    private App $app;

    protected function setUp(): void
    {
        $this->app = new App('abc123');
    }

    public function testTheHealthCheckNamesTheCommit(): void
    {
        $response = $this->app->handle('GET', '/health');
        self::assertSame(200, $response->status);
        self::assertSame(['status' => 'ok', 'commit' => 'abc123'], json_decode($response->body, true));
    }

    public function testThePageHasAHeadingAndNamesTheCommit(): void
    {
        $response = $this->app->handle('GET', '/');
        self::assertSame(200, $response->status);
        self::assertMatchesRegularExpression('~<h1>[^<]+</h1>~', $response->body);
        self::assertStringContainsString('abc123', $response->body);
    }

    public function testAnUnknownAddressIsNotFound(): void
    {
        self::assertSame(404, $this->app->handle('GET', '/nothing')->status);
    }

    public function testNothingIsChanged(): void
    {
        self::assertSame(405, $this->app->handle('POST', '/')->status);
    }
}
