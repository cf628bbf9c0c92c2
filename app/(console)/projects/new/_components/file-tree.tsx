'use client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { fetchJson } from '@/lib/client/fetch-json';
import type { HighlightedLine, PlannedFile } from '@/lib/domain/projects/project';
import { routes } from '@/lib/routes';
import { Dialog } from '@/components/ui/dialog';
import { Icon } from '@/components/ui/icon';

const depth = (path: string): number => path.split('/').length - 1;
const folderOf = (path: string): string => path.split('/').slice(0, -1).join('/');

/** The files of the first commit; each can be read before it exists. */
export function FileTree({ template, files }: { template: string; files: readonly PlannedFile[] }) {
  const [open, setOpen] = useState<string>();
  const folders = [...new Set(files.map((f) => folderOf(f.path)).filter(Boolean))].sort();
  const line = (f: PlannedFile) => (
    <li key={f.path}>
      <button
        type="button"
        style={{ paddingLeft: `${depth(f.path) * 16}px` }}
        onClick={() => setOpen(f.path)}
      >
        <Icon name="file" small />
        <code className="truncate flex-1">{f.path.split('/').pop()}</code>
        <span className="text-xs text-faint">
          {f.lines === undefined ? 'binary' : f.executable ? 'exec' : `${f.lines} lines`}
        </span>
      </button>
    </li>
  );
  return (
    <div className="file-tree">
      <div className="flex justify-between text-xs text-faint mb-1">
        <span>Files in the first commit</span>
        <span>{files.length}</span>
      </div>
      <ul>
        {folders.map((folder) => (
          <li key={folder}>
            <span className="folder">
              <Icon name="folder" small />
              <code>{folder}</code>
            </span>
            <ul>{files.filter((f) => folderOf(f.path) === folder).map(line)}</ul>
          </li>
        ))}
        {files.filter((f) => !folderOf(f.path)).map(line)}
      </ul>
      {open !== undefined && (
        <FileView template={template} path={open} onClose={() => setOpen(undefined)} />
      )}
    </div>
  );
}

function FileView({
  template,
  path,
  onClose,
}: {
  template: string;
  path: string;
  onClose: () => void;
}) {
  const { data, error } = useQuery({
    queryKey: ['template-file', template, path],
    queryFn: ({ signal }) =>
      fetchJson<{ lines: readonly HighlightedLine[] }>(
        routes.api.templateFile(template, path),
        signal,
      ),
    staleTime: Infinity,
  });
  return (
    <Dialog
      open
      onClose={onClose}
      wide
      title={<code>{path}</code>}
      subtitle="As it will be in the first commit."
    >
      <div className="dialog-body">
        <pre className="file-text" tabIndex={0} aria-label={path}>
          {data
            ? data.lines.map((line, i) => (
                <span key={i} className="file-line">
                  {line.map((part, n) =>
                    part.kind ? (
                      <i key={n} className={`hl-${part.kind}`}>
                        {part.text}
                      </i>
                    ) : (
                      part.text
                    ),
                  )}
                  {'\n'}
                </span>
              ))
            : (error?.message ?? 'Reading…')}
        </pre>
      </div>
    </Dialog>
  );
}
