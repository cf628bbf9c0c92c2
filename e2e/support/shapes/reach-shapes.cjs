// Preloaded in tests: the dashboard's SDK clients reach recorded answers in AWS's place. Starboard itself refuses to be
// told another endpoint for AWS, so this stands outside it, and only for the dashboard's own process.
'use strict';
// eslint-disable-next-line @typescript-eslint/no-require-imports -- preloaded with --require, so CommonJS
const { basename } = require('node:path');
if (basename(process.argv[1] ?? '') === 'dashboard.js')
  process.env.AWS_ENDPOINT_URL = process.env.TEST_SHAPES_ENDPOINT;
