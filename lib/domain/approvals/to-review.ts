/** What the author of a pipeline asks to be looked at before an answer. */
export interface ToReview {
  readonly customData?: string | undefined;
  readonly link?: string | undefined;
  /** Other approvals of the same execution that wait too. */
  readonly alsoWaits: readonly {
    readonly stage: string;
    readonly action: string;
    readonly execution: string;
  }[];
}

/** A text in which a commit is named whole, with that commit's short id in its place. */
export const withShortSha = (text: string, sha: string | undefined): string =>
  sha !== undefined && /^[0-9a-f]{40}$/.test(sha) ? text.replaceAll(sha, sha.slice(0, 7)) : text;
