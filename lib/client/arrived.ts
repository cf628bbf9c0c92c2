/**
 * What a page's answer brings after its head. Undefined where it does not, or was cut off before it did (the dashboard was
 * restarted, the network is gone): whoever waits for it asks by itself then. Never rejects.
 */
export async function arrived<T>(
  later: T | Promise<T | undefined> | undefined,
): Promise<T | undefined> {
  try {
    return await later;
  } catch {
    return undefined;
  }
}
