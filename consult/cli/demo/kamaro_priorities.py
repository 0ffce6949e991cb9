"""What Kamaro's ministries ask for: twelve priorities with their outputs and needs, in millions of US dollars."""
# ruff: noqa: E501 - tables of content, one row a line

from typing import NamedTuple

Needs = tuple[tuple[int, str, float], ...]


class Asked(NamedTuple):
    """A priority: its words, outputs in order, needs as (output, place, millions); `own` is the country's own money."""

    sector: str
    title: str
    arabic: str
    french: str
    ask: str
    lead: str
    outputs: tuple[str, ...]
    needs: Needs
    outcome: str
    baseline: str
    target: str
    dimensions: tuple[str, ...] = ("effectiveness",)
    modes: tuple[str, ...] = ("STRUCTURAL",)
    horizon: str = "M"
    mechanism: str = "BUILDS_RESILIENCE"
    gender: int = 1
    sgbv: tuple[str, ...] = ()
    risks: tuple[int, ...] = (3,)
    own: float | None = None
    after: tuple[int, ...] = ()
    guarantee: str = ""


PRIORITIES = (
    Asked(
        "justice", "Courts working in every regional capital", "محاكم عاملة في كل عاصمة إقليمية",
        "Des tribunaux en activité dans chaque chef-lieu de région",
        "In three of six regions a criminal case waits more than a year for its first hearing. The ministry wants a court "
        "that sits every week in each regional capital by the end of the period.",
        "Directorate of Courts",
        (
            "Court buildings repaired", "Judges posted to each regional capital", "Court clerks trained", "Case registers kept",
            "Mobile court hearings", "Price lists posted in every court", "Legal aid desks",
        ),
        (
            (1, "XM01", 0.4), (1, "XM02", 0.5), (1, "XM03", 0.5), (1, "XM04", 0.4), (1, "XM05", 0.5), (1, "XM06", 0.3),
            (3, "XM03", 1.1), (3, "XM02", 0.4), (3, "XM05", 0.2), (5, "XM02", 0.7), (5, "XM01", 0.2), (7, "XM04", 0.6),
            (7, "XM05", 0.6),
        ),
        "Share of first hearings within 90 days, by region and sex", "31 %", "70 %", ("legitimacy", "equity", "effectiveness"),
        ("STRUCTURAL", "OPERATIONAL"), mechanism="RAISES_COST", risks=(2, 3), own=4.8,
        guarantee="Judges are posted for fixed terms and cannot be moved by the executive.",
    ),
    Asked(
        "public-finance", "One treasury account, budget reports every month", "حساب خزينة واحد وتقارير ميزانية شهرية",
        "Un compte unique du Trésor, des rapports budgétaires mensuels",
        "Public money lies in 214 accounts. The ministry wants one, and a report of what is spent each month that anyone can read.",
        "Treasury", ("One treasury account", "Monthly budget reports"), ((1, "XM", 2.8), (2, "XM", 1.4), (2, "XM03", 1.0)),
        "Months with a budget report within 30 days", "2 of 12", "12 of 12", ("legitimacy", "effectiveness"), horizon="M",
        mechanism="REDUCES_CAPABILITY", risks=(3, 5), own=2.1,
    ),
    Asked(
        "civil-registration", "Birth registration in all communes", "تسجيل المواليد في جميع البلديات",
        "L’enregistrement des naissances dans toutes les communes",
        "Four children in ten have no birth certificate. The ministry wants a registry or a travelling clerk in every commune.",
        "Directorate of Civil Registration", ("Commune registries opened", "Travelling registry clerks"),
        ((1, "XM01", 1.2), (2, "XM01", 0.7), (1, "XM05", 1.6), (1, "XM06", 0.8), (1, "XM03", 1.5), (1, "XM02", 1.0), (1, "XM04", 1.0)),
        "Children under five with a birth certificate, by region and sex", "58 %", "85 %", ("equity", "effectiveness"), gender=2,
        risks=(9,),
    ),
    Asked(
        "public-administration", "Payroll census of public servants", "إحصاء موظفي الدولة وكشوف الرواتب",
        "Le recensement des agents publics et de la paie",
        "The payroll holds names that nobody has seen. The ministry counts and identifies every public servant once.",
        "Directorate of Personnel", ("Census in every ministry", "Payroll cleaned and published"), ((1, "XM", 1.6), (2, "XM03", 1.0)),
        "Payroll entries checked against a person", "0 %", "100 %", ("effectiveness",), horizon="S", own=0.4,
    ),
    Asked(
        "local-governance", "Commune budgets published and discussed", "نشر ميزانيات البلديات ومناقشتها",
        "Des budgets communaux publiés et débattus",
        "Every commune publishes its budget on a wall and on paper, and discusses it in a public hearing before it is voted.",
        "Directorate of Communes", ("Budget guide for communes", "Commune budget hearings", "Budgets posted in public", "Training of councillors"),
        (
            (2, "XM03", 0.8), (4, "XM01", 0.5), (2, "XM01", 0.4), (1, "XM02", 0.8), (3, "XM04", 0.7), (4, "XM05", 0.6),
            (1, "XM06", 0.3),
        ),
        "Communes that published and discussed their budget", "41 of 186", "150 of 186", ("legitimacy", "equity"), horizon="M",
        after=(2,),
    ),
    Asked(
        "accountability", "Audit findings answered within 90 days", "الرد على ملاحظات التدقيق خلال 90 يومًا",
        "Des réponses aux constats d’audit sous 90 jours",
        "Nine findings in ten have no answer. The Court wants an answer to each within 90 days, published with the finding.",
        "Court of Audit", ("Register of findings and answers", "Follow-up of the port audit"), ((1, "XM", 1.1), (1, "XM03", 0.4), (2, "XM04", 0.4)),
        "Findings answered within 90 days", "9 %", "75 %", ("legitimacy", "effectiveness"), mechanism="RAISES_COST", own=0.6,
    ),
    Asked(
        "land", "Land disputes settled before harvest", "تسوية نزاعات الأراضي قبل الحصاد", "Les litiges fonciers réglés avant la récolte",
        "Most violence between villages begins with a boundary. Panels and village committees settle disputes before the harvest.",
        "Land Office", ("Dispute panels", "Village committees"), ((2, "XM01", 1.4), (1, "XM03", 1.1), (1, "XM05", 0.9)),
        "Disputes settled before the harvest", "120 of 700", "500 of 700", ("equity", "resilience"), ("STRUCTURAL", "OPERATIONAL"), "M",
        "REMOVES_INCENTIVE", risks=(4, 9),
    ),
    Asked(
        "accountability", "Asset declarations checked and published", "التحقق من تصريحات الذمة المالية ونشرها",
        "Des déclarations de patrimoine vérifiées et publiées",
        "Ministers, judges and mayors declare what they own. The authority checks a third of the declarations each year.",
        "Anti-corruption Authority", ("Declarations checked", "Declarations published"), ((1, "XM", 0.7), (2, "XM", 0.3), (1, "XM03", 0.2)),
        "Declarations checked each year", "0 %", "33 %", ("legitimacy",), mechanism="REDUCES_CAPABILITY", risks=(3, 5),
    ),
    Asked(
        "local-governance", "Women in commune councils", "النساء في المجالس البلدية", "Des femmes dans les conseils communaux",
        "One councillor in twelve is a woman. The ministry trains candidates and makes the sessions safe to attend.",
        "Directorate of Communes", ("Candidates trained", "Safe council sessions"),
        ((1, "XM02", 0.6), (1, "XM04", 0.5), (1, "XM03", 0.6), (2, "XM01", 0.5)), "Women among councillors, by region", "8 %", "30 %",
        ("equity", "legitimacy"), gender=2, sgbv=("resilience",), risks=(6,),
    ),
    Asked(
        "security-oversight", "Independent review of the security budget", "مراجعة مستقلة لميزانية الأمن",
        "Un examen indépendant du budget de la sécurité",
        "The Assembly wants its own analysts to read the security budget before it votes on it.",
        "Committee on Security", ("Budget review desk",), ((1, "XM", 1.0), (1, "XM03", 0.4)), "Security budgets reviewed before the vote", "0 of 1",
        "1 of 1", ("legitimacy",), horizon="L", mechanism="REDUCES_CAPABILITY", gender=0, risks=(3, 5), after=(2,),
    ),
    Asked(
        "elections", "Audit of the voter roll", "تدقيق سجل الناخبين", "L’audit du fichier électoral",
        "The roll holds people who have died and lacks people who have moved. The commission checks it in every region.",
        "Electoral Commission", ("Roll checked in every region", "Roll displayed and corrected"),
        ((1, "XM01", 1.5), (1, "XM02", 1.4), (1, "XM03", 2.0), (1, "XM04", 1.3), (2, "XM05", 1.4), (2, "XM06", 1.2)),
        "Entries checked against a person", "0 %", "90 %", ("legitimacy", "equity"), horizon="S", mechanism="REMOVES_INCENTIVE", risks=(8,),
        after=(3,),
    ),
    Asked(
        "public-finance", "Public procurement online", "الصفقات العمومية على الإنترنت", "Les marchés publics en ligne",
        "Every tender and every contract above 20,000 USD stands on a public page, with who bid and who won.",
        "Procurement Authority", ("Tenders published", "Contracts published"), ((1, "XM", 1.6), (2, "XM", 1.0), (1, "XM03", 0.6)),
        "Contracts published within 30 days", "12 %", "90 %", ("effectiveness", "legitimacy"), mechanism="RAISES_COST", after=(2,),
    ),
)  # fmt: skip
