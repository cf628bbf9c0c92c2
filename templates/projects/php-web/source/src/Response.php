<?php

declare(strict_types=1);

namespace App;

/** What is sent back: a status, a content type and a body. */
final class Response
{
    public function __construct(
        public readonly int $status,
        public readonly string $type,
        public readonly string $body,
    ) {
    }

    /** @param array<string, string> $value */
    public static function json(array $value, int $status = 200): self
    {
        return new self($status, 'application/json', json_encode($value, JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE) . "\n");
    }

    public function send(): void
    {
        http_response_code($this->status);
        header('Content-Type: ' . $this->type);
        echo $this->body;
    }
}
