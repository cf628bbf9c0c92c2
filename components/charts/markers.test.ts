import { describe, expect, it } from 'vitest';
import { markerGroups, type ChartMarker } from './markers';

const x = (at: number): number => at;
const START: ChartMarker = { at: 100, text: 'start' };
const IN_TRAFFIC: ChartMarker = { at: 110, text: 'new in traffic' };
const END: ChartMarker = { at: 120, text: 'end' };

describe('markers of a chart', () => {
  it('have a label each where there is room', () => {
    expect(markerGroups([START, { ...END, at: 300 }], x, 600)).toEqual([
      { text: 'start', lines: [100], x: 104, anchor: 'start' },
      { text: 'end', lines: [300], x: 304, anchor: 'start' },
    ]);
  });
  it('seconds apart have one together, which says how many they are', () => {
    expect(markerGroups([END, START, IN_TRAFFIC], x, 600)).toEqual([
      { text: '3 events', lines: [100, 110, 120], x: 124, anchor: 'start' },
    ]);
  });
  it('at the right edge are labelled on their left', () => {
    expect(markerGroups([{ ...IN_TRAFFIC, at: 590 }], x, 600)).toEqual([
      { text: 'new in traffic', lines: [590], x: 586, anchor: 'end' },
    ]);
  });
  it('are collected too where a label on the left would reach the one before', () => {
    expect(
      markerGroups(
        [
          { ...START, at: 500 },
          { ...IN_TRAFFIC, at: 590 },
        ],
        x,
        600,
      ),
    ).toEqual([{ text: '2 events', lines: [500, 590], x: 496, anchor: 'end' }]);
  });
  it('never leave the chart', () => {
    expect(
      markerGroups(
        [
          { ...START, at: -5 },
          { ...END, at: 700 },
        ],
        x,
        600,
      ),
    ).toEqual([
      { text: 'start', lines: [0], x: 4, anchor: 'start' },
      { text: 'end', lines: [600], x: 596, anchor: 'end' },
    ]);
  });
});
