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
  /** All files of a folder, and of those in it, instead of files one by one. */
  readonly folder?: boolean;
} & (
  | { readonly onFile: (file: File) => void; readonly onFiles?: never }
  /** Several at once. */
  | { readonly onFiles: (files: readonly File[]) => void; readonly onFile?: never }
);

/** A button that opens the system's file dialog; the browser's own control speaks the browser's language, not ours. */
export function ChooseFile({
  label,
  accept,
  disabled = false,
  quiet = false,
  focused,
  folder = false,
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
        // React's types do not know it; all browsers do.
        {...(folder && { webkitdirectory: '' })}
        aria-label={label}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          const [file] = files;
          if (file && onFiles) onFiles(files);
          else if (file) onFile?.(file);
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
