import styles from './RowPlaceholder.module.css';

/** Stands where a row is on its way, in the row's own size. */
export function RowPlaceholder() {
  return (
    <div className={styles['row']} aria-hidden="true">
      <div className={styles['line']} />
      <div className={styles['line']} />
    </div>
  );
}
