import { spawnSync } from 'node:child_process';

/** Why a test with another program is skipped; null: the program is there. Said aloud, so that it is not overlooked. */
export function missing(program: string, ...args: readonly string[]): string | null {
  const { error } = spawnSync(program, args, { stdio: 'ignore' });
  if (!error) return null;
  const reason = `${program} is not installed here`;
  console.warn(`skipped: ${reason}`);
  return reason;
}

export type Ran = { readonly code: number | null; readonly out: Buffer; readonly text: string };

/** Runs another program to its end; `text` is all it printed. */
export function run(program: string, args: readonly string[], input: string | Uint8Array = '', cwd?: string): Ran {
  const { status, stdout, stderr } = spawnSync(program, args, { input, cwd, maxBuffer: 2 ** 28 });
  return { code: status, out: stdout, text: `${stdout.toString()}${stderr.toString()}` };
}

/** In a terminal of its own, where it asks for passphrases: each prompt is given the next of the answers. */
const IN_TERMINAL = `
import os, pty, sys
answers = sys.argv[1].split("\\n")
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
seen = b""
while True:
    try:
        piece = os.read(terminal, 4096)
    except OSError:
        break
    if not piece:
        break
    sys.stdout.buffer.write(piece)
    seen += piece
    if answers and b"assphrase" in seen and seen.rstrip(b" ").endswith(b":"):
        os.write(terminal, answers.pop(0).encode() + b"\\n")
        seen = b""
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

/** Needs python3; see `missing`. */
export function runInTerminal(answers: readonly string[], program: string, args: readonly string[]): Ran {
  return run('python3', ['-c', IN_TERMINAL, answers.join('\n'), program, ...args]);
}
