import type { Core } from '../../service/core.ts';

/** Electron hears of power and sleep at once; elsewhere the core asks the system now and then. */
export function followPower(
  powerMonitor: Pick<Electron.PowerMonitor, 'isOnBatteryPower' | 'on'>,
  core: Pick<Core, 'hearLink' | 'lookAtNetwork'>,
): void {
  const tell = (onBattery: boolean): void => core.hearLink({ onBattery });
  tell(powerMonitor.isOnBatteryPower());
  powerMonitor.on('on-battery', () => tell(true));
  powerMonitor.on('on-ac', () => tell(false));
  powerMonitor.on('resume', () => {
    // It may have been unplugged, and carried elsewhere, in its sleep.
    tell(powerMonitor.isOnBatteryPower());
    core.lookAtNetwork();
  });
}
