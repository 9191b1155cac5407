import type { enWhen } from './en-when.ts';
import { counted, weekday } from './persian.ts';

export const faWhen: typeof enWhen = {
  at: {
    today: (time) => `ساعت ${time}`,
    tomorrow: (time) => `فردا ساعت ${time}`,
    weekday: (iso, time) => `${weekday(iso)} ساعت ${time}`,
    later: (date) => date,
  },
  about: {
    today: (time) => `حدود ساعت ${time}`,
    tomorrow: (time) => `فردا حدود ساعت ${time}`,
    weekday: (iso, time) => `${weekday(iso)} حدود ساعت ${time}`,
    later: (date) => `حدود ${date}`,
  },
  until: {
    today: (time) => `تا ساعت ${time}`,
    tomorrow: (time) => `تا فردا ساعت ${time}`,
    weekday: (iso, time) => `تا ${weekday(iso)} ساعت ${time}`,
    later: (date) => `تا ${date}`,
  },
  every: {
    minutes: (n) => (n === 1 ? 'هر دقیقه' : counted(n, 'هر # دقیقه')),
    hours: (n) => (n === 1 ? 'هر ساعت' : counted(n, 'هر # ساعت')),
    days: (n) => (n === 1 ? 'هر روز' : counted(n, 'هر # روز')),
  },
  posts: {
    perDay: (n) => counted(n, 'روزی حدود # مطلب منتشر می‌کند'),
    perWeek: (n) => counted(n, 'هفته‌ای حدود # مطلب منتشر می‌کند'),
    rarely: 'به‌ندرت مطلب منتشر می‌کند',
  },
};
