'use client';
import { useState } from 'react';
import { proposedName } from '@/lib/domain/projects/names';
import { useNameCheck, type NameState } from './use-name-check';

/** After so many taken names the person thinks of one. */
const MAX_PROPOSALS = 20;

/** The project's name: what was typed, and until then the first proposal that is not taken. */
export function useProjectName(template: string): {
  readonly name: string;
  readonly setName: (name: string) => void;
  readonly check: NameState;
} {
  const [typed, setTyped] = useState<string>();
  const [proposal, setProposal] = useState({ template, nth: 1 });
  if (proposal.template !== template) setProposal({ template, nth: 1 });
  const name = typed ?? proposedName(template, proposal.nth);
  const check = useNameCheck(name);
  const isTaken = typed === undefined && check.at === 'wrong';
  if (isTaken && proposal.template === template && proposal.nth < MAX_PROPOSALS)
    setProposal({ template, nth: proposal.nth + 1 });
  return { name, setName: setTyped, check };
}
