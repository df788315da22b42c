"""What food's server says by itself, in the cards of an order and in the descriptions of its payments, in the
languages its program speaks."""

from miniapps.kit.languages import Words, say

WORDS: Words = {
    "ordered": {
        "en": "Ordered",
        "id": "Dipesan",
        "it": "Ordinato",
        "ru": "Заказ принят",
        "uk": "Замовлено",
        "zh": "已下單",
    },
    "accepted": {
        "en": "Accepted",
        "id": "Diterima",
        "it": "Accettato",
        "ru": "Принято кухней",
        "uk": "Прийнято кухнею",
        "zh": "已接單",
    },
    "cooking": {
        "en": "Being cooked",
        "id": "Sedang dimasak",
        "it": "In cucina",
        "ru": "Готовится",
        "uk": "Готується",
        "zh": "烹調中",
    },
    "ready": {
        "en": "Ready",
        "id": "Siap",
        "it": "Pronto",
        "ru": "Готово",
        "uk": "Готово",
        "zh": "已備好",
    },
    "on_the_way": {
        "en": "On the way",
        "id": "Dalam perjalanan",
        "it": "In viaggio",
        "ru": "В пути",
        "uk": "У дорозі",
        "zh": "配送中",
    },
    "delivered": {
        "en": "Delivered",
        "id": "Sampai",
        "it": "Consegnato",
        "ru": "Доставлено",
        "uk": "Доставлено",
        "zh": "已送達",
    },
    "refused": {
        "en": "The kitchen could not take it",
        "id": "Dapur tidak dapat menerimanya",
        "it": "La cucina non ha potuto accettarlo",
        "ru": "Кухня не смогла его принять",
        "uk": "Кухня не змогла його прийняти",
        "zh": "店家無法接單",
    },
    "cancelled": {
        "en": "Cancelled",
        "id": "Dibatalkan",
        "it": "Annullato",
        "ru": "Отменено",
        "uk": "Скасовано",
        "zh": "已取消",
    },
    "money_back": {
        "en": "Your money comes back.",
        "id": "Uang Anda kembali.",
        "it": "I tuoi soldi tornano.",
        "ru": "Деньги вернутся.",
        "uk": "Гроші повернуться.",
        "zh": "款項會退回。",
    },
    "ran_out": {
        "en": "Ran out",
        "id": "Habis",
        "it": "Finito",
        "ru": "Закончилось",
        "uk": "Закінчилося",
        "zh": "已售完",
    },
    "part_back": {
        "en": "{0} comes back to you. The rest is being made.",
        "id": "{0} kembali kepada Anda. Sisanya tetap dibuat.",
        "it": "Ti tornano {0}. Il resto si prepara.",
        "ru": "{0} вернётся к вам. Остальное готовится.",
        "uk": "{0} повернеться до вас. Решту готують.",
        "zh": "{0} 會退還給您，其餘照常製作。",
    },
    "answered": {
        "en": "The restaurant answers you",
        "id": "Restoran menjawab Anda",
        "it": "Il ristorante ti risponde",
        "ru": "Ресторан вам ответил",
        "uk": "Ресторан вам відповів",
        "zh": "餐廳已回覆您",
    },
    "too_much": {
        "en": "Too much to do",
        "id": "Terlalu banyak pesanan",
        "it": "Troppo lavoro",
        "ru": "Слишком много заказов",
        "uk": "Забагато замовлень",
        "zh": "訂單太多",
    },
    "trouble": {
        "en": "The kitchen has a problem",
        "id": "Dapur sedang bermasalah",
        "it": "La cucina ha un problema",
        "ru": "На кухне неполадки",
        "uk": "На кухні негаразди",
        "zh": "廚房出了問題",
    },
    "too_far": {
        "en": "Too far today",
        "id": "Terlalu jauh hari ini",
        "it": "Troppo lontano oggi",
        "ru": "Сегодня слишком далеко",
        "uk": "Сьогодні задалеко",
        "zh": "今天太遠了",
    },
    "pipe_burst": {
        "en": "A pipe burst in our kitchen. We are sorry.",
        "id": "Pipa di dapur kami pecah. Maaf.",
        "it": "In cucina si è rotto un tubo. Ci dispiace.",
        "ru": "У нас на кухне прорвало трубу. Нам жаль.",
        "uk": "У нас на кухні прорвало трубу. Нам шкода.",
        "zh": "我們廚房的水管破了，很抱歉。",
    },
    "changed_mind": {
        "en": "Changed their mind",
        "id": "Berubah pikiran",
        "it": "Ha cambiato idea",
        "ru": "Передумали",
        "uk": "Передумали",
        "zh": "改變主意",
    },
    "not_paid": {
        "en": "Not paid in time",
        "id": "Tidak dibayar tepat waktu",
        "it": "Non pagato in tempo",
        "ru": "Не оплачено вовремя",
        "uk": "Не сплачено вчасно",
        "zh": "未及時付款",
    },
    "paid_too_late": {
        "en": "Paid too late",
        "id": "Dibayar terlambat",
        "it": "Pagato troppo tardi",
        "ru": "Оплачено слишком поздно",
        "uk": "Сплачено запізно",
        "zh": "付款太晚",
    },
    "missing_dish": {
        "en": "A dish was missing",
        "id": "Ada hidangan yang kurang",
        "it": "Mancava un piatto",
        "ru": "Не хватало блюда",
        "uk": "Бракувало страви",
        "zh": "少了一道菜",
    },
    "share": {
        "en": "{0}, your share",
        "id": "{0}, bagian Anda",
        "it": "{0}, la tua parte",
        "ru": "{0}, ваша доля",
        "uk": "{0}, ваша частка",
        "zh": "{0}，您的份額",
    },
    "and_more": {
        "en": "{0} and {1} more",
        "id": "{0} dan {1} lainnya",
        "it": "{0} e altri {1}",
        "ru": "{0} и ещё {1}",
        "uk": "{0} і ще {1}",
        "zh": "{0} 等 {1} 項",
    },
}


def things(language: str, first: str, count: int) -> str:
    """ "2 × House Burger and 3 more": count is of all kinds of things."""
    # Chinese counts the first as well.
    more = count if language == "zh" else count - 1
    return say(WORDS, language, "and_more", first, more) if count > 1 else first


def yuan(fen: int) -> str:
    return f"¥{fen // 100}.{fen % 100:02}"


def reason_said(language: str, reason: str) -> str:
    """Why something came back: one of our reasons, or what a cook has written."""
    return say(WORDS, language, reason) if reason in WORDS else reason
