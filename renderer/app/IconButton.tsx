import styles from './IconButton.module.css';

const SHAPES = {
  plus: 'M10 4v12M4 10h12',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  star: 'M10 3.2l2.1 4.4 4.8.6-3.5 3.3.9 4.8-4.3-2.4-4.3 2.4.9-4.8L3.1 8.2l4.8-.6z',
  unread: 'M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z',
  open: 'M8 4H4v12h12v-4M11 4h5v5M16 4l-7.5 7.5',
  larger: 'M3 16L7.5 5 12 16M4.6 12.5h5.8M15.5 7v6M12.5 10h6',
  smaller: 'M3 16L7.5 5 12 16M4.6 12.5h5.8M12.5 10h6',
  back: 'M12 4l-6 6 6 6',
  close: 'M5 5l10 10M15 5L5 15',
  up: 'M10 16V4M5 9l5-5 5 5',
  down: 'M10 4v12M5 11l5 5 5-5',
  give: 'M10 13V3M6.5 6.5L10 3l3.5 3.5M4 11v5h12v-5',
  check: 'M4 10.5l4 4 8-9',
} as const;

export type IconName = keyof typeof SHAPES;

type IconButtonProps = {
  readonly label: string;
  readonly icon: IconName;
  readonly onPress?: () => void;
  /** For switches: whether it is on. */
  readonly pressed?: boolean;
  readonly popoverTarget?: string;
  /** Has nothing to do now. It keeps its place in the order of stops, so that the keyboard is not lost from it. */
  readonly disabled?: boolean;
  /** The key that does the same, for the hint. */
  readonly shortcut?: string;
  readonly className?: string | undefined;
};

/** A sign that says its name to everyone who asks: by hover, by focus, by screen reader. */
export function IconButton(props: IconButtonProps) {
  const { label, icon, onPress, pressed, popoverTarget, disabled = false, shortcut, className } = props;
  return (
    <button
      type="button"
      className={className === undefined ? styles['button'] : `${styles['button']} ${className}`}
      aria-label={label}
      title={shortcut === undefined ? label : `${label} (${shortcut})`}
      aria-pressed={pressed}
      aria-keyshortcuts={shortcut}
      aria-disabled={disabled ? true : undefined}
      data-press={icon}
      popoverTarget={popoverTarget}
      onClick={disabled ? undefined : onPress}
    >
      <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" data-icon={icon}>
        <path d={SHAPES[icon]} />
      </svg>
    </button>
  );
}
