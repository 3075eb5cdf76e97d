"""News in twenty-one languages and a dozen scripts: every rule stays silent, and places are right."""

from __future__ import annotations

import pytest

import corpuslint

RAIN = {
    "th": (
        "เมื่อวานนี้ฝนตกหนักมากในกรุงเทพฯ ทำให้ถนนหลายสายมีน้ำท่วมขัง ชาวบ้านต้องเดินลุยน้ำไปทำงาน "
        "และโรงเรียนบางแห่งต้องปิดเรียนชั่วคราว เจ้าหน้าที่กล่าวว่าน้ำจะลดลงภายในสองวัน"
    ),
    "km": ("កាលពីម្សិលមិញ ភ្លៀងធ្លាក់ខ្លាំងនៅទីក្រុងភ្នំពេញ ធ្វើឱ្យផ្លូវជាច្រើនលិចទឹក ហើយប្រជាជនត្រូវដើរកាត់ទឹកទៅធ្វើការ។"),
    "ja": (
        "昨日、東京では大雨が降り、多くの道路が冠水した。市の職員によると、水は二日以内に引く見込みだ"
        "という。学校の一部は臨時休校となった。"
    ),
    "zh": ("昨天北京下了大雨，许多道路积水严重，市民只能涉水上班。官员表示，积水预计两天内退去，部分学校临时停课。"),
    "ko": (
        "어제 서울에는 많은 비가 내려 여러 도로가 물에 잠겼다. 시 관계자는 물이 이틀 안"
        "에 빠질 것이라고 말했다. 일부 학교는 임시 휴교했다."
    ),
    "ar": (
        "هطلت أمس أمطار غزيرة على مدينة القاهرة، وغمرت المياه شوارع كثيرة، واضطر الناس إلى السير في"
        " الماء للوصول إلى أعمالهم. وقال المسؤولون إن المياه ستنحسر خلال يومين."
    ),
    "fa": (
        "دیروز در تهران باران سنگینی بارید و بسیاری از خیابان\u200cها زیر آب رفت. مسئولان می\u200cگویند که آب"
        " تا دو روز دیگر فروکش خواهد کرد."
    ),
    "he": (
        "אתמול ירד גשם כבד בחיפה, ורחובות רבים הוצפו. התושבים נאלצו ללכת במים כדי להגיע לעבודה. בעי"
        "רייה אמרו שהמים יירדו בתוך יומיים."
    ),
    "hi": (
        "कल दिल्ली में भारी बारिश हुई और कई सड़कें पानी में डूब गईं। लोगों को काम पर जाने के लिए पा"
        "नी में चलना पड़ा। अधिकारियों ने कहा कि दो दिन में पानी उतर जाएगा।"
    ),
    "ta": (
        "நேற்று சென்னையில் கனமழை பெய்ததால் பல சாலைகள் நீரில் மூழ்கின. மக்கள் நீரில் நடந்து வேலைக்கு"
        "ச் சென்றனர். இரண்டு நாட்களில் நீர் வடியும் என்று அதிகாரிகள் கூறினர்."
    ),
    "vi": (
        "Hôm qua ở Hà Nội mưa rất to, nhiều con đường bị ngập nước. Người dân phải lội nước đi làm."
        " Các quan chức nói rằng nước sẽ rút trong vòng hai ngày."
    ),
    "tr": (
        "Dün İstanbul'da şiddetli yağmur yağdı ve birçok cadde sular altında kaldı. İnsanlar işe gi"
        "tmek için suda yürümek zorunda kaldı. Yetkililer, suyun iki gün içinde çekileceğini söyled"
        "i."
    ),
    "ka": (
        "გუშინ თბილისში ძლიერი წვიმა მოვიდა და ბევრი ქუჩა დაიტბორა. ხალხს წყალში უწევდა სიარული. ქა"
        "ლაქის მერიაში თქვეს, რომ წყალი ორ დღეში დაიკლებს."
    ),
    "am": ("ትናንት በአዲስ አበባ ከባድ ዝናብ ዘነበ፣ ብዙ መንገዶችም በውሃ ተጥለቀለቁ። ሰዎች ወደ ሥራ ለመሄድ በውሃ ውስጥ መራመድ ነበረባቸው።"),
    "el": (
        "Χθες έβρεξε πολύ στη Θεσσαλονίκη και πολλοί δρόμοι πλημμύρισαν. Οι κάτοικοι περπατούσαν μέ"
        "σα στο νερό για να πάνε στη δουλειά. Ο δήμος είπε ότι το νερό θα υποχωρήσει σε δύο ημέρες."
    ),
    "uk": (
        "Учора в Києві пройшла сильна злива, і багато вулиць затопило. Людям довелося йти на роботу"
        " по воді. Посадовці кажуть, що вода зійде за два дні."
    ),
    "pl": (
        "Wczoraj w Gdańsku spadł ulewny deszcz i wiele ulic znalazło się pod wodą. Mieszkańcy szli "
        "do pracy, brodząc. Urzędnicy twierdzą, że woda opadnie w ciągu dwóch dni."
    ),
    "hu": (
        "Tegnap Szegeden nagy eső esett, és sok utca víz alá került. Az emberek gázolva mentek dolg"
        "ozni. A hivatal szerint a víz két napon belül levonul."
    ),
    "sw": (
        "Jana mvua kubwa ilinyesha jijini Nairobi na barabara nyingi zikafurika. Watu walilazimika "
        "kutembea majini kwenda kazini. Maafisa walisema maji yatapungua ndani ya siku mbili."
    ),
    "my": ("မနေ့က ရန်ကုန်မြို့တွင် မိုးသည်းထန်စွာ ရွာသွန်းခဲ့ပြီး လမ်းများစွာ ရေလွှမ်းခဲ့သည်။ လူများသည် ရေထဲတွင် လမ်းလျှောက်၍ အလုပ်သွားခဲ့ရသည်။"),
    "bo": ("ཁ་སང་ལྷ་སར་ཆར་པ་ཆེན་པོ་བབས། ལམ་ཁག་མང་པོ་ཆུས་བརླན་སོང་།"),
}
"""It rained in the city, streets were under water, people waded to work; the water will fall within two days."""


def test_every_rule_stays_silent() -> None:
    assert corpuslint.check(RAIN.values(), select=["ALL"]).findings == ()


@pytest.mark.parametrize("language", RAIN)
def test_places_behind_any_script(language: str) -> None:
    before = f"\U0001f600e\u0301 {RAIN[language]}\r\n"
    (finding,) = corpuslint.check_text(f"{before}in\u00advisible", select=["ENC003"]).findings
    assert (finding.where.start, finding.where.line, finding.where.column) == (len(before) + 2, 2, 3)


@pytest.mark.parametrize("language", sorted(set(RAIN) - {"sw"}))
@pytest.mark.parametrize("times", [1, 2])
def test_damage_is_undone(language: str, times: int) -> None:
    damaged = RAIN[language]
    for _ in range(times):
        damaged = damaged.encode().decode("latin-1")
    assert corpuslint.clean_text(damaged, select=["ENC001"]) == RAIN[language]
