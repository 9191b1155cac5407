import styles from './Monogram.module.css';

/** A source's first letter in a tile. No site icons: they are one more thing to fetch, and to be recognised by. */
export function Monogram({ name }: { readonly name: string }) {
  const letter = /[\p{Letter}\p{Number}]/u.exec(name)?.[0] ?? '';
  return (
    <span className={styles['tile']} aria-hidden="true">
      {letter.toLocaleUpperCase()}
    </span>
  );
}
