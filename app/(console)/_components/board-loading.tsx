/** A board of which nothing is known yet, in the shape that it will have. */
export const BoardLoading = () => (
  <div role="status" aria-busy="true" aria-label="Loading">
    <div className="attention-strip" aria-hidden="true">
      <div className="skeleton h-full flex-1" />
    </div>
    <div className="board-tools" aria-hidden="true">
      <div className="tools">
        <div className="search-box" />
      </div>
    </div>
    <div className="board" aria-hidden="true">
      {Array.from({ length: 8 }, (_, i) => (
        <div key={i} className="board-row waiting">
          <i className="skeleton w-32" />
          <i className="skeleton flex-1" />
        </div>
      ))}
    </div>
  </div>
);
