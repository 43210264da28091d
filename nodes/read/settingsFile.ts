import { exportSettings, GivError, type SettingsFile, type Snapshot } from '../../src/index.js';
import { messagePhrases } from '../common/phrases.js';

/** All settings, or none: half of them would restore half a plant. Throws NO_REPLY. */
export const settingsFile = (snapshot: Snapshot): SettingsFile => {
  const unread = snapshot.missing.filter((bank) => bank.includes('holding'));
  if (unread.length === 0) return exportSettings(snapshot);
  throw new GivError(
    'NO_REPLY',
    messagePhrases.say('settingsUnread', { missing: unread.join(', ') }),
    { missing: unread },
  );
};
