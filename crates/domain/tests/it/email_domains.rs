//! Which international domains an e-mail address may have: real languages' names, and known imitations.

use sendook_domain::values::{EmailDomain, InvalidDomain};

/// Names in the letters of languages, as registries of their countries take them.
const NAMES: &str = "\
Danish: læge.dk smørrebrød.dk ålborg.dk blåbærgrød.dk
Norwegian: blåbær.no kjøttkaker.no ærlig.no
Swedish: räksmörgås.se malmö.se överkörd.nu
Icelandic: þing.is það.is ísland.is æðey.is þjóðviljinn.is öræfi.is
Faroese: føroyar.fo búðin.fo
Sami: sápmi.no ŋuolla.no ruoŧŧa.se čáhci.fi ʒuâǯǯ.fi
German: straße.de bücher.de müller.de fußball.at größe.ch
Dutch: coördinatie.nl café.be
French: cœur.fr élève.fr œuvre.fr garçon.fr naïf.fr hôtel.fr où.fr l-haÿ.fr
Italian: perché.it città.it più.it
Spanish: españa.es pingüino.es año.mx ñandú.ar
Catalan: col·legi.cat març.cat paral·lel.cat
Portuguese: ação.pt coração.br pão.com.br
Galician: ñu.gal camiño.gal
Romanian: ţară.ro știință.ro împărat.ro
Polish: żółć.pl łódź.pl gęś.pl źródło.pl ósemka.pl
Czech: příliš.cz žluťoučký.cz kůň.cz háčky.cz
Slovak: ľúbosť.sk kôň.sk vŕba.sk
Sorbian: łužica.de wšěm.de ćišina.de
Hungarian: árvíztűrő.hu tükörfúrógép.hu
Slovenian, Croatian: šport.si čaj.hr đak.hr žaba.rs
Albanian: shqipëri.al çaj.al
Estonian: õun.ee jäääär.ee žürii.ee
Latvian: ķēniņš.lv žagata.lv ģimene.lv ļoti.lv
Lithuanian: ąžuolas.lt ėjimas.lt šaltibarščiai.lt ūkis.lt
Maltese: għajn.mt ħobż.mt ċar.mt żebbuġ.mt
Irish, Welsh, Gaelic: éire.ie ŵyneb.cymru tŷ.wales gàidhlig.scot
Breton, Esperanto: kêr.bzh eĥoŝanĝo.org ĉiuĵaŭde.com
Turkish: kızılay.org.tr ışık.com.tr çiğdem.com.tr yıldız.com balıkesir.bel.tr göğüs.com
Azerbaijani: azərbaycan.az gəncə.az ağdaş.az qızıl.az
Kazakh and Uzbek in Latin: qazaqstan.kz şığıs.kz oʻzbekiston.uz
Turkmen, Gagauz, Crimean Tatar: türkmenistan.tm ýyldyz.tm gagauziya-ţară.md qırım.com
Kurdish: çîrok.com ronahî.net şêx.org
Vietnamese: tiếngviệt.vn đườngsắt.vn phởbò.com ngườiviệt.net ưu.vn
Yoruba, Igbo: ẹ̀kọ́.ng ọ̀rọ̀.com.ng ẹgbẹ́.ng ị́gbò.ng yorùbá.com
Hausa, Fula: ɗan.ng ɓauna.ng ƙasa.ng ƴan.ng
Ewe, Akan, Lingala: eʋegbe.gh ŋutsu.tg ƒome.tg ɣeyiɣi.gh ɔdɔ.gh ɛyɛ.gh mɔ́ngɔ.cd ɖevi.tg
Hawaiian, Maori, Samoan: hawaiʻi.com māori.nz whānau.co.nz
Guarani, Nahuatl, Quechua: avañeʼẽ.py ñuñoa.cl
Pinyin: lǜsè.cn běijīng.cn
Russian: оса.рф почта.рф сосна.рф хор.рус россия.com мойсайт.москва пример.онлайн ёлка.рф
Russian under a name in Latin: москва.com кремль.org яндекс.com добро.info
Ukrainian: їжак.укр ґанок.укр здоровʼя.укр україна.com.ua осока.com.ua
Belarusian: беларусь.бел воўк.бел хаос.бел
Bulgarian: оса.бг софия.бг хасково.бг оса.bg
Serbian, Macedonian: срб.срб сроса.срб ћирилица.срб ѓон.мкд ќерка.мкд ѕвезда.мкд
Kazakh, Kyrgyz, Mongolian, Tatar: қазақстан.қаз өсө.мон үс.мон ұрпақ.қаз һава.рф ңұр.қаз
Cyrillic on the European top-level domain: оса.ею европа.ею
Organizations: оса.орг роса.орг хорошо.дети сок.ком оса.москва оса.укр
Greek: ωνάσειο.ελ νερό.ελ ουρανός.ελ νερο.gr αθήνα.gr ελλάδα.com κύπρος.cy ευρώπη.ευ
Armenian: հայաստան.հայ երևան.am օսս.հայ
Georgian: საქართველო.გე თბილისი.ge ყ.გე
Hebrew: דוגמה.co.il סוס.co.il ישראל.ישראל צה״ל.co.il ג׳ירף.co.il
Arabic: موقع.وزارة-الاتصالات.مصر السعودية.السعودية مثال.com تونس.تونس ساعة٢٤.مصر
Persian, Urdu, Pashto, Uyghur: ایران.ایران پاکستان.پاکستان مثال.ir ښوونځی.com ئۇيغۇر.com
Hindi, Marathi, Nepali: उदाहरण.भारत हिन्दी.com नेपाल.com मराठी.भारत क़लम.भारत
Bengali, Assamese: বাংলা.বাংলা বাংলাদেশ.com অসম.ভাৰত
Punjabi, Gujarati, Odia: ਪੰਜਾਬ.ਭਾਰਤ ગુજરાત.ભારત ଓଡ଼ିଶା.ଭାରତ
Tamil, Telugu, Kannada, Malayalam: தமிழ்.சிங்கப்பூர் తెలుగు.భారత్ ಕನ್ನಡ.ಭಾರತ മലയാളം.com
Sinhala: සිංහල.ලංකා ලංකාව.com
Thai, Lao, Khmer, Burmese: ตัวอย่าง.ไทย ร้าน24.com ລາວ.ລາວ ខ្មែរ.com မြန်မာ.com
Tibetan, Dzongkha, Divehi: བོད.com དཔེ.bt ދިވެހި.mv
Amharic, Tigrinya: ኢትዮጵያ.com አዲስ.et
Cherokee, Inuktitut, Berber: ᏣᎳᎩ.com ᐃᓄᒃᑎᑐᑦ.ca ⴰⵎⴰⵣⵉⵖ.com
Chinese: 中国.中国 例子.com 丫丫.com 香港.hk 臺灣.tw 一二三.cn 网络.中国 〇七.cn
Chinese with Latin letters: hello中国.com 中国hello.com it之家.com vip购物.cn k歌.com qq一号.com ａ股网.cn
Taiwanese with phonetic letters: ㄅㄆㄇ.tw 注音ㄅ.tw 注音abcㄅㄆ.tw
Japanese: 例え.jp 東京.jp カタカナ.jp ひらがな.jp 日本語ドメイン.jp コーヒー.jp ジョン・スミス.jp
Japanese with Latin letters: 東京tower.jp toyotaノート.jp ｔシャツ.jp cafeコーヒー.jp it企業の会.jp ゆるキャラgp.jp
Korean: 한국.한국 도메인.kr 大韓民國.kr 삼성.com
Korean with Latin letters: lg전자.kr k팝.com 한글abc한자漢字.kr
Digits and hyphens: 24-часа.рф 24часа.com 7-яблок.рф müller-24.de 3月.com
Encoded: xn--lge-yla.dk xn--80ak6aa4i.рф xn--80a1acny.xn--p1ai XN--FIQS8S.XN--FIQS8S";

