"""What the shop's server says by itself (cards, answers in chat, descriptions of payments) in the languages its program
speaks. The person's language arrives with the login."""

from miniapps.kit import languages

WORDS: dict[str, dict[str, str]] = {
    "paid": {
        "en": "Paid",
        "id": "Dibayar",
        "it": "Pagato",
        "ru": "Оплачено",
        "uk": "Оплачено",
        "zh": "已付款",
    },
    "packed": {
        "en": "Packed",
        "id": "Dikemas",
        "it": "Imballato",
        "ru": "Упаковано",
        "uk": "Запаковано",
        "zh": "已包裝",
    },
    "sent": {
        "en": "On its way",
        "id": "Dalam perjalanan",
        "it": "In viaggio",
        "ru": "В пути",
        "uk": "У дорозі",
        "zh": "運送中",
    },
    "delivered": {
        "en": "Delivered",
        "id": "Sampai",
        "it": "Consegnato",
        "ru": "Доставлено",
        "uk": "Доставлено",
        "zh": "已送達",
    },
    "your_turn": {
        "en": "Your turn",
        "id": "Giliran Anda",
        "it": "Tocca a te",
        "ru": "Ваша очередь",
        "uk": "Ваша черга",
        "zh": "輪到您了",
    },
    "called_off": {
        "en": "Called off",
        "id": "Dibatalkan",
        "it": "Annullato",
        "ru": "Отменено",
        "uk": "Скасовано",
        "zh": "已取消",
    },
    "nothing_is_sold": {
        "en": "Not for sale after all",
        "id": "Tidak jadi dijual",
        "it": "Non si vende più",
        "ru": "В продажу не поступит",
        "uk": "Продажу не буде",
        "zh": "不再出售",
    },
    "buy_within": {
        "en": "Buy it within {0} minutes",
        "id": "Beli dalam {0} menit",
        "it": "Compralo entro {0} minuti",
        "ru": "Купите в течение {0} минут",
        "uk": "Купіть протягом {0} хвилин",
        "zh": "請在 {0} 分鐘內購買",
    },
    "refunding": {
        "en": "Refund on its way",
        "id": "Dana sedang kembali",
        "it": "Rimborso in arrivo",
        "ru": "Деньги возвращаются",
        "uk": "Гроші повертаються",
        "zh": "退款處理中",
    },
    "refunded": {
        "en": "Refunded",
        "id": "Dana kembali",
        "it": "Rimborsato",
        "ru": "Деньги возвращены",
        "uk": "Гроші повернено",
        "zh": "已退款",
    },
    "return_refunding": {
        "en": "Return accepted",
        "id": "Pengembalian diterima",
        "it": "Reso accettato",
        "ru": "Возврат принят",
        "uk": "Повернення прийнято",
        "zh": "已接受退貨",
    },
    "return_refunded": {
        "en": "Return refunded",
        "id": "Dana retur kembali",
        "it": "Reso rimborsato",
        "ru": "Возврат оплачен",
        "uk": "Повернення оплачено",
        "zh": "退貨已退款",
    },
    "return_refused": {
        "en": "Return refused",
        "id": "Pengembalian ditolak",
        "it": "Reso rifiutato",
        "ru": "В возврате отказано",
        "uk": "У поверненні відмовлено",
        "zh": "退貨被拒絕",
    },
    "goes_to": {
        "en": "Goes to {0}",
        "id": "Dikirim ke {0}",
        "it": "Va a {0}",
        "ru": "Адрес: {0}",
        "uk": "Адреса: {0}",
        "zh": "寄往 {0}",
    },
    "and_more": {
        "en": "{0} and {1} more",
        "id": "{0} dan {1} lainnya",
        "it": "{0} e altri {1}",
        "ru": "{0} и ещё {1}",
        "uk": "{0} і ще {1}",
        "zh": "{0} 等 {1} 件",
    },
    "in_stock": {
        "en": "In stock: {0}.",
        "id": "Tersedia: {0}.",
        "it": "Disponibili: {0}.",
        "ru": "В наличии: {0}.",
        "uk": "В наявності: {0}.",
        "zh": "現貨：{0}。",
    },
    "sold_out": {
        "en": "It is sold out at the moment.",
        "id": "Saat ini habis.",
        "it": "Al momento è esaurito.",
        "ru": "Сейчас распродано.",
        "uk": "Зараз розпродано.",
        "zh": "目前售完。",
    },
    "what_to_know": {
        "en": "What would you like to know?",
        "id": "Apa yang ingin Anda ketahui?",
        "it": "Che cosa vorresti sapere?",
        "ru": "Что вы хотите узнать?",
        "uk": "Що ви хочете дізнатися?",
        "zh": "您想了解什麼？",
    },
    "changed": {
        "en": "The buyer changed their mind",
        "id": "Pembeli berubah pikiran",
        "it": "L’acquirente ha cambiato idea",
        "ru": "Покупатель передумал",
        "uk": "Покупець передумав",
        "zh": "買家改變主意",
    },
    "back_damaged": {
        "en": "Sent back: damaged",
        "id": "Dikembalikan: rusak",
        "it": "Reso: danneggiato",
        "ru": "Возврат: повреждено",
        "uk": "Повернення: пошкоджено",
        "zh": "退貨：商品損壞",
    },
    "back_wrong": {
        "en": "Sent back: not what was ordered",
        "id": "Dikembalikan: bukan yang dipesan",
        "it": "Reso: non è ciò che era ordinato",
        "ru": "Возврат: не тот товар",
        "uk": "Повернення: не той товар",
        "zh": "退貨：商品不符",
    },
    "back_size": {
        "en": "Sent back: wrong size",
        "id": "Dikembalikan: ukuran tidak cocok",
        "it": "Reso: misura sbagliata",
        "ru": "Возврат: не подошёл размер",
        "uk": "Повернення: не підійшов розмір",
        "zh": "退貨：尺寸不合",
    },
    "back_missing": {
        "en": "Sent back: something was missing",
        "id": "Dikembalikan: ada yang kurang",
        "it": "Reso: mancava qualcosa",
        "ru": "Возврат: чего-то не хватало",
        "uk": "Повернення: чогось бракувало",
        "zh": "退貨：有缺件",
    },
    "back_changed": {
        "en": "Sent back: not wanted any more",
        "id": "Dikembalikan: tidak jadi",
        "it": "Reso: non serve più",
        "ru": "Возврат: передумали",
        "uk": "Повернення: передумали",
        "zh": "退貨：不想要了",
    },
}


def say(language: str, word: str, *values: object) -> str:
    return languages.say(WORDS, language, word, *values)


def things(language: str, first: str, count: int) -> str:
    """ "2 × Harbour Mug and 3 more": count is of all kinds of things."""
    # Chinese counts the first as well.
    more = count if language == "zh" else count - 1
    return say(language, "and_more", first, more) if count > 1 else first
