import type { enWhen } from './en-when.ts';
import { pluralizer } from './plural.ts';

const count = pluralizer('ru');

const ON = ['в понедельник', 'во вторник', 'в среду', 'в четверг', 'в пятницу', 'в субботу', 'в воскресенье'];
const UNTIL = ['понедельника', 'вторника', 'среды', 'четверга', 'пятницы', 'субботы', 'воскресенья'];

export const ruWhen: typeof enWhen = {
  at: {
    today: (time) => `в ${time}`,
    tomorrow: (time) => `завтра в ${time}`,
    weekday: (iso, time) => `${ON[iso - 1] ?? ''} в ${time}`,
    later: (date) => date,
  },
  about: {
    today: (time) => `около ${time}`,
    tomorrow: (time) => `завтра около ${time}`,
    weekday: (iso, time) => `${ON[iso - 1] ?? ''} около ${time}`,
    later: (date) => `примерно ${date}`,
  },
  until: {
    today: (time) => `до ${time}`,
    tomorrow: (time) => `до завтра, ${time}`,
    weekday: (iso, time) => `до ${UNTIL[iso - 1] ?? ''}, ${time}`,
    later: (date) => `до ${date}`,
  },
  every: {
    minutes: (n) =>
      n === 1 ? 'каждую минуту' : count(n, { one: 'каждую # минуту', few: 'каждые # минуты', other: 'каждые # минут' }),
    hours: (n) =>
      n === 1 ? 'каждый час' : count(n, { one: 'каждый # час', few: 'каждые # часа', other: 'каждые # часов' }),
    days: (n) =>
      n === 1 ? 'каждый день' : count(n, { one: 'каждый # день', few: 'каждые # дня', other: 'каждые # дней' }),
  },
  posts: {
    perDay: (n) => count(n, { one: 'публикует около # статьи в день', other: 'публикует около # статей в день' }),
    perWeek: (n) => count(n, { one: 'публикует около # статьи в неделю', other: 'публикует около # статей в неделю' }),
    rarely: 'публикует редко',
  },
};
