<?php

declare(strict_types=1);

use App\App;

require __DIR__ . '/../autoload.php';

// The build writes the commit into a file beside the application.
$file = __DIR__ . '/../commit.txt';
$commit = is_file($file) ? trim((string) file_get_contents($file)) : 'unreleased';
$path = rawurldecode((string) parse_url($_SERVER['REQUEST_URI'] ?? '/', PHP_URL_PATH));

(new App($commit))->handle($_SERVER['REQUEST_METHOD'] ?? 'GET', $path)->send();
