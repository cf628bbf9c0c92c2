import { fetchJson, ReadError } from './fetch-json';

/** Ends the session and shows the sign-in page; resolves with the problem when it did not work. */
export async function signOut(address: string): Promise<string | undefined> {
  try {
    await fetchJson(address, undefined, {});
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    // Somebody else ended it already: there is nothing left to end.
    if (error.kind !== 'denied') return error.message;
  }
  window.location.reload();
  return undefined;
}
