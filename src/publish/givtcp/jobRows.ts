import type { JobName } from '../../controls/control.js';
import type { SettingName } from './controlRows.js';
import type { Rows } from './row.js';

const jobOptions = ['Normal', 'Running', 'Cancel', '2', '5', '10', '15', '30', '45', '60'] as const;
const longJobs = ['75', '90', '105', '120', '135', '150', '165', '180'] as const;

const job = (name: JobName, label: string, what: string, needs: SettingName): Rows => ({
  [`Control/${label}`]: {
    kind: 'select',
    what,
    command: name,
    setting: needs,
    options: [...jobOptions, ...longJobs],
    of: ({ jobs }) => (jobs.some((running) => running.name === name) ? 'Running' : 'Normal'),
  },
  [`Control/${label}_Num`]: {
    kind: 'minutes',
    what: `${what}: minutes to go`,
    command: name,
    setting: needs,
    of: ({ jobs, now }) => {
      const running = jobs.find((job) => job.name === name);
      return running === undefined ? 0 : Math.max(0, Math.ceil((running.endsAt - now) / 60_000));
    },
  },
});

export const jobRows: Rows = {
  ...job('forceCharge', 'Force_Charge', 'Charge for some minutes', 'chargeSlot1'),
  ...job('forceExport', 'Force_Export', 'Export for some minutes', 'dischargeSlot1'),
  ...job('tempPauseCharge', 'Temp_Pause_Charge', 'Do not charge for some minutes', 'chargeSlot1'),
  ...job(
    'tempPauseDischarge',
    'Temp_Pause_Discharge',
    'Do not discharge for some minutes',
    'dischargeSlot1',
  ),
};
