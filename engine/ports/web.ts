/** Deliveries to addresses that people have entered. */
export interface Web {
  /**
   * Posts a body and returns the answer's status. Redirects are not followed. Throws a WebError when nobody answers
   * within `timeoutMs`, and for an address that no subscriber can have: link-local ones, where clouds keep their
   * instance metadata.
   */
  post(
    url: string,
    headers: Readonly<Record<string, string>>,
    body: string,
    timeoutMs: number,
  ): Promise<number>;
}
