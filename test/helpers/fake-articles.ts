// Believable content for the interface's own tests and pictures: three languages, two directions, every state of storage.
import type { ReceivedFrom } from '../../shared/bundles.ts';
// Written for this purpose; no publisher, person or place in it exists.
import type { Authority } from '../../shared/line.ts';

export type FakeFeed = {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly folder: readonly string[];
  readonly lastOutcome: string | null;
  /** Minutes before now; null: never. */
  readonly successAgo: number | null;
  readonly lastRoute?: string;
  readonly lastBytes?: number;
  readonly totalBytes?: number;
  readonly authority?: Authority;
  readonly seemsGone?: boolean;
  readonly dnsBlocked?: boolean;
};

export type FakeArticle = {
  readonly feed: string;
  readonly title: string;
  readonly language: 'ru' | 'en' | 'fa';
  readonly minutesAgo: number;
  readonly stored: 'headline' | 'text' | 'whole';
  readonly read?: boolean;
  readonly starred?: boolean;
  readonly byline?: string;
  readonly versions?: number;
  readonly html: string;
  readonly pageOutcome?: string;
  /** From whom it came by hand. */
  readonly receivedFrom?: ReceivedFrom;
};

export const FAKE_FEEDS: readonly FakeFeed[] = [
  {
    id: 'rechnoy',
    title: 'Речной вестник',
    url: 'https://rechnoy.example/feed',
    folder: ['Новости'],
    lastOutcome: 'OK',
    successAgo: 22,
  },
  {
    id: 'obzor',
    title: 'Северный обзор',
    url: 'https://obzor.example/rss.xml',
    folder: ['Новости'],
    lastOutcome: 'NOT_MODIFIED',
    successAgo: 22,
  },
  {
    id: 'zarya',
    title: 'Заря',
    url: 'https://zarya.example/rss',
    folder: ['Новости'],
    lastOutcome: 'FROZEN',
    successAgo: 1500,
  },
  {
    id: 'longwire',
    title: 'The Long Wire',
    url: 'https://longwire.example/atom.xml',
    folder: ['Новости'],
    lastOutcome: 'OK',
    successAgo: 25,
  },
  {
    id: 'polar',
    title: 'Полярная звезда',
    url: 'https://polar.example/feed',
    folder: ['Наука'],
    lastOutcome: 'OK',
    successAgo: 24,
  },
  {
    id: 'danesh',
    title: 'مجله‌ی دانش',
    url: 'https://danesh.example/feed.json',
    folder: ['Наука'],
    lastOutcome: 'OK',
    successAgo: 26,
  },
];

const picture = (name: string, alt: string, caption: string) =>
  `<figure><img data-src="https://pictures.example/${name}" alt="${alt}"><figcaption>${caption}</figcaption></figure>`;

