/**
 * News for the simulated web: made up, harmless and readable, the same for the same number. Every story has its own place
 * and person, so that a search finds it.
 */
export type Language = 'en' | 'ru' | 'fa';
export type Story = {
  readonly title: string;
  readonly author: string;
  readonly paragraphs: readonly string[];
  readonly caption: string;
};

type Skeleton = { readonly title: string; readonly caption: string; readonly paragraphs: readonly string[] };
type Stock = {
  readonly places: readonly string[];
  readonly people: readonly string[];
  readonly authors: readonly string[];
  readonly skeletons: readonly Skeleton[];
};

const STOCK: Record<Language, Stock> = {
  en: {
    places: [
      'Alder Quay',
      'Bramble Hill',
      'Coldwater',
      'Dunmere',
      'Eastfold',
      'Fenwick Sands',
      'Gullhaven',
      'Hazelmere',
    ],
    people: [
      'Ada Thorne',
      'Ben Okafor',
      'Clara Voss',
      'Dan Whitlock',
      'Elsie Marsh',
      'Femi Adeyemi',
      'Grace Lindqvist',
    ],
    authors: ['Maud Penrose', 'Idris Hale', 'Nora Quill'],
    skeletons: [
      {
        title: 'Ferry to {place} sails again after {number} weeks',
        caption: 'The ferry leaves {place} at first light.',
        paragraphs: [
          'The small ferry that links {place} with the mainland made its first crossing in {number} weeks on Monday, carrying the post, two goats and most of the people who had been waiting for it.',
          'The boat had been laid up since a winter storm bent her shaft. Spare parts had to come by rail, and then by cart, and for a while nobody could say where they were. “We got used to the quiet,” said {person}, who keeps the shop by the landing stage. “I would not say that we liked it.”',
          'A timetable has been painted on the harbour wall, as the old one was washed off. There will be two crossings a day until the end of the month and four after that, weather permitting. The captain asks that goats be announced beforehand.',
          'The council has put aside money for a second shaft, which will be kept in the boathouse. It was pointed out at the meeting that this had also been decided eleven years ago.',
        ],
      },
      {
        title: 'Old well at {place} found to be the cleanest in the county',
        caption: 'Drawing water at {place}.',
        paragraphs: [
          'Of {number} wells that were tested this autumn, the one behind the bakery at {place} gave the best water, to the surprise of those who had been told for years that it should be filled in.',
          'The samples were taken by {person}, a chemistry teacher, with a class of fourteen-year-olds. They measured hardness, nitrate and what the report calls liveliness, which turned out to mean small crustaceans. There were none.',
          'The likely reason lies under the ground. A band of clay keeps the field drains away from the spring, and a layer of gravel does the rest. The older people in the village said that they could have told anybody this.',
          'The pump will get a new handle. Whoever wants to test their own well can borrow the instruments from the school, and must bring them back rinsed.',
        ],
      },
      {
        title: 'Night school in {place} fills its last chair',
        caption: 'A lesson by lamplight in {place}.',
        paragraphs: [
          'The evening classes in {place} have filled all their places for the first time since they began. {number} people have put down their names for bookkeeping alone.',
          '“They come after work, and they are tired, and they stay awake,” said {person}, who teaches the course on reading contracts. Her lesson about the small print of a lease drew so many that it was moved to the fire station.',
          'The school has no budget to speak of. Chairs come from the church, chalk from the mill, and the stove is fed by whoever arrives first. A list on the door says whose turn it is.',
          'Next term there will be a class on repairing radios, and one on keeping bees, which for reasons of space will share a table.',
        ],
      },
      {
        title: 'Lost map of {place} turns up in a piano',
        caption: 'The map as it was found.',
        paragraphs: [
          'A surveyor’s map of {place}, missing for a century, has been found by a piano tuner who had come about {number} broken strings. It lay folded under the strings of an upright in the assembly rooms, where it had been put to stop a rattle.',
          '{person}, who tuned the instrument, noticed that the lowest notes sounded “as if they were wearing slippers”. The sheet shows the houses, three mills and a footpath that the present owner of the meadow has always denied.',
          'Historians have asked for the map to be scanned before it is handled any further. The rambling club has asked for a copy of the left-hand corner only.',
          'The piano rattles again. A folded newspaper has been put in the place of the map, and the date has been written on it for those who will find it.',
        ],
      },
      {
        title: 'How {place} got through the power cut with {number} candles',
        caption: 'The square at {place} on the second evening.',
        paragraphs: [
          'When the current failed on Thursday, {place} had {number} candles, one hand-cranked radio and a baker with a wood-fired oven. It was enough for three days, and the village has now written down why.',
          'The notes, collected by {person}, fill a school exercise book. They begin with water: fill what you have at once, for the pumps stop soon after the lights. They go on to medicines that need cooling, and to the neighbours who should be asked before they have to ask.',
          'What people missed most, to their own surprise, was news. A paper was made by hand, one copy, and carried from door to door. Nobody kept it longer than it takes to read it, which the schoolmaster says has never happened with a library book.',
          'The exercise book hangs on a nail in the post office. It may be copied, and it should be added to.',
        ],
      },
    ],
  },
  ru: {
    places: [
      'Ольховка',
      'Берёзовая Горка',
      'Каменный Брод',
      'Заречье',
      'Тихая Пристань',
      'Соловьиное',
      'Медвежий Угол',
    ],
    people: ['Анна Ветрова', 'Борис Ключников', 'Вера Лугова', 'Глеб Осокин', 'Дарья Полянская', 'Егор Речкин'],
    authors: ['Марина Снегирёва', 'Пётр Дубравин', 'Ольга Ясенева'],
    skeletons: [
      {
        title: 'Паром до посёлка {place} снова ходит',
        caption: 'Паром отходит от причала на рассвете.',
        paragraphs: [
          'Небольшой паром, который связывает посёлок {place} с большой землёй, вышел в первый рейс после перерыва в {number} недель. На борту были почта, две козы и почти все, кто его ждал.',
          'Судно стояло с зимы, когда шторм погнул вал. Запасные части везли сначала по железной дороге, потом на телеге, и какое-то время никто не мог сказать, где они находятся. «Мы привыкли к тишине, — говорит {person}, хозяйка магазина у причала. — Но не скажу, что она нам понравилась».',
          'Новое расписание написали краской прямо на стене: старое смыло. До конца месяца будет два рейса в день, дальше четыре, если позволит погода. О козах просят предупреждать заранее.',
          'Второй вал решили купить впрок и хранить в сарае. На собрании заметили, что точно такое же решение приняли одиннадцать лет назад.',
        ],
      },
      {
        title: 'Самая чистая вода оказалась в старом колодце: {place}',
        caption: 'Колодец за пекарней.',
        paragraphs: [
          'Осенью школьники проверили {number} колодцев. Лучшую воду дал тот, что стоит за пекарней в посёлке {place}, — его много лет предлагали засыпать.',
          'Пробы брал восьмой класс, а руководила работой учительница химии {person}. Измеряли жёсткость, нитраты и то, что в отчёте названо «живностью», то есть мелких рачков. Рачков не нашлось.',
          'Причина, скорее всего, под землёй: слой глины не пускает к роднику стоки с полей, а гравий довершает дело. Старожилы утверждают, что знали об этом всегда.',
          'Насосу сделают новую ручку. Приборы можно взять в школе и проверить собственный колодец, но вернуть их нужно вымытыми.',
        ],
      },
      {
        title: 'Вечерняя школа: {place} учится при лампе',
        caption: 'Урок начинается после работы.',
        paragraphs: [
          'Впервые за всё время в вечерней школе не осталось свободных мест. Только на счетоводство записалось {number} человек.',
          '«Приходят после смены, усталые, и не засыпают», — рассказывает {person}. Урок о том, что пишут в договоре мелким шрифтом, собрал столько слушателей, что его перенесли в пожарное депо.',
          'Денег у школы почти нет. Стулья дала библиотека, мел — мельница, а печь топит тот, кто пришёл первым. Очередь записана на двери.',
          'В новом полугодии, как сообщает {place}, откроют занятия по ремонту радиоприёмников и по пчеловодству. Из-за тесноты они пройдут за одним столом.',
        ],
      },
      {
        title: 'Потерянную карту нашли в пианино: {place}',
        caption: 'Такой карту увидел настройщик.',
        paragraphs: [
          'Карту, которую считали пропавшей сто лет, нашёл настройщик, приехавший менять {number} струн. Она лежала под струнами пианино в клубе: когда-то её сложили вчетверо, чтобы инструмент не дребезжал.',
          'Настройщик {person} обратил внимание, что нижние ноты звучат «словно в домашних туфлях». На листе обозначены дома, три мельницы и тропинка, существование которой нынешний владелец луга всегда отрицал.',
          'Историки просят не трогать находку, пока её не отсканируют. Туристы просят копию левого нижнего угла.',
          'Пианино снова дребезжит. Вместо карты под струны положили газету и подписали дату для тех, кто её найдёт. Сообщает {place}.',
        ],
      },
    ],
  },
  fa: {
    places: ['چشمه‌سار', 'باغ‌نو', 'سپیدرود بالا', 'دهکدهٔ نارون', 'کوه‌پایه', 'آبگینه', 'بیشه‌زار'],
    people: ['مریم سروستانی', 'بهرام کوهی', 'نسرین باغبان', 'کاوه دریایی', 'لیلا سپهری', 'آرش رودکی'],
    authors: ['پروین نیک‌نام', 'سهراب دانا'],
    skeletons: [
      {
        title: 'قایق {place} پس از {number} هفته دوباره به راه افتاد',
        caption: 'قایق در سپیده‌دم از اسکله جدا می‌شود.',
        paragraphs: [
          'قایق کوچکی که {place} را به آن سوی آب می‌رساند، پس از {number} هفته نخستین سفر خود را انجام داد. بارش نامه‌ها بود و دو بز و بیشتر کسانی که چشم‌به‌راهش بودند.',
          'قایق از زمستان، که توفان میل آن را کج کرد، کنار اسکله مانده بود. قطعه‌ها نخست با قطار و سپس با گاری آمدند و چندی هیچ‌کس نمی‌دانست کجا هستند. {person} که دکان کنار اسکله را می‌گرداند می‌گوید: «به خاموشی عادت کردیم، ولی دوستش نداشتیم.»',
          'برنامهٔ تازه را روی دیوار بندر نوشته‌اند، چون برنامهٔ پیشین را باران شسته بود. تا پایان ماه روزی دو بار و پس از آن روزی چهار بار می‌رود، اگر هوا یاری کند.',
          'شورا برای خرید یک میل دیگر پول کنار گذاشته است. در نشست یادآوری شد که یازده سال پیش هم همین تصمیم گرفته شده بود.',
        ],
      },
      {
        title: 'پاک‌ترین آب در چاه کهنهٔ {place}',
        caption: 'چاه پشت نانوایی.',
        paragraphs: [
          'از میان {number} چاهی که پاییز امسال آزموده شد، آب چاه پشت نانوایی در {place} از همه پاک‌تر بود؛ همان چاهی که سال‌ها می‌گفتند باید پر شود.',
          'نمونه‌ها را {person}، آموزگار شیمی، همراه شاگردانش برداشت. سختی آب و نیترات را اندازه گرفتند و در پی جانوران ریز گشتند و چیزی نیافتند.',
          'دلیلش زیر زمین است: لایه‌ای از رس آب کشتزارها را از چشمه دور نگه می‌دارد و لایه‌ای از شن بازماندهٔ کار را انجام می‌دهد. پیرمردان روستا گفتند که این را همیشه می‌دانستند.',
          'تلمبه دسته‌ای نو خواهد گرفت. هر کس بخواهد چاه خود را بیازماید می‌تواند ابزارها را از مدرسه امانت بگیرد و شسته بازگرداند.',
        ],
      },
      {
        title: 'آموزشگاه شبانهٔ {place} دیگر جای خالی ندارد',
        caption: 'درس در روشنایی چراغ.',
        paragraphs: [
          'کلاس‌های شبانهٔ {place} برای نخستین بار پر شده است. تنها برای حساب‌داری {number} تن نام نوشته‌اند.',
          '{person} که خواندن قرارداد را درس می‌دهد می‌گوید: «پس از کار می‌آیند و خسته‌اند، ولی بیدار می‌مانند.» درس او دربارهٔ نوشته‌های ریز پایین قرارداد چنان پرشنونده شد که آن را به جای بزرگ‌تری بردند.',
          'آموزشگاه پولی ندارد. صندلی را کتابخانه داده است و گچ را آسیاب، و بخاری را هر کس زودتر برسد روشن می‌کند.',
          'از نیم‌سال آینده کلاس تعمیر رادیو و کلاس پرورش زنبور هم برپا می‌شود که از تنگی جا سر یک میز خواهند نشست.',
        ],
      },
    ],
  },
};

/** Story number `index`, counted from 0, of a publisher; different `salt`, different news. */
export function tellStory(language: Language, salt: number, index: number): Story {
  const stock = STOCK[language];
  // Strides prime to the lengths, so that neighbours share neither skeleton nor place.
  const pick = <T>(list: readonly T[], stride: number): T => list[(salt * 3 + index * stride) % list.length] as T;
  const skeleton = pick(stock.skeletons, 1);
  const slots: Record<string, string> = {
    place: pick(stock.places, 3),
    person: pick(stock.people, 5),
    // No two stories of a publisher share it: an exact search finds one.
    number: String(12 + salt * 101 + index * 3),
  };
  const fill = (text: string): string => text.replace(/\{(\w+)\}/g, (whole, name: string) => slots[name] ?? whole);
  return {
    title: fill(skeleton.title),
    author: pick(stock.authors, 1),
    paragraphs: skeleton.paragraphs.map(fill),
    caption: fill(skeleton.caption),
  };
}
