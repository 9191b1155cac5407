import { useRef } from 'react';
import styles from './form.module.css';

type ChooseFileProps = {
  readonly label: string;
  readonly accept: string;
  readonly disabled?: boolean;
  /** Not what the dialog is there for. */
  readonly quiet?: boolean;
  /** What the dialog is there for. */
  readonly focused?: boolean;
  readonly onFile: (file: File) => void;
  /** Several at once, where that is possible. */
  readonly onFiles?: (files: readonly File[]) => void;
};

/** A button that opens the system's file dialog; the browser's own control speaks the browser's language, not ours. */
export function ChooseFile({
  label,
  accept,
  disabled = false,
  quiet = false,
  focused,
  onFile,
  onFiles,
}: ChooseFileProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        accept={accept}
        multiple={onFiles !== undefined}
        aria-label={label}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          const [file] = files;
          if (file && onFiles) onFiles(files);
          else if (file) onFile(file);
          event.target.value = ''; // the same file again is a change, too
        }}
      />
      <button
        type="button"
        className={quiet ? styles['secondary'] : styles['primary']}
        disabled={disabled}
        data-first-focus={focused === true ? '' : undefined}
        onClick={() => input.current?.click()}
      >
        {label}
      </button>
    </>
  );
}
