import form from './form.module.css';

type CheckProps = { readonly label: string; readonly checked: boolean; readonly onChange: (on: boolean) => void };

export function Check({ label, checked, onChange }: CheckProps) {
  return (
    <label className={form['choice']}>
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span>{label}</span>
    </label>
  );
}
