import { saveFile } from '../app/save-file.ts';
import { useFail } from '../app/ui-context.ts';
import { useClient } from '../data/client-context.ts';
import { useText } from '../text/text.tsx';

/** Hands the list of sources to the browser as a file to save. */
export function useExportOpml(): () => void {
  const { m } = useText();
  const client = useClient();
  const fail = useFail();
  return () => {
    client.call('opml.export', {}).then(({ xml }) => saveFile(xml, 'text/x-opml', m.opml.fileName), fail);
  };
}
