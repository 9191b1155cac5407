import { useFail } from '../app/ui-context.ts';
import { useClient } from '../data/client-context.ts';
import { useText } from '../text/text.tsx';

/** Long enough for a browser to begin saving, short enough not to keep the list in memory. */
const KEEP_BLOB_MS = 30_000;

/** Hands the list of sources to the browser as a file to save. */
export function useExportOpml(): () => void {
  const { m } = useText();
  const client = useClient();
  const fail = useFail();
  return () => {
    client.call('opml.export', {}).then(({ xml }) => {
      const address = URL.createObjectURL(new Blob([xml], { type: 'text/x-opml' }));
      const link = document.createElement('a');
      link.href = address;
      link.download = m.opml.fileName;
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), KEEP_BLOB_MS);
    }, fail);
  };
}
