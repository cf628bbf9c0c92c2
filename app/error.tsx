'use client';

export default function PageError({ reset }: { error: Error; reset: () => void }) {
  return (
    <div className="card empty">
      <h1>This page failed</h1>
      <p>That is a mistake of ours, not of your project. Nothing was changed.</p>
      <button type="button" className="btn" onClick={reset}>
        Try again
      </button>
    </div>
  );
}
