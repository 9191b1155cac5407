import table from '../activity/Table.module.css';
import { useText } from '../text/text.tsx';
import type { Came } from './hours.ts';

/** The columns that tell what came. */
export function CameHeads() {
  const { came } = useText().m.windows;
  return (
    <>
      <th scope="col">{came.headlines}</th>
      <th scope="col">{came.texts}</th>
      <th scope="col">{came.images}</th>
      <th scope="col">{came.bytes}</th>
    </>
  );
}

export function CameCells({ came }: { readonly came: Came }) {
  const { m, format } = useText();
  const words = m.windows.came;
  const amount = table['amount'];
  return (
    <>
      <td data-label={words.headlines} className={amount}>
        {amountOf(came.headlines, format.number)}
      </td>
      <td data-label={words.texts} className={amount}>
        {amountOf(came.texts, format.number)}
      </td>
      <td data-label={words.images} className={amount}>
        {amountOf(came.images, format.number)}
      </td>
      <td data-label={words.bytes} className={amount}>
        {amountOf(came.bytes, format.bytes)}
      </td>
    </>
  );
}

/** Nothing is a dash: a column of noughts hides what there is. */
function amountOf(value: number, write: (value: number) => string): string {
  return value === 0 ? NOTHING : write(value);
}

export const NOTHING = '–';
