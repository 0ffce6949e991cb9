"""What people and organisations say in Kamaro; invented, and of nobody."""
# ruff: noqa: E501 - tables of content, one row a line

from typing import NamedTuple

Day = tuple[int, int, int]


class Said(NamedTuple):
    """Views that say much the same: on which priority, from where, how many, how many of them may be published."""

    priority: int
    theme: str
    region: str
    language: str
    times: int
    published: int
    words: tuple[str, ...]
    since: Day = (2025, 11, 10)
    days: int = 60
    constituency: str = ""


# (priority, title, what they say, when it was made, when its answer is due if not with the round)
Named = tuple[int, str, str, Day, Day | None]
THEMES: tuple[Named, ...] = (
    (1, "Distance", "The way to court costs more than the fine; hearings are moved without notice.", (2026, 1, 12), None),
    (1, "Fees asked by clerks", "A fee is asked that no poster mentions.", (2026, 1, 12), None),
    (1, "Language of hearings", "People do not follow a hearing in the language of the court.", (2026, 1, 12), None),
    (1, "Prisoners wait for a hearing date", "People sit in prison and nobody tells them the day of their hearing.", (2026, 3, 13), (2026, 3, 21)),
    (1, "Witnesses pay their own travel", "Witnesses pay for the road and for the nights in town.", (2026, 3, 14), (2026, 4, 4)),
    (1, "Legal aid is only in the port", "Who lives in the hills finds nobody to ask.", (2026, 3, 16), None),
    (3, "Opening hours", "The registry opens one day a week.", (2026, 3, 16), None),
    (3, "Fees", "A certificate is free by law and costs money at the counter.", (2026, 3, 16), None),
    (7, "Boundaries", "Stones were moved and nobody remembers where they stood.", (2026, 3, 17), None),
    (5, "Posters nobody reads", "The budget hangs where it cannot be read.", (2026, 3, 17), None),
)  # fmt: skip
OPENINGS = {
    "en": ("It is the same each month.", "We say this together.", "I write for the first time.", "Nobody asked us before.", "This is what happens."),
    "fr": ("C’est ainsi depuis des années.", "Nous le disons ensemble.", "Personne ne nous avait rien demandé."),
    "ar": ("هذا ما يحدث كل شهر.", "نقول هذا معًا.", "لم يسألنا أحد من قبل."),
}  # fmt: skip
VIEWS = (
    Said(1, "Distance", "XM02", "en", 8, 6, ("The bus to the court costs more than the fine.", "The hearing was moved and we came for nothing."), constituency="YTH"),
    Said(1, "Distance", "XM01", "fr", 6, 4, ("Le trajet coûte plus cher que l’amende.", "L’audience a été déplacée sans prévenir."), constituency="WOM"),
    Said(1, "Fees asked by clerks", "XM04", "en", 9, 6, ("A fee is asked at the counter and no receipt is written.", "The poster says free, the clerk says pay.")),
    Said(1, "Language of hearings", "XM05", "ar", 8, 5, ("لا نفهم لغة المحكمة ولا يوجد من يترجم.", "تكلم القاضي ولم نفهم ما قُرر.")),
    Said(1, "Prisoners wait for a hearing date", "XM03", "en", 14, 8, ("My brother has waited for a date since the rains.", "Nobody at the gate can say when the court sits."), (2026, 2, 20), 14),
    Said(1, "Witnesses pay their own travel", "XM01", "fr", 5, 3, ("Un témoin paie son voyage et perd trois jours de travail.",), (2026, 2, 20), 14),
    Said(1, "Legal aid is only in the port", "XM04", "en", 11, 7, ("In the hills there is no desk and no telephone to ask.", "We walked a day to the port and the desk was closed."), (2026, 3, 2), 12),
    Said(2, "", "XM03", "en", 12, 4, ("Show what the ministry spends in our town.", "The reports should hang in the school too."), (2026, 1, 10), 40),
    Said(3, "Opening hours", "XM01", "en", 17, 9, ("The registry opens on one day and the queue is longer than the day.", "A clerk on market day would be enough."), (2026, 2, 1), 40, "WOM"),
    Said(3, "Fees", "XM05", "fr", 14, 7, ("Le certificat est gratuit, mais on paie quand même.", "On demande de l’argent sans donner de reçu."), (2026, 2, 1), 40),
    Said(3, "Opening hours", "XM06", "en", 11, 6, ("The boat comes once a week and the registry is closed that day.",), (2026, 2, 5), 35),
    Said(3, "", "XM03", "ar", 16, 5, ("سجّلنا الطفل بعد ثلاث زيارات.", "نحتاج إلى موظف متنقل."), (2026, 2, 8), 30),
    Said(5, "Posters nobody reads", "XM03", "en", 21, 9, ("The budget hangs inside the office, behind the desk.", "Read it aloud at the market."), (2026, 1, 20), 50),
    Said(5, "", "XM04", "fr", 19, 6, ("Le maire n’a pas répondu aux questions.", "La réunion était à une heure où personne ne peut venir."), (2026, 1, 20), 50),
    Said(7, "Boundaries", "XM01", "en", 21, 8, ("The stones were moved in the night.", "The survey drew the line through our well."), (2026, 1, 15), 55),
    Said(7, "", "XM05", "ar", 12, 5, ("ننتظر اللجنة منذ موسمين.", "اختلفت القريتان على المرعى."), (2026, 1, 15), 55),
    Said(4, "", "XM03", "en", 4, 2, ("Count the guards too.",), (2026, 2, 1), 20),
    Said(9, "", "XM02", "fr", 6, 3, ("Les séances finissent la nuit, sans transport.",), (2026, 2, 1), 20, "WOM"),
)  # fmt: skip
# (priority, organisation, kind, words, on, reply, replied on)
COMMENTS: tuple[tuple[int, str, str, str, Day, str, Day], ...] = (
    (1, "Norlund Agency", "OFFER", "We can lend the hearing calendar that we built for Upper Mora to all six courts, without cost.", (2026, 3, 14), "", (2026, 3, 14)),
    (1, "Women’s Bar of Kamaro", "QUESTION", "Will the first-hearing figure be published by sex for every region, or only for the country?", (2026, 3, 17), "For every region where it stands on ten cases or more.", (2026, 3, 20)),
    (1, "Law Without Borders", "CONCERN", "Six weeks of clerk training end in a certificate that no court recognises. Please name the school that signs it before more courses start.", (2026, 3, 19), "The Judicial Training School signs. That is a condition of our consent; we have reminded all six partners of it.", (2026, 3, 21)),
    (1, "UN Country Team", "SUPPORT", "The order of the outputs is right: buildings and clerks first, hearings on the road while they are repaired.", (2026, 3, 13), "", (2026, 3, 13)),
    (1, "Harbour Foundation", "OFFER", "Our desk in the port can train the clerks of two other desks each season.", (2026, 3, 13), "", (2026, 3, 13)),
    (1, "Vessia Cooperation", "QUESTION", "May the course for Upper Mora be held in Centre, where the school is?", (2026, 3, 18), "", (2026, 3, 18)),
    (2, "Regional Development Bank", "SUPPORT", "One account is the first step of every reform that we finance.", (2026, 3, 16), "", (2026, 3, 16)),
    (3, "UN Country Team", "CONCERN", "Travelling clerks need a right to write in the register, not only to collect papers.", (2026, 3, 17), "", (2026, 3, 17)),
    (5, "Civic Works", "OFFER", "We hold hearings in fourteen communes and can share the guide that came out of them.", (2026, 3, 18), "", (2026, 3, 18)),
    (7, "Civic Works", "CONCERN", "The pause reaches villages that the survey does not touch.", (2026, 3, 16), "", (2026, 3, 16)),
    (11, "Election Observers’ League", "QUESTION", "When will the new consent on elections be decided?", (2026, 3, 18), "", (2026, 3, 18)),
    (12, "Open Ledger", "SUPPORT", "Publish bids as well as contracts: that is where the difference lies.", (2026, 3, 19), "", (2026, 3, 19)),
)  # fmt: skip
