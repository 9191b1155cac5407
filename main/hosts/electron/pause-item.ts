/** "Pause fetching" in the menu: shows what the schedule says, whoever set it, and sets it without the window. */
import type { Status } from '../../../shared/model.ts';
import { settableOf } from '../../../shared/schedule.ts';
import type { Core } from '../../service/core.ts';

const ID = 'pause';

export function pauseItem(core: Core, label: string): Electron.MenuItemConstructorOptions {
  return {
    id: ID,
    label,
    type: 'checkbox',
    click: ({ checked }) => {
      void setPaused(core, checked).catch((error: unknown) => console.error('larder: pausing failed:', error));
    },
  };
}

/** Keeps its mark true from now on. */
export function followPause(menu: Electron.Menu, core: Core): void {
  const show = ({ hold }: Pick<Status, 'hold'>): void => {
    const item = menu.getMenuItemById(ID);
    if (item) item.checked = hold?.kind === 'paused';
  };
  core.onEvent('status', show);
  void core.call('status.get', {}).then(show, (error: unknown) => console.error('larder: no status:', error));
}

async function setPaused(core: Core, paused: boolean): Promise<void> {
  const { schedule } = await core.call('library.get', {});
  await core.call('schedule.set', { ...settableOf(schedule), paused });
}
