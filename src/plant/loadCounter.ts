import { energyToday, energyTotal } from '../registers/codecs.js';
import { ir } from '../registers/register.js';
import type { EnergyFigures, Figures } from './figures.js';
import { judge, type Context, type Track } from './guard.js';

const today = ir(0, energyToday());
const total = ir(0, energyTotal());

/**
 * House consumption is a sum of counters that tick at different moments, so it can step back. It is
 * kept from falling by the same rules as a counter of its own.
 */
export class LoadCounter {
  #today: Track | undefined;
  #total: Track | undefined;

  steady(figures: Figures, context: Context): Figures {
    this.#today = judge(today, figures.energy.today.load, this.#today, context).track;
    this.#total = judge(total, figures.energy.total.load, this.#total, context).track;
    const energy = {
      today: withLoad(figures.energy.today, this.#today),
      total: withLoad(figures.energy.total, this.#total),
    };
    return { ...figures, energy };
  }
}

const withLoad = (energy: EnergyFigures, track: Track | undefined): EnergyFigures =>
  typeof track?.value === 'number' ? { ...energy, load: track.value } : energy;
