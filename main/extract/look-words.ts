/**
 * Words by which a page is told that a network shows in place of what was asked for. Only data, of our own making:
 * beginnings of words of everyday and legal language, no sentence of any page. They support a verdict and never make one
 * alone, for articles about blocking are made of the same words.
 *
 * A word counts when it begins like one of these (two words: when they stand side by side). Thai, Burmese, Khmer, Lao,
 * Chinese and Japanese do not part words, and Korean compounds them: there it counts anywhere. Lower case, without accents that NFKC would merge.
 */
export type WordGroup =
  // of a page that says "blocked"
  | 'denied'
  | 'away'
  | 'thing'
  | 'authority'
  | 'ground'
  | 'network'
  | 'courtesy'
  // of one that says "sign in to this network"
  | 'login'
  | 'line'
  | 'money'
  | 'code'
  // of a server that is out of order, or wants to see a human being
  | 'server';

export const WORDS: Readonly<Record<WordGroup, string>> = {
  /** Something is closed off. */
  denied: `
    block, blocked, restrict, prohibit, banned, censor, filtered,
    barred, disallow, seized, locked, not allowed, not permitted,
    stop page, stoppage,
    over 18, over 18s, under 18, age restrict, age verif, adult content, content lock, content control, parental control, safe browsing,
    заблокир, блокир, ограничен, ограничив, запрещ, запрет, приостанов, закрыт,
    заблоков, блокув, обмежен, заборон, призупин, заблакір, заблакав, абмежав, забарон,
    блокиран, забранен, блокирана, спрян, забрањен, ограничен,
    бұғатта, шектел, тыйым, бөгөттөл, чектел, бандшуд, маҳдуд, манъ, хаагд, хориг,
    bloklan, məhdudlaş, qadağan, cheklan, taqiqlan, bloklangan, taýynlan,
    engel, yasaklan, yasaktır, kısıtla, kapatıl, kapatılm, durdurul,
    مسدود, فیلتر, محدود, ممنوع, غیرمجاز, غير مجاز, غیر مجاز, بسته,
    محجوب, حجب, محظور, حظر, مغلق, منع, مقيد, غير مسموح, موقوف,
    بلاک, پابندی, روک,
    अवरुद्ध, ब्लॉक, प्रतिबंध, प्रतिबन्ध, निषिद्ध, रोक, बंद, बन्द, বন্ধ, ব্লক, নিষিদ্ধ, தடை, ನಿರ್ಬಂಧ, అవరోధ,
    blokir, diblokir, pemblokiran, terblokir, terlarang, dilarang, larangan, ditutup, menutup, disekat, sekatan, dihalang,
    dibatasi, tiada akses, naharang, ipinagbabawal,
    chặn, cấm, bị chặn, hạn chế, ngăn chặn,
    ปิดกั้น, ระงับ, ห้าม, บล็อก, ถูกปิด, ไม่เหมาะสม, ไม่อนุญาต,
    ပိတ်, တားမြစ်, ကန့်သတ်, ခွင့်မပြု, បិទ, ទប់ស្កាត់, ហាមឃាត់, ຫ້າມ, ບລັອກ, ປິດ,
    차단, 제한, 금지,
    屏蔽, 封锁, 封鎖, 禁止, 拦截, 攔截, 受限, 限制, 阻止, 阻断, 阻斷, 停止访问, 拒绝, 拒絕,
    ブロック, 遮断,
    bloque, bloquead, restringid, prohibid, suspendid, censurad,
    bloqueio, proibid, restrit, suspens,
    bloccat, inibit, oscurat, vietat, interdett, sequestr, bloquat,
    bloqué, bloqu, restreint, interdit, interdite, filtré, censur, suspendu,
    gesperrt, sperr, sperrung, blockiert, blockier, verboten, untersagt, eingeschränkt, zugangssperre,
    geblokkeerd, blokker, verboden, afgesloten, niet toegestaan,
    blokeret, blokere, blokkeret, blokkert, blockerad, blockera, spærret, sperret, spärrad, forbudt,
    estetty, esto, kielletty, uzbloķēt, bloķēt, užblokuot, blokuo, blokeeri, keelatud, suletud,
    zablokowan, zabronion, ograniczon, blokad, zablokov, blokov, zakázán, zakázan, zakázané,
    letilt, blokkol, tiltott, korlátoz, blocat, blocată, restricționat, restrictionat, interzis, blokiran, zabranjen,
    αποκλει, αποκλεισ, μπλοκαρ, απαγορε, φραγη, φραγή, περιορισ, חסום, חסומ, נחסם, נחסמ, לחסום, חסימ, אסור, מוגבל,
    imezuiwa, zuiwa, ታግዷል, ተዘግ, დაბლოკ, აკრძალ, შეზღუდ, արգելափակ, սահմանափակ, i bllokuar, bllokuar`,

  /** Something is not to be had: a ban, or a server that says what servers say. */
  away: `
    denied, deny, denies, forbid, unavailable, inaccessible, not available, not accessible, cannot access,
    can't access, cannot be accessed, cannot be displayed, unable to access, can not be accessed,
    could not be retrieved, cannot be retrieved, suspended, недоступ, отказано, недоступн, недаступ, қолжетімсіз,
    امکان پذیر, غير متاح, تعذر, يتعذر, tidak dapat, tak dapat, tidak bisa, tidak boleh, không thể, ไม่สามารถ, 불가, 无法访问,
    無法訪問, 無法瀏覽, アクセスできません, 閲覧できません, inaccesible, no disponible, no está disponible, indisponível, non accessibile,
    non disponibile, ontoegankelijk, niet beschikbaar, odmow, odepřen, denegad, negado, negato, refusé, verweigert,
    geweigerd, nektet, nekad, evätty, нельзя, 暂停, 暫停`,

  /** What is closed off. */
  thing: `
    access, accessing, site, website, web, webpage, page, resource, content, url, domain, address, link, internet, request,
    доступ, сайт, ресурс, интернет, страниц, адрес, ссылк, домен, вебсайт, контент, інтернет, сторінк, вебресурс, посилан,
    старонк, рэсурс, інтэрнэт, страница, достъп, сайтът, приступ, страна, қолжетім, қолжет, торап, бет, интернет, сайтқа,
    баракча, баракка, саҳифа, вэбсайт, цахим, sayt, saytga, saýt, giriş, səhifə, kirish, sahifa,
    erişim, erişime, erişimi, site, siteye, sitesi, sitesine, sayfa, adres, içerik,
    دسترسی, سایت, وبسایت, وب, صفحه, پایگاه, تارنما, آدرس, محتوا, محتوای, اینترنت,
    موقع, وصول, صفحة, رابط, دخول, محتوى, عنوان, انترنت, إنترنت, تصفح, رسائی, ویب, سائٹ, صفحہ,
    साइट, वेबसाइट, वेबसाईट, पहुँच, पहुंच, पृष्ठ, यूआरएल, सामग्री, লিঙ্ক, ওয়েবসাইট, সাইট, தளம், இணையதள, జాలస్థల,
    akses, diakses, mengakses, situs, laman, halaman, konten, kandungan, capaian, sesawang, tapak,
    truy cập, trang, website, địa chỉ, nội dung, tên miền,
    เว็บไซต์, เว็บ, เข้าถึง, เข้าชม, หน้า, เนื้อหา, ဝက်ဘ်, ဝဘ်, ဆိုက်, ဆိုဒ်, စာမျက်နှာ, ဝင်ရောက်, គេហទំព័រ, វេបសាយ, ເວັບ,
    사이트, 접속, 페이지, 접근, 홈페이지, 웹,
    访问, 訪問, 网站, 網站, 网页, 網頁, 页面, 頁面, 站点, 内容, 內容, 域名, 链接, 浏览, 瀏覽, サイト, アクセス, ページ,
    acceso, acceder, sitio, página, contenido, dominio, enlace, acesso, acessar, conteúdo, domínio, sítio,
    accesso, accedere, sito, pagina, contenuto, accès, accéder, contenu, domaine, adresse,
    zugang, zugriff, seite, webseite, internetseite, inhalt, adresse, netz, toegang, webpagina, inhoud, pagina,
    adgang, tilgang, tillgång, åtkomst, hjemmeside, hjemmesiden, nettsted, nettside, webbplats, webbsida, side, siden, sidan,
    pääsy, sivu, sivusto, verkkosivu, piekļuve, vietne, prieig, svetain, juurdepääs, veebileht,
    dostęp, dostep, stron, witryn, serwis, domen, přístup, stránk, prístup, hozzáfér, oldal, honlap, tartalom,
    accesul, pagina, site-ul, pristup, stranic, stranica,
    προσβαση, πρόσβαση, ιστοσελιδ, ιστοσελίδ, ιστοτοπ, ιστότοπ, ιστοτόπ, σελιδα, σελίδα, אתר, אתרי, גישה, הגישה, דף, עמוד,
    tovuti, ድረ, საიტ, წვდომა, კայք, կայք, մուտք, faqja, qasja`,

  /** Who decided it. */
  authority: `
    court, law, laws, legal, legislat, order, ministry, regulat, authorit, government, federal, decree, directive, judicial,
    injunction, commission, police, national, statut, ruling, competent, compliance, in accordance,
    закон, суд, суда, решени, министерств, постановлен, прокур, федеральн, надзор, роскомнадзор, госорган, ведомств, кодекс,
    рішенн, міністерств, указ, прокурат, санкці, рашэнн, міністэрств, съд, комиси, разпорежд, агенци, одлук, закона,
    заң, сот, министрліг, шешім, мыйзам, чечим, қонун, қарор, хууль, шүүх, məhkəmə, qanun, qərar, nazirlik, qonun, sud, vazirlig,
    mahkeme, kanun, yasa, karar, bakanlı, sayılı, hakimli, başkanlı, savcılı, idari, tedbir, kurumu,
    قانون, قوانین, دادگاه, قضایی, کارگروه, جرایم, مقام, دستور, مصوب,
    قوانين, محكمة, هيئة, وزارة, قرار, تنظيم, سلطات, أنظمة, انظمة, لوائح, جهات, عدالت, حکومت, اتھارٹی, پی ٹی,
    न्यायालय, अदालत, कानून, क़ानून, मंत्रालय, मन्त्रालय, आदेश, सरकार, दूरसंचार, प्राधिकरण, निर्देश, आईटी, আদালত, আইন, সরকার, নির্দেশ,
    undang, peraturan, perundang, menteri, kementerian, hukum, pemerintah, mahkamah, pengadilan, kominfo, akta, suruhanjaya, ketentuan,
    pháp luật, quy định, cơ quan, tòa án, nghị định, bộ thông,
    ศาล, กฎหมาย, กระทรวง, คำสั่ง, พระราชบัญญัติ, พ.ร.บ, รัฐบาล, ဥပဒေ, ညွှန်ကြား, ဝန်ကြီး, တရားရုံး, အမိန့်, ច្បាប់, ក្រសួង, ກົດໝາຍ, ກະຊວງ,
    법률, 법에, 법령, 위원회, 심의, 법원, 경찰, 의거, 관련법,
    法律, 法规, 法規, 法院, 规定, 規定, 监管, 主管, 公安, 政府, 依法, 裁判所, 命令, 法令, 警察,
    ley, judicial, tribunal, juzgado, orden, ministerio, resolución, gobierno, autoridad, lei, ordem, ministério, decisão, justiça,
    legge, tribunale, ordine, provvedimento, autorità, ministero, disposizione, giudiziari, polizia, agenzia, decreto,
    loi, justice, ministère, judiciaire, autorité, décision, ordonnance, arrêté,
    gericht, gesetz, verfügung, anordnung, behörde, beschluss, handelsgericht, rechtlich, landesgericht, richterlich,
    wet, wetgeving, rechter, rechtbank, gerechtelijk, justitie, vonnis, bevel, overheid,
    lov, loven, domstol, ret, retten, politi, politiet, tingrätt, lagen, kendelse, myndighed, myndighet, rettslig,
    laki, lain, poliisi, tuomioistui, likum, tiesa, įstatym, teism, seadus, kohus,
    sąd, ustaw, prawo, prawem, minister, wyrok, decyzj, zákon, soud, súd, ministerstv, rozhodnut, bíróság, törvény, hatóság,
    lege, instanț, ordin, oficiul, decizi, autorit, zakon, odluk,
    νομο, νόμο, δικαστ, αρχη, αρχή, επιτροπ, απόφασ, חוק, החוק, משפט, משטרה, משטרת, צו, הרשות, sheria, mahakama, ህግ, კანონ, სასამართლ, օրենք, դատարան, ligj`,

  /** Why. */
  ground: `
    register, registry, blacklist, illegal, unlawful, violat, infring, copyright, extremis, terroris, porn, gambl, gaming,
    adult, phishing, malware, inappropriate, harmful, categor, policy, abuse, offensive, obscen, unsuitable, hate, objectionable, illicit,
    реестр, экстремис, террор, нарушен, противоправ, распространен, вредн, запрещенн, незаконн, авторск, категори, азартн,
    реєстр, порушен, незаконн, рэестр, парушэнн, хазарт, регистър, экстремизм, заңсыз, тізілім,
    yasadışı, müstehcen, kumar, katalog, suç, ihlal, qanunsuz, noqonuniy,
    مجرمانه, غیرقانونی, مصادیق, اخلاق, مخالف, مخالفة, إباحي, اباحي, مخل, آداب, قيم, غیر قانونی, فحش,
    अवैध, अश्लील, उल्लंघन, गैरकानूनी, অবৈধ,
    negatif, pornografi, perjudian, melanggar, ilegal, kesusilaan, salah, sehat, haram, lucah, judi,
    vi phạm, độc hại, trái phép, ผิดกฎหมาย, ลามก, พนัน, ขัดต่อ, ไม่เหมาะสม, တရားမဝင်, မသင့်လျော်,
    불법, 유해, 음란, 도박, 청소년, 违法, 違法, 违规, 不良, 色情, 赌博, 非法, 有害, 違反,
    ilegal, ilícit, infracci, violaci, apuestas, pornograf, catálogo, contrari, illecit, abusiv, illegal, violazion, giochi, pedopornograf, pirat,
    illégal, illicite, infraction, haineu, terrorist, jeux, illegal, rechtswidrig, urheberrecht, glücksspiel, jugend, kategorie, richtlini,
    auteursrecht, ulovlig, ophavsret, opphavsrett, olaglig, upphovsrätt, spil, børneporno, krænker, laiton,
    nielegaln, hazard, rejestr, nezákon, nelegál, jogsért, szerencse, ilegal, jocuri, noroc, παραν, παράν, τυχερ, παιγν, בלתי חוקי, הימורים, פדופיל`,

  /** Who shows it. */
  network: `
    provider, isp, operator, subscriber, customer, filter, filtering, firewall, proxy, administrator, telecom, broadband, network,
    провайдер, оператор, абонент, телеком, связи, фильтр, администратор, клиент, пользовател, користувач, провайдэр, карыстальнік, доставчик,
    байланыс, abune, abone, sağlayıcı, işletmeci, müşteri, servis, operatör, مشترک, کاربر, ارائه, مخابرات, مشترك, مزود, عميل, مستخدم, اتصالات,
    ग्राहक, प्रदाता, सेवा, গ্রাহক, pelanggan, penyedia, operator, pengguna, layanan, nhà mạng, nhà cung cấp, khách hàng, ผู้ให้บริการ, ผู้ใช้, ဝန်ဆောင်မှု,
    이용자, 통신, 운영자, 사업자, 运营商, 運營商, 用户, 用戶, 管理员, 管理員, 网络, 網路, 網絡, プロバイダ, 管理者,
    proveedor, operador, cliente, usuario, red, fornecedor, provedor, operadora, utilizador, fornitore, operatore, utente, fournisseur, opérateur, abonné, utilisateur, réseau,
    anbieter, betreiber, kunde, netzwerk, provider, gebruiker, aanbieder, klant, udbyder, internetudbyder, leverandør, leverantör, kunde, operatör,
    dostawc, operator, abonent, poskytovatel, uživatel, szolgáltat, felhasználó, furnizor, utilizator, παροχ, πάροχ, χρήστη, ספק, ספקי, לקוח`,

  /** How it speaks to whom it stopped. */
  courtesy: `
    sorry, dear, apolog, inconvenience, you are trying, you tried, you have tried, attempted, attempting, requested, redirected, if you believe, if you think, mistake, error, contact, information,
    извин, уважаем, запрашива, причин, вы пытаетесь, обратит, шановн, вибач, паважан, прабач, уважаеми, уважаема, търсен, құрметті, кешір,
    sayın, üzgün, hörmətli, hurmatli, متأسف, گرامی, درخواست, عذرا, عذر, نعتذر, عزيزي, مطلوب, आदर, क्षमा, खेद, दुःख,
    maaf, mohon, yang terhormat, xin lỗi, quý khách, ขออภัย, ขอโทษ, တောင်းပန်, 죄송, 안내, 抱歉, 对不起, 對不起, 您访问, 您訪問, 您所, 申し訳,
    lo sentimos, estimado, desculpe, lamentamos, spiacent, gentile, désolé, cher, redirigé, essayez, doorverwezen, tracht, weitergeleitet, versuchen, redirig, intenta, regrett, leider, entschuldig, bedauern, sehr geehrte, helaas, beklager, desværre, tyvärr, ledsen,
    przepraszamy, omlouv, sajnál, ne pare rău, λυπ, מצטער, אנו`,

  /** Who are you? */
  login: `
    login, log in, sign in, signin, authenticat, authoriz, authoris, password, connect, register, terms, accept, agree, welcome,
    вход, войти, войдите, авториз, пароль, подключ, регистрац, личный кабинет, увійти, увійдіть, увайсці, кіру, giriş, oturum, bağlan, şifre, daxil,
    ورود, رمز, گذرواژه, تسجيل, دخول, كلمة, مرور, لاگ, साइन, लॉग, पासवर्ड, masuk, daftar, sandi, log masuk, đăng nhập, mật khẩu, kết nối,
    เข้าสู่ระบบ, ลงชื่อ, รหัสผ่าน, ဝင်ရန်, စကားဝှက်, 로그인, 인증, 비밀번호, 登录, 登錄, 登入, 认证, 認證, 密码, 密碼, ログイン, 認証,
    iniciar, contraseña, conectar, entrar, senha, accedi, connettiti, connexion, connecter, mot de passe, anmeld, einloggen, verbinden, passwort, kennwort, inloggen, aanmelden, wachtwoord, logg, logga, zaloguj, hasło, přihlás, heslo, bejelentkez, autentific, conecteaz, συνδεση, σύνδεση, κωδικ, התחבר, כניסה`,

  /** To what? */
  line: `
    wifi, wi-fi, wlan, hotspot, internet access, guest network, internet, network, captive, portal, access code, free minutes,
    интернет, сеть, сети, точка доступа, гостев, роуминг, вайфай, мережа, інтернэт, желі, internete, ağ, kablosuz, اینترنت, وای فای, شبکه, إنترنت, انترنت, شبكة, واي فاي, इंटरनेट, वाईफ़ाई, वाईफाई, jaringan, rangkaian, mạng,
    อินเทอร์เน็ต, ไวไฟ, เครือข่าย, အင်တာနက်, 인터넷, 와이파이, 무선, 上网, 上網, 无线, 無線, 网络, 網路, ネット接続, red, rete, réseau, sans fil, netz, netzwerk, netwerk, nettverk, nätverk, sieć, síť, hálózat, rețea, δίκτυο, רשת`,

  /** The bill. */
  money: `
    balance, top up, topup, recharge, payment, unpaid, overdue, billing, bill, pay, tariff, prepaid, voucher, credit, quota, data plan, expired,
    баланс, оплат, задолженн, лицевой, счет, счёт, тариф, пополн, средств, платеж, платёж, рахун, поповн, заборгован, плаціц, төле, теңгерім, шот,
    bakiye, ödeme, borç, fatura, kontör, tarife, balans, ödə, موجودی, پرداخت, شارژ, بدهی, صورتحساب, قبض, رصيد, دفع, فاتورة, سداد, تعبئة, शेष, भुगतान, रिचार्ज, बिल,
    pulsa, tagihan, pembayaran, kuota, isi ulang, bayar, baki, tambah nilai, số dư, thanh toán, nạp tiền, cước, ยอดเงิน, ชำระ, เติมเงิน, ค้างชำระ, ငွေဖြည့်, လက်ကျန်,
    잔액, 요금, 결제, 미납, 충전, 余额, 餘額, 充值, 缴费, 繳費, 欠费, 欠費, 付款, 残高, 料金,
    saldo, recarga, pago, factura, pagamento, fatura, ricarica, credito, bolletta, solde, paiement, facture, recharger, guthaben, zahlung, rechnung, aufladen, betaling, betalen, tegoed, rekening, faktur, płatno, doładuj, zaległo, dluh, platb, egyenleg, befizet, plat, factur, υπολοιπ, υπόλοιπ, πληρωμ, λογαριασμ, יתרה, תשלום`,

  /** The proof. */
  code: `
    sms, room number, phone number, mobile number, one-time, otp, verification code, passcode, captcha code, last name, username, user name, guest,
    смс, номер телефона, номера телефона, код, логин, имя пользователя, гость, номер комнат, kod, telefon, oda, کد, شماره, پیامک, نام کاربری, رمز, رقم, هاتف, جوال, اسم المستخدم, मोबाइल, ओटीपी, nomor, kode, nombor, số điện thoại, mã, tên đăng nhập,
    เบอร์โทร, หมายเลข, รหัส, ชื่อผู้ใช้, ဖုန်းနံပါတ်, 휴대폰, 전화번호, 아이디, 手机, 手機, 验证码, 驗證碼, 短信, 用户名, 電話番号, コード,
    usuario, teléfono, habitación, código, telefone, quarto, utente, telefono, camera, codice, utilisateur, téléphone, chambre, code, benutzer, zimmer, handynummer, gebruiker, kamer, bruker, användar, rom, użytkownik, telefonu, uživatel, jelszó, szoba, utilizator`,

  /** Those who stand before a server, and a server in trouble. */
  server: `
    ray id, captcha, recaptcha, hcaptcha, not a robot, robot, human, checking your browser, enable javascript, enable cookies, ddos, cloudflare, cloudfront, akamai, incapsula, imperva, sucuri, fastly, edgesuite, errors edgesuite,
    request id, reference id, incident id, event id, error code, support id, security service, security check, web application firewall, waf, bot, bots, automated, unusual traffic, rate limit, too many requests, bandwidth limit, bandwidth exceeded, account suspended, account has been suspended,
    domain is for sale, domain for sale, buy this domain, parked, expired domain, default page, it works, nginx, apache, litespeed, openresty, iis, varnish, internal server error, bad gateway, service unavailable, gateway timeout, gateway time-out, not found, maintenance, database connection, under construction, page not found, don't have permission, site owner, website owner, index of, origin, host error,
    403 forbidden, error 403, 403 error, 404 not found, error 404, cannot be found, could not be found, was not found, no such, you do not have permission, credentials, powered by, web server, http server, test page, virtual host, vhost, misdirected, dns failure,
    hosting, web host, hosted by, website is currently, has been suspended, has been deactivated, deactivated, site has been disabled, domain has expired, domain name has expired, expired, registrar, coming soon, upload your website, welcome to nginx, for sale,
    хостинг, не обслуживается, не прилинкован, не найдена, припаркован, домен продается, домен продаётся, срок регистрации, ошибка 404, ведутся работы, 没有找到站点, 站点, 主机, 出售,
    не робот, робот, капча, проверка браузера, проверяем браузер, не найден, техническ, обслуживани, 人机验证, 驗證您, 机器人, 安全检查, 未找到, 로봇, ロボット, ربات, روبوت, robô, roboter, no encontrad, não encontrad, non trovat, introuvable, nicht gefunden, niet gevonden, bulunamadı, tidak ditemukan, không tìm thấy, ไม่พบ, 찾을 수 없, 未找到, 找不到`,
};
