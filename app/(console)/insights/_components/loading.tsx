const CARDS = ['frequency', 'lead', 'failures', 'restore'];

/** A chart that has not come yet, in its final size. */
export function ChartLoading() {
  return (
    <div className="card chart-card" role="status" aria-busy="true" aria-label="Loading">
      <div className="card-head">
        <i className="skeleton chart-loading-title" />
      </div>
      <div className="chart-body">
        <i className="skeleton chart-loading" />
      </div>
    </div>
  );
}

/** The four keys and their chart, in their final size. */
export function DeliveryLoading() {
  return (
    <>
      <div className="metrics" aria-hidden="true">
        {CARDS.map((key) => (
          <div key={key} className="card metric">
            <i className="skeleton metric-loading-title" />
            <i className="skeleton metric-loading-value" />
            <i className="skeleton metric-loading-bars" />
          </div>
        ))}
      </div>
      <ChartLoading />
    </>
  );
}
