import { Icon } from './icon';

/** Two of them bring back a revision each, and not always the same one. */
export function TwoOwners() {
  return (
    <div className="note k-wait mt-2">
      <Icon name="warn" />
      <div>
        <b>Two owners of rollback.</b> Both the deployment group and the pipeline stage roll back by
        themselves. The group brings back its own last good revision, the stage that of its last
        good execution: turn one of them off.
      </div>
    </div>
  );
}
