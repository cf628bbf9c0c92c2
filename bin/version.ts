declare const STARBOARD_VERSION: string | undefined;

/** The version of package.json, put in by the bundler. */
export const version: string =
  typeof STARBOARD_VERSION === 'string' ? STARBOARD_VERSION : '0.0.0-source';
