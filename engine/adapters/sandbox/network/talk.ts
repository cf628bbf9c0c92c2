/** What the doorway of a sandbox's network is asked for. `id` says this request and no other. */
export interface DoorwayRequest {
  readonly id: number;
  readonly type: 'dial' | 'listen';
  readonly port: number;
  /** Of addresses to connect to the first that answers; one to listen on. */
  readonly hosts: readonly string[];
}

/** Its answer. A handle comes with it where nothing was wrong; the first one, without an id, says that it is there. */
export interface DoorwayAnswer {
  readonly id: number | undefined;
  /** The code of the system. */
  readonly problem?: string | undefined;
}
