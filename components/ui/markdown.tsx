import Markdown from 'react-markdown';
import remarkGfm from 'remark-gfm';

/** Markdown that somebody else wrote: HTML in it stays text, images are named and not loaded, links lead out. */
export function SafeMarkdown({ text }: { text: string }) {
  return (
    <Markdown
      remarkPlugins={[remarkGfm]}
      components={{
        h1: ({ children }) => <h3 className="md-1">{children}</h3>,
        h2: ({ children }) => <h4 className="md-2">{children}</h4>,
        h3: ({ children }) => <h5 className="md-3">{children}</h5>,
        img: ({ alt }) => <span className="text-faint">[image{alt ? `: ${alt}` : ''}]</span>,
        // Of a task list: nothing can be ticked here.
        input: ({ checked }) => (
          <span role="img" aria-label={checked ? 'done' : 'to do'}>
            {checked ? '☑' : '☐'}
          </span>
        ),
        a: ({ href, children }) => (
          <a href={href} rel="noreferrer noopener" target="_blank">
            {children}
          </a>
        ),
      }}
    >
      {text}
    </Markdown>
  );
}
