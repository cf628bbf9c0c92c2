'use client';
import { BUILDS } from '@/app/(console)/builds/_components/spec';
import { COMMITS } from '@/app/(console)/commits/_components/spec';
import { ListTable } from '@/components/list/table';
import { ListTools } from '@/components/list/tools';
import { useList } from '@/components/list/use-list';
import { ConnectionIndicator } from '@/components/ui/connection-indicator';
import { NOW } from './fixtures';
import { Section } from './section';
import { BUILD_ROWS, COMMIT_ROWS } from './list-fixtures';

function Builds() {
  const state = useList(BUILD_ROWS, BUILDS);
  return (
    <>
      <ListTools spec={BUILDS} state={state} isSearched>
        <ConnectionIndicator readAt={NOW} failed={false} />
      </ListTools>
      <ListTable spec={BUILDS} state={state} />
    </>
  );
}

const Commits = () => <ListTable spec={COMMITS} state={useList(COMMIT_ROWS, COMMITS)} />;

/** A list with its tools, and one whose rows have several lines. */
export function ListStates() {
  return (
    <>
      <Section title="List of builds">
        <Builds />
      </Section>
      <Section title="List of commits">
        <Commits />
      </Section>
    </>
  );
}
