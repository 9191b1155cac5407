import { useState } from 'react';
import type { Input } from '../../shared/contract.ts';
import type { ProxyShown } from '../../shared/routes.ts';
import { useCall } from '../data/use-call.ts';
import { Choices } from '../dialogs/Choices.tsx';
import { Field, MAX_NAME_CHARACTERS } from '../dialogs/Field.tsx';
import form from '../dialogs/form.module.css';
import { Problem } from '../dialogs/Problem.tsx';
import { SaveOrCancel } from '../dialogs/SaveOrCancel.tsx';
import { useText } from '../text/text.tsx';
import styles from './ProxyForm.module.css';

type ProxyFormProps = {
  /** Null: a new one. */
  readonly proxy: ProxyShown | null;
  readonly onDone: () => void;
};

/** As the contract has them. */
const MAX_HOST_CHARACTERS = 255;
const MAX_CREDENTIAL_CHARACTERS = 255;
const KINDS: readonly ProxyShown['kind'][] = ['http', 'socks5'];
/** Where proxies of a kind usually listen (IANA's list for SOCKS; custom for HTTP). */
const USUAL_PORTS = { http: '3128', socks5: '1080' };

/** Enters or changes a proxy. Its password can be written here, and never be read again. */
export function ProxyForm({ proxy, onDone }: ProxyFormProps) {
  const { m } = useText();
  const { proxies } = m.routes;
  const [name, setName] = useState(proxy?.name ?? '');
  const [kind, setKind] = useState<ProxyShown['kind']>(proxy?.kind ?? 'socks5');
  const [host, setHost] = useState(proxy?.host ?? '');
  const [port, setPort] = useState(proxy === null ? '' : String(proxy.port));
  const [username, setUsername] = useState(proxy?.username ?? '');
  const [password, setPassword] = useState('');
  const [forget, setForget] = useState(false);
  const add = useCall('proxies.add', onDone);
  const change = useCall('proxies.change', onDone);

  function save(): void {
    const given = {
      name: name.trim(),
      kind,
      host: host.trim(),
      port: Number(port === '' ? USUAL_PORTS[kind] : port),
      username: username === '' ? null : username,
    };
    if (proxy === null) add.mutate({ ...given, password: password === '' ? null : password });
    else change.mutate({ ...given, id: proxy.id, ...passwordChange(password, forget) });
  }

  return (
    <form
      className={`${form['form']} ${styles['form']}`}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Field label={proxies.name} value={name} maxLength={MAX_NAME_CHARACTERS} required focused onChange={setName} />
      <div>
        <Choices
          label={proxies.kind}
          name="proxy-kind"
          choices={KINDS.map((value) => ({ value, label: proxies.kinds[value] }))}
          value={kind}
          onChoose={setKind}
        />
        <p className={form['hint']}>{proxies.kindHints[kind]}</p>
      </div>
      <div className={styles['place']}>
        <Field label={proxies.host} value={host} maxLength={MAX_HOST_CHARACTERS} address required onChange={setHost} />
        <label className={form['field']}>
          <span>{proxies.port}</span>
          <input
            className={form['input']}
            type="number"
            dir="ltr"
            min={1}
            max={65_535}
            step={1}
            value={port}
            placeholder={USUAL_PORTS[kind]}
            onChange={(event) => setPort(event.target.value)}
          />
        </label>
      </div>
      <Field label={proxies.username} value={username} maxLength={MAX_CREDENTIAL_CHARACTERS} onChange={setUsername} />
      <div className={styles['secret']}>
        <Field
          label={proxies.password}
          value={password}
          maxLength={MAX_CREDENTIAL_CHARACTERS}
          secret
          onChange={setPassword}
        />
        <p className={form['hint']}>{proxy?.hasPassword === true ? proxies.passwordKept : proxies.passwordHint}</p>
        {proxy?.hasPassword === true && (
          <label className={form['choice']}>
            <input type="checkbox" checked={forget} onChange={(event) => setForget(event.target.checked)} />
            <span>{proxies.forgetPassword}</span>
          </label>
        )}
      </div>
      <Problem error={add.error ?? change.error} />
      <SaveOrCancel pending={add.isPending || change.isPending} onCancel={onDone} />
    </form>
  );
}

/** What was typed wins; nothing typed leaves it as it is. */
function passwordChange(typed: string, forget: boolean): Pick<Input<'proxies.change'>, 'password'> {
  if (typed !== '') return { password: typed };
  return forget ? { password: null } : {};
}
