'use client';

export default function PageError({ reset }: { error: Error; reset: () => void }) {
  return (
    <div className="card empty">
      <h1>This page failed</h1>
      <p>The fault is Starboard&apos;s, not your project&apos;s.</p>
      <button type="button" className="btn" onClick={reset}>
        Try again
      </button>
    </div>
  );
}
