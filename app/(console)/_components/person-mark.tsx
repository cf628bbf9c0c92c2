import type { Person } from '@/lib/domain/views';
import { Avatar } from '@/components/ui/avatar';

const wordsOf = ({ name, did }: Person): string => `${did} by ${name}`;

/** Who did it, by initials; in words for whoever hovers, or does not see them. */
export function PersonMark({ person }: { person: Person }) {
  return (
    <span className="person-mark" title={wordsOf(person)}>
      <Avatar name={person.name} />
      <span className="sr-only">{wordsOf(person)}. </span>
    </span>
  );
}
