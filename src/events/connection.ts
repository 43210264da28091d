import { condition } from './watch.js';

/** As much of the facade's status as events are about. */
export interface LineStatus {
  readonly state: 'connecting' | 'detecting' | 'online' | 'stale' | 'offline' | 'closed';
  readonly reason?: string;
}

const lost: ReadonlySet<LineStatus['state']> = new Set(['stale', 'offline']);

/** While a connection is being made nobody knows; the states before and after it count. */
export const connection = condition<LineStatus>(
  'connectionLost',
  'connectionRestored',
  ({ offlineFor }, holds) => (holds ? offlineFor : 0),
  ({ state, reason }) => {
    if (state !== 'online' && !lost.has(state)) return [];
    const detail = state === 'online' || reason === undefined ? {} : { detail: reason };
    return [{ holds: lost.has(state), value: state, ...detail }];
  },
);
