/** What is known of the picture that the engine takes of an application after a release. Times in ms since the epoch. */
export interface ReleasePicture {
  /** The deployment after which it was taken: of no other release is it a picture. */
  readonly deployment: string;
  readonly askedAt: number;
  readonly takenAt?: number | undefined;
  /** Why there is none. */
  readonly problem?: string | undefined;
}