export const FAKE_ARTICLES: readonly FakeArticle[] = [
  {
    feed: 'rechnoy',
    title: 'В трёх областях снова нет мобильного интернета',
    language: 'ru',
    minutesAgo: 40,
    stored: 'text',
    byline: 'Анна Заречная',
    versions: 2,
    html:
      '<p>Третьи сутки подряд жители приграничных районов остаются без мобильной связи. Работают домашние линии, но и по ним открываются только сайты из утверждённого перечня.</p>' +
      picture('river.svg', 'Река и пристань вечером', 'Пристань, где по вечерам ловит соседний берег') +
      '<p>Фармацевты рассказывают, что рецепты приходится переписывать от руки, а базу обновлять ночью, когда соединение ненадолго возвращается. <a href="https://apteka.example/spisok">Список дежурных аптек</a> напечатали на листах и развесили у касс.</p>' +
      '<h2>Что говорят в библиотеке</h2><p>Библиотеки печатают сводки и выдают их вместе с расписанием поездов. «Мы снова стали местом, куда приходят за новостями», — говорит заведующая читальным залом.</p>' +
      '<blockquote><p>Сначала отключения длились час, потом вечер. Теперь мы просто держим всё нужное у себя.</p></blockquote>' +
      picture('queue.jpg', 'Очередь у аптеки на улице Садовой', 'Очередь у аптеки на улице Садовой') +
      '<p>Когда связь вернётся, операторы не сообщают. Отключение объясняют <a href="http://xn--80aswg.xn--p1ai/otklyucheniya">требованиями безопасности</a>; на вопросы редакции ведомство не ответило.</p>',
  },
  {
    feed: 'obzor',
    title: 'Почему рецепты нельзя оформить без связи',
    language: 'ru',
    minutesAgo: 72,
    stored: 'text',
    html: '<p>На время отключений предлагают вернуться к бумаге: врач выписывает рецепт от руки, аптека вносит его в базу позже. Разбираемся, почему это работает не везде.</p><p>Правила разрешают бумажный бланк, но не отменяют проверку в реестре. Без связи проверить нельзя.</p>',
  },
  {
    feed: 'longwire',
    title: 'How a town keeps its library of the week',
    language: 'en',
    minutesAgo: 167,
    stored: 'whole',
    starred: true,
    byline: 'Maud Ellery',
    html:
      '<p>There is a shelf of memory sticks by the door of the reading room, changed every Friday. Anyone may take one home; nobody writes down who did.</p>' +
      picture('shelf.svg', 'A shelf of labelled boxes', 'Friday’s shelf, before the doors open') +
      '<p>It began when the line went down for the third time in a month. <q>We noticed that people did not miss the speed,</q> says the librarian. <q>They missed having read something.</q> So the library now saves whole pages while it can, and lends them out while it cannot.</p>' +
      '<h2>What goes on a stick</h2><ul><li>the week’s papers, with their pictures;</li><li>bus and train times, as they stood on Thursday;</li><li>whatever the school asks for;</li><li>a <a href="https://recipes.example/soup">recipe</a>, always.</li></ul>' +
      '<p>The shelf has rules, and the first is that <a href="https://longwire.example/rules#honesty">nothing is put on it that did not arrive whole</a>. Half a page is worse than none, because one does not know which half.</p>' +
      '<pre><code>friday/\n  papers/   41 articles\n  times/     3 tables\n  school/   12 pages</code></pre>' +
      '<p>Next month the shelf moves to the station hall, where it is warmer and open later.</p>',
  },
  {
    feed: 'zarya',
    title: 'Расписание пригородных поездов на неделю',
    language: 'ru',
    minutesAgo: 201,
    stored: 'headline',
    pageOutcome: 'FROZEN',
    html: '',
  },
  {
    feed: 'danesh',
    title: 'چگونه یخ دریاچه‌ها از گذشته خبر می‌دهد',
    language: 'fa',
    minutesAgo: 236,
    stored: 'whole',
    byline: 'نگار بهرامی',
    html:
      '<p>هر زمستان، پیش از آن‌که برف همه‌جا را بپوشاند، گروه کوچکی از پژوهشگران به کناره‌ی دریاچه می‌روند و از یخ تازه نمونه می‌گیرند. این نمونه‌ها مانند صفحه‌های یک دفترند: هر لایه روزی را نشان می‌دهد که باد، گرد یا باران بر آب نشسته است.</p>' +
      picture('lake.svg', 'دریاچه‌ی یخ‌زده و کوه‌ها', 'نخستین یخ آذرماه در کناره‌ی شمالی') +
      '<p>به گفته‌ی سرپرست گروه، مهم‌ترین نکته شکیبایی است: «یک سال چیزی نمی‌گوید، سی سال داستانی کامل است.» داده‌های سال ۱۳۷۴ تا امروز در <a href="https://danesh.example/lakes">بایگانی باز دریاچه‌ها</a> نگه‌داری می‌شود و هر کس می‌تواند آن را بخواند.</p>' +
      '<h2>لایه‌ها چه می‌گویند؟</h2><ul><li>لایه‌ی روشن: روزهای سرد و بی‌باد؛</li><li>لایه‌ی تیره: گرد و غبار یا دود؛</li><li>حباب‌ها: گرم‌شدن ناگهانی هوا.</li></ul>' +
      '<blockquote><p>یخ حافظه‌ای است که خودش را پاک می‌کند؛ باید پیش از بهار آن را خواند.</p></blockquote>' +
      '<p>پژوهشگران امیدوارند که دفتر امسال (با کد <code>LK-2026</code>) تا پایان زمستان کامل شود.</p>',
  },
  {
    feed: 'rechnoy',
    title: 'Мост через протоку открыли на два месяца раньше',
    language: 'ru',
    minutesAgo: 290,
    stored: 'whole',
    read: true,
    html: '<p>Строители сдали пролёт до ледостава. Первый автобус пройдёт в понедельник в 6:40.</p>',
  },
  {
    feed: 'longwire',
    title: 'Notes from a night train',
    language: 'en',
    minutesAgo: 340,
    stored: 'text',
    read: true,
    html: `<p>The conductor keeps a radio and a notebook, and trades one for the other.</p>${picture('train.jpg', 'A lit window of a train', 'Car five')}<p>Everything else waits for the morning.</p>`,
  },
  {
    feed: 'rechnoy',
    title: 'Белый список: что открывается и почему',
    language: 'ru',
    minutesAgo: 1130,
    stored: 'whole',
    read: true,
    starred: true,
    html: '<p>Пока длится отключение остального трафика, доступны государственные сайты, банки и несколько магазинов. Отключение затронуло и тех, кто в перечень входит: их картинки лежат на чужих серверах.</p>',
  },
  {
    feed: 'polar',
    title: 'Ледостав на севере начался раньше обычного',
    language: 'ru',
    minutesAgo: 1240,
    stored: 'whole',
    html: '<p>Первые измерения толщины льда дали четыре сантиметра у берега. Это на девять дней раньше средней даты за тридцать лет.</p>',
  },
  {
    feed: 'danesh',
    title: 'ستاره‌ای که هر شب دیرتر می‌آید',
    language: 'fa',
    minutesAgo: 1700,
    stored: 'text',
    read: true,
    html: '<p>رصدگران آماتور سال‌هاست که زمان برآمدن این ستاره را یادداشت می‌کنند و دفترشان از بسیاری از رصدخانه‌ها کامل‌تر است.</p>',
  },
  {
    feed: 'polar',
    title: 'Кто считает перелётных гусей',
    language: 'ru',
    minutesAgo: 2700,
    stored: 'whole',
    read: true,
    html: '<p>Волонтёры стоят на семи мысах с рассвета до темноты и записывают каждую стаю.</p>',
  },
  {
    feed: 'obzor',
    title: 'Бумажная газета возвращается в маленькие города',
    language: 'ru',
    minutesAgo: 4200,
    stored: 'whole',
    read: true,
    html: '<p>Тираж восемьсот экземпляров расходится за утро, а к вечеру номер читают уже в третьем доме.</p>',
  },
];

