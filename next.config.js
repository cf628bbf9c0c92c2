import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // The door tells Next 127.0.0.1 as Host and Origin, whatever the dashboard's name (bin/door.ts). Without this,
  // `npm run dev` would take that for another site and refuse its own reload socket.
  allowedDevOrigins: ['127.0.0.1', 'localhost'],
  experimental: {
    // A page's code is loaded when the page is opened: loading all of it first would hold up the one that is waited for.
    preloadEntriesOnStart: false,
    // What the door lets through (bin/request-check.ts); the door itself refuses by the length that is named.
    serverActions: { bodySizeLimit: '1mb' },
  },
  outputFileTracingExcludes: { '*': ['.starboard/**', 'templates/projects/**'] },
  serverExternalPackages: [
    '@aws-sdk/client-codepipeline',
    '@aws-sdk/client-codebuild',
    '@aws-sdk/client-codedeploy',
    '@aws-sdk/client-codecommit',
    '@aws-sdk/client-cloudformation',
    '@aws-sdk/client-cloudwatch-logs',
    '@aws-sdk/client-sts',
    '@aws-sdk/credential-provider-node',
  ],
  turbopack: { root },
  // `npm test` type-checks everything in one go; a build need not do it again.
  typescript: { ignoreBuildErrors: true },
};

export default config;
