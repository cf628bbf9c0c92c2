import { SPARK, sparklinePath, sparklineWidth } from './sparkline-path';

/**
 * How a value went, without axes: part by part, oldest first. A part without a value is a gap, not
 * a nought. `label` says in words what the drawing shows.
 */
export function Sparkline({
  values,
  label,
}: {
  readonly values: readonly (number | undefined)[];
  readonly label: string;
}) {
  const width = sparklineWidth(values);
  return (
    <svg
      className="sparkline"
      viewBox={`${-SPARK.dash} 0 ${width + 2 * SPARK.dash} ${SPARK.height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path d={sparklinePath(values)} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
