<?php

declare(strict_types=1);

// Asks the health check until it names the expected commit, for twenty seconds at most.
$expected = $argv[1];
$url = 'http://127.0.0.1:' . getenv('PORT') . '/health';
$context = stream_context_create(['http' => ['timeout' => 2, 'ignore_errors' => true]]);
$deadline = microtime(true) + 20;
$last = 'no answer';

while (microtime(true) < $deadline) {
    $body = @file_get_contents($url, false, $context);
    $commit = $body === false ? null : (json_decode($body, true)['commit'] ?? null);
    if ($commit === $expected) {
        echo "healthy at $commit\n";
        exit(0);
    }
    $last = $body === false ? $last : 'it answers with commit ' . ($commit ?? 'none');
    usleep(50_000);
}

fwrite(STDERR, "$url did not become healthy at $expected: $last\n");
exit(1);
