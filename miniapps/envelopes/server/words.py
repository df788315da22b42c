"""What Red Letter's server says by itself, in the descriptions of payments, in the languages its desk speaks."""

from miniapps.kit.languages import Words

WORDS: Words = {
    "money": {
        "en": "Money for gifts",
        "id": "Dana untuk hadiah",
        "it": "Denaro per i doni",
        "ru": "Деньги на подарки",
        "uk": "Гроші на подарунки",
        "zh": "好禮款項",
    },
}
