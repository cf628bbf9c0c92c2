/** What starts Starboard again as it was started. The layout marks the document with the backend. */
export const startCommand = (): string =>
  document.documentElement.dataset['backend'] === 'aws'
    ? 'STARBOARD_BACKEND=aws npm start'
    : 'npm start';
