"""What the ticket seller's server says by itself, in the cards of a booking and in the descriptions of its
payments, in the languages its program speaks."""

from miniapps.kit.languages import Words

WORDS: Words = {
    "paid": {
        "en": "Your tickets are here",
        "id": "Tiket Anda sudah siap",
        "it": "I tuoi biglietti sono qui",
        "ru": "Ваши билеты готовы",
        "uk": "Ваші квитки готові",
        "zh": "您的票已備妥",
    },
    "exchanged": {
        "en": "Exchanged",
        "id": "Ditukar",
        "it": "Cambiato",
        "ru": "Обменяно",
        "uk": "Обміняно",
        "zh": "已改簽",
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
    "called_off": {
        "en": "Called off: your money comes back",
        "id": "Dibatalkan: uang Anda kembali",
        "it": "Annullato: i tuoi soldi tornano",
        "ru": "Отменено: деньги вернутся",
        "uk": "Скасовано: гроші повернуться",
        "zh": "已取消：款項會退回",
    },
    "answered": {
        "en": "The box office answers you",
        "id": "Loket menjawab Anda",
        "it": "La biglietteria ti risponde",
        "ru": "Касса вам ответила",
        "uk": "Каса вам відповіла",
        "zh": "售票處已回覆您",
    },
    "exchange": {
        "en": "{0}, exchange",
        "id": "{0}, penukaran",
        "it": "{0}, cambio",
        "ru": "{0}, обмен",
        "uk": "{0}, обмін",
        "zh": "{0}，改簽",
    },
    "returned": {
        "en": "Given back",
        "id": "Dikembalikan",
        "it": "Reso",
        "ru": "Возврат билетов",
        "uk": "Повернення квитків",
        "zh": "退票",
    },
    "does_not_take_place": {
        "en": "It does not take place",
        "id": "Tidak berlangsung",
        "it": "Non si tiene",
        "ru": "Не состоится",
        "uk": "Не відбудеться",
        "zh": "活動取消",
    },
}
