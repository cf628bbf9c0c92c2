/** The header's place for the connection's mark: the same on every page, whichever part of the page knows how old it is. */
export const CONNECTION_SLOT = 'connection';
