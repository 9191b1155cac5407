import { describe, expect, it } from 'vitest';
import { directionOf, guessLanguage, languageOf, languageTag } from '../../../main/extract/language.ts';

describe('the language of a text', () => {
  it.each([
    ['en', 'The committee said that it would not be able to publish the report before the end of the month.'],
    [
      'de',
      'Die Regierung hat nicht gesagt, wann sie das Gesetz mit den Ländern und der Opposition beraten will, und wer dafür ist.',
    ],
    [
      'fr',
      'Le gouvernement a annoncé que les écoles de la région ne seront pas ouvertes avant la fin de la semaine dans le nord.',
    ],
    ['es', 'El gobierno dijo que no se sabe cuándo los niños de la región volverán a las escuelas con sus maestros.'],
    [
      'pl',
      'Rząd nie powiedział, kiedy szkoły w tym regionie zostaną otwarte, ale jest to dla nich ważne i na pewno się uda.',
    ],
    [
      'tr',
      'Hükümet bu konuda ne zaman bir karar verileceğini söylemedi ve okullar için yeni bir tarih daha açıklanmadı.',
    ],
    ['ru', 'Правительство не сообщило, когда откроются школы, и объявило, что решение будет принято позже.'],
    ['uk', 'Уряд не повідомив, коли відкриються школи, і оголосив, що рішення буде ухвалене пізніше.'],
    ['be', 'Урад не паведаміў, калі адкрыюцца школы, і заявіў, што рашэнне будзе прынятае пазней у выніку ўзгаднення.'],
    ['bg', 'Правителството не съобщи кога ще отворят училищата и обяви, че решението ще бъде взето по-късно.'],
    ['kk', 'Үкімет мектептердің қашан ашылатынын хабарлаған жоқ, шешім кейінірек қабылданады деп мәлімдеді.'],
    ['fa', 'دولت نگفت که مدرسه‌ها کی باز می‌شوند و اعلام کرد که تصمیم بعداً گرفته می‌شود.'],
    ['ar', 'لم تعلن الحكومة متى ستفتح المدارس وقالت إن القرار سيتخذ لاحقا بعد التشاور مع الوزارة.'],
    ['ur', 'حکومت نے یہ نہیں بتایا کہ اسکول کب کھلیں گے اور کہا کہ فیصلہ بعد میں کیا جائے گا۔'],
    ['he', 'הממשלה לא הודיעה מתי ייפתחו בתי הספר ואמרה שההחלטה תתקבל מאוחר יותר.'],
    ['zh', '政府没有宣布学校何时开学，并表示将在稍后作出决定，请家长耐心等待。'],
    ['ja', '政府は学校がいつ再開するかを発表せず、決定は後で行われると述べた。'],
    ['ko', '정부는 학교가 언제 문을 열지 발표하지 않았으며 나중에 결정할 것이라고 말했다.'],
    ['my', 'အစိုးရက ကျောင်းတွေ ဘယ်တော့ ပြန်ဖွင့်မလဲ ဆိုတာကို မကြေညာသေးပါဘူး။'],
  ])('is guessed: %s', (language, text) => {
    expect(guessLanguage(text)).toBe(language);
  });

  it('is nobody’s when the words are', () => {
    expect(
      guessLanguage(
        'Lorem ipsum dolor sit amet, consectetur adipisicing elit, sed do eiusmod tempor incididunt ut labore et dolore magna aliqua. Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris nisi ut aliquip ex ea commodo consequat.',
      ),
    ).toBeNull();
  });

  it('is not guessed from a few letters', () => {
    expect(guessLanguage('BBC 2026')).toBeNull();
  });

  it('is what the page says, unless the text is in another script', () => {
    const russian = 'Правительство не сообщило, когда откроются школы, и объявило, что решение будет принято позже.';
    expect(languageOf(['ru_RU', null], russian)).toBe('ru-RU');
    expect(languageOf(['en'], russian)).toBe('ru');
    expect(languageOf(['en', 'uk'], russian)).toBe('uk');
    expect(languageOf([null, 'x-default'], russian)).toBe('ru');
  });

  it.each([
    ['en_US', 'en-US'],
    [' de , en', 'de'],
    ['und', null],
    ['utf-8', null],
    ['iso-8859-1', null],
    ['zh-Hans-CN', 'zh-Hans-CN'],
    ['ckb', 'ckb'],
    ['<script>', null],
    ['', null],
  ])('%j is read as %j', (claim, tag) => {
    expect(languageTag(claim)).toBe(tag);
  });
});

describe('the direction of a text', () => {
  it('is that of most of its letters', () => {
    expect(directionOf('دولت نگفت که مدرسه‌ها کی باز می‌شوند (BBC News)', null)).toBe('rtl');
    expect(directionOf('The word سلام means hello in Persian.', 'fa')).toBe('ltr');
  });

  it('is that of the language where there are no words', () => {
    expect(directionOf('2026', 'fa-IR')).toBe('rtl');
    expect(directionOf('2026', null)).toBe('ltr');
  });
});
