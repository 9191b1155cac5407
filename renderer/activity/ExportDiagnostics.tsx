import { saveFile } from '../app/save-file.ts';
import { useCall } from '../data/use-call.ts';
import form from '../dialogs/form.module.css';
import { Problem } from '../dialogs/Problem.tsx';
import { useText } from '../text/text.tsx';
import page from './ActivityPage.module.css';

/** A file to give to somebody who helps. It goes nowhere by itself. */
export function ExportDiagnostics() {
  const { m } = useText();
  const { diagnostics } = m.activity;
  const make = useCall('diagnostics.export', ({ json }) => saveFile(json, 'application/json', diagnostics.fileName));
  return (
    <section className={page['section']} aria-labelledby="activity-diagnostics">
      <h3 id="activity-diagnostics">{diagnostics.title}</h3>
      <p className={page['hint']}>{diagnostics.hint}</p>
      <Problem error={make.error} />
      <button type="button" className={form['secondary']} disabled={make.isPending} onClick={() => make.mutate({})}>
        {diagnostics.button}
      </button>
    </section>
  );
}
