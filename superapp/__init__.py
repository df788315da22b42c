"""The host: people, chat, programs and their runtime. It rests on the wallet and knows no guest."""
