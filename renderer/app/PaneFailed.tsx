import { useText } from '../text/text.tsx';

export function PaneFailed() {
  const { m } = useText();
  return <p role="alert">{m.common.paneFailed}</p>;
}