const SKIES: Record<string, [sky: string, low: string, land: string, water: string]> = {
  'river.svg': ['#f3c9a2', '#f8e6cf', '#3c4a4f', '#6d8c93'],
  'shelf.svg': ['#d9cbb4', '#efe6d6', '#6b4f3a', '#a5825f'],
  'lake.svg': ['#b8cfdc', '#e8f0f2', '#5c6f7d', '#cfdde2'],
};

/** A drawn scene, so that a picture in a test looks like one. */
export function fakePicture(name: string): string | null {
  const colours = SKIES[name];
  if (!colours) return null;
  const [sky, low, land, water] = colours;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 540" width="960" height="540"><defs><linearGradient id="g" x1="0" y1="0" x2="0" y2="1"><stop stop-color="${sky}"/><stop offset="1" stop-color="${low}"/></linearGradient></defs>` +
    `<rect width="960" height="540" fill="url(#g)"/><circle cx="700" cy="190" r="46" fill="#fff" opacity=".7"/>` +
    `<path d="M0 330 L140 240 250 300 390 190 520 310 640 250 790 320 960 230 V400 H0Z" fill="${land}" opacity=".55"/>` +
    `<path d="M0 360 L200 310 330 350 560 300 760 360 960 320 V420 H0Z" fill="${land}"/><rect y="400" width="960" height="140" fill="${water}"/>` +
    `<path d="M0 430h300M380 450h260M120 480h420M600 500h300" stroke="#fff" stroke-width="3" opacity=".45"/></svg>`
  );
}
