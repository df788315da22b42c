"""What the taxi's server says by itself, in the cards of a ride, in the languages its program speaks."""

from miniapps.kit.languages import Words

WORDS: Words = {
    "found": {
        "en": "Car found",
        "id": "Mobil ditemukan",
        "it": "Auto trovata",
        "ru": "Машина найдена",
        "uk": "Авто знайдено",
        "zh": "已找到車",
    },
    "at_the_door": {
        "en": "At the door",
        "id": "Di depan pintu",
        "it": "Alla porta",
        "ru": "У двери",
        "uk": "Біля дверей",
        "zh": "已到門口",
    },
    "on_the_way": {
        "en": "On the way",
        "id": "Dalam perjalanan",
        "it": "In viaggio",
        "ru": "В пути",
        "uk": "У дорозі",
        "zh": "行駛中",
    },
    "there": {
        "en": "There",
        "id": "Sampai",
        "it": "Arrivato",
        "ru": "На месте",
        "uk": "На місці",
        "zh": "抵達",
    },
    "coming": {
        "en": "Your car is coming",
        "id": "Mobil Anda menuju ke sini",
        "it": "La tua auto sta arrivando",
        "ru": "Машина едет к вам",
        "uk": "Авто їде до вас",
        "zh": "您的車正在前來",
    },
    "waits": {
        "en": "Your car is at the door",
        "id": "Mobil Anda di depan pintu",
        "it": "La tua auto è alla porta",
        "ru": "Машина у вашей двери",
        "uk": "Авто біля ваших дверей",
        "zh": "您的車已到門口",
    },
    "arrived": {
        "en": "You are there",
        "id": "Anda sudah sampai",
        "it": "Sei arrivato",
        "ru": "Вы на месте",
        "uk": "Ви на місці",
        "zh": "您已抵達",
    },
    "cancelled": {
        "en": "Cancelled",
        "id": "Dibatalkan",
        "it": "Annullato",
        "ru": "Отменено",
        "uk": "Скасовано",
        "zh": "已取消",
    },
    "to": {
        "en": "To {0}",
        "id": "Ke {0}",
        "it": "Verso {0}",
        "ru": "Куда: {0}",
        "uk": "Куди: {0}",
        "zh": "前往 {0}",
    },
}
