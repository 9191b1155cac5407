import styles from './KindBar.module.css';

export type BarPart = { readonly kind: string; readonly share: number };

/** A whole cut into parts, for the eye alone: whoever shows it says the same in words beside. */
export function KindBar({ parts }: { readonly parts: readonly BarPart[] }) {
  return (
    <svg className={styles['bar']} viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
      {spread(parts).map(({ kind, from, share }) => (
        <rect key={kind} x={from} y="0" width={share} height="1" data-kind={kind} />
      ))}
    </svg>
  );
}

/** Parts one after the other, of a hundred. */
function spread(parts: readonly BarPart[]) {
  const sum = parts.reduce((all, { share }) => all + share, 0);
  let from = 0;
  return parts.map(({ kind, share }) => {
    const part = { kind, from, share: sum === 0 ? 0 : (share / sum) * 100 };
    from += part.share;
    return part;
  });
}

/** The colour of a part, beside its name. */
export function KindMark({ kind }: { readonly kind: string }) {
  return <span className={styles['mark']} data-kind={kind} aria-hidden="true" />;
}