/// Names that stand for others: the first letters of another script, then everything that hides.
const IMITATIONS: &str = "\
Cyrillic letters among Latin ones: pаypal.com раypal.com gооgle.com аpple.com microsоft.com fаcebook.com twittеr.com ѕberbank.ru
Greek letters among Latin ones: gοοgle.com faϲebook.com αpple.com paypaι.com tωitter.com micrοsoft.com µtorrent.com
Others among Latin ones: gօօgle.com goodոame.com ոokia.com g๐๐gle.com google०.com аӏі.com pay၀.com amazoո.de
Latin letters among Cyrillic ones: poссия.рф мoсква.рф банk.рф cбербанк.рф
Cyrillic alone: аррӏе.com раураӏ.com раура1.com ехсеӏ.com соса.com хохо.net ѕсоре.org орега.com сосасоӏа.com саѕе.com
Cyrillic with marks alone: сӕѕаѓ.com ёсо.com іпо-ро.com.раураӏ.com ӓррӏе.com сӗѕ.org
Cyrillic under another script's own domain: оса.ελ раураӏ.中国 соса.jp
Cyrillic in front of another domain: раураӏ.example.com www.раура1.com
Top-level domains that do not exist: раураӏ.сом оса.сом оса.се пример.хуі
Greek alone: ορο.com νονα.com υρι.net γοηα.com οπο.com.ονο.com
Armenian, Hebrew, Georgian alone: հօօ.com սոս.com סוס.com ყ.com
Digits of other scripts: ๐๐.com ०००.com ০৪.com ٣3.مصر ۱۲٣.ایران ১1ক.বাংলা
Phonetic and historic letters: ɡoogle.com ɢoogle.com googɩɡ.com paypaǀ.com ʙank.com ᴀpple.com faceʙook.com whatꜱapp.com ĸ.com ɑpple.com ᴏpera.com ƅank.com paypaʟ.com ʔ.com ƨony.com ﬅ.com
Compatibility forms: ｅｘａｍｐｌｅ.com paypaⅼ.com ﬁrefox.com 𝐠oogle.com exa\u{212a}ple.com ｇoogle.com ªpple.com ①.com
Signs: pay‐pal.com o’reilly.com a゠b.com a·b.com l·l·a.com google・com.jp a׳b.com
Strokes: google一.com paypa丨.com example丿login.com com〇.com a-ー-b.com google‧com.jp goノgle.com login一a.com
Marks that hide: i\u{307}a.com pa\u{301}\u{301}.com e\u{301}\u{301}.com a\u{300}\u{301}\u{302}\u{303}\u{304}b.com l\u{307}ink.com o\u{338}x.com o\u{335}x.com ı\u{307}x.com
Invisible: exam\u{200b}ple.com \u{200d}a.com exam\u{ad}ple.com a\u{200c}b.com
Dots of other scripts: example。com example．com example｡com
Pictures: i❤.com 💩.la ☃.net
Latin with a script that it is not written with: абв-abc.рф thaiไทย.com helloनमस्ते.com abcשלום.com georgiaსა.ge
Encoded: xn--exmple-4nf.com xn--80ak6aa92e.com xn--pple-43d.com";

