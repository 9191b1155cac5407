import { createContext, type Dispatch, useContext } from 'react';
import type { Dialog, UiAction } from './ui-state.ts';

export const UiContext = createContext<Dispatch<UiAction> | null>(null);

export type UiDispatch = Dispatch<UiAction>;

/** Sends an action to the one state of the interface. */
export function useUi(): UiDispatch {
  const dispatch = useContext(UiContext);
  if (!dispatch) throw new Error('No interface state above this component.');
  return dispatch;
}

export function useOpenDialog(): (dialog: Dialog) => void {
  const dispatch = useUi();
  return (dialog) => dispatch({ type: 'dialog', dialog });
}

export function useFail(): (error: unknown) => void {
  const dispatch = useUi();
  return (error) => dispatch({ type: 'failure', error });
}
