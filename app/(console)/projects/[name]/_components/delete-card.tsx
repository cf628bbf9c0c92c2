import { ChangeButton } from '@/components/change-dialog/button';
import { Icon } from '@/components/ui/icon';

/** The way to delete a project: the dialog lists what goes and what stays, and asks for its name. */
export function DeleteCard({ name }: { name: string }) {
  return (
    <section className="card danger-zone delete-project">
      <header className="card-head">
        <h2>Delete this project</h2>
      </header>
      <div className="p-4">
        <p className="text-muted mb-3">
          Stops everything that is running and removes everything created for the project. You see
          the list first.
        </p>
        <ChangeButton variant="danger" change={{ kind: 'delete', pipeline: name }}>
          <Icon name="trash" small />
          Delete {name}…
        </ChangeButton>
      </div>
    </section>
  );
}