/// Each name, with what the table calls it.
fn every(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let rows = table.lines().filter_map(|row| row.split_once(": "));
    rows.flat_map(|(what, names)| names.split(' ').map(move |name| (what, name)))
}

#[test]
fn names_in_the_letters_of_living_languages_are_accepted() {
    let refused: Vec<_> = every(NAMES)
        .filter(|(_, name)| EmailDomain::parse(name).is_err())
        .collect();
    assert!(refused.is_empty(), "{refused:#?}");
}

#[test]
fn imitations_are_refused() {
    let accepted: Vec<_> = every(IMITATIONS)
        .filter(|(_, name)| EmailDomain::parse(name).is_ok())
        .collect();
    assert!(accepted.is_empty(), "{accepted:#?}");
}

#[test]
fn an_imitation_is_called_one() {
    for name in [
        "раураӏ.com",
        "pаypal.com",
        "ɡoogle.com",
        "оса.сом",
        "google一.com",
    ] {
        assert_eq!(
            EmailDomain::parse(name),
            Err(InvalidDomain::LookAlike),
            "{name}"
        );
    }
}

#[test]
fn a_name_is_judged_alike_however_it_is_written() {
    for (_, name) in every(NAMES) {
        let encoded = EmailDomain::parse(name).unwrap();
        let again = EmailDomain::parse(encoded.as_str());
        assert_eq!(again.as_ref(), Ok(&encoded), "{name}");
        let upper = EmailDomain::parse(&encoded.as_str().to_ascii_uppercase());
        assert_eq!(upper.as_ref(), Ok(&encoded), "{name}");
    }
}
