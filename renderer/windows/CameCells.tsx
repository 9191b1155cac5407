import table from '../activity/Table.module.css';
import { useText } from '../text/text.tsx';
import type { Came } from './hours.ts';

/** Nothing is a dash: a column of noughts hides what there is. */
export const NOTHING = '–';

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
        {came.headlines === 0 ? NOTHING : format.number(came.headlines)}
      </td>
      <td data-label={words.texts} className={amount}>
        {came.texts === 0 ? NOTHING : format.number(came.texts)}
      </td>
      <td data-label={words.images} className={amount}>
        {came.images === 0 ? NOTHING : format.number(came.images)}
      </td>
      <td data-label={words.bytes} className={amount}>
        {came.bytes === 0 ? NOTHING : format.bytes(came.bytes)}
      </td>
    </>
  );
}
