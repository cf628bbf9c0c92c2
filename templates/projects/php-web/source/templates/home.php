<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>Hello</title>
  <style>
    body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 20vh auto; padding: 0 1rem; }
    code { font-family: ui-monospace, monospace; }
  </style>
  <h1>Hello from PHP</h1>
  <p>Commit <code><?= $commit ?></code></p>
</html>
