"""Somalia's priorities in the project's own words, after the public Somali Compact 2014-2016; needs are illustrative."""
# ruff: noqa: E501 - tables of content, one row a line

from typing import NamedTuple


class Goal(NamedTuple):
    """A priority: sector, title, ask, outputs, needs in millions by (output, place), its outcome indicator."""

    sector: str
    title: str
    french: str
    arabic: str
    ask: str
    outputs: tuple[str, ...]
    needs: tuple[tuple[int, str, float], ...]
    outcome: str
    mechanism: str = "BUILDS_RESILIENCE"
    dimensions: tuple[str, ...] = ("legitimacy", "effectiveness")
    gender: int = 1


GOALS = (
    Goal(
        "politics", "Dialogue on federal relations and reconciliation", "Dialogue sur les relations fédérales et la réconciliation",
        "حوار حول العلاقات الاتحادية والمصالحة",
        "Centre and regions agree how they share power and revenue, and communities in conflict reconcile.",
        ("Talks between centre and regions", "Reconciliation in districts"), ((1, "SO22", 2.0), (2, "SO28", 3.0), (2, "SO23", 3.0)),
        "Agreements reached and kept", "REMOVES_INCENTIVE",
    ),
    Goal(
        "politics", "A constitution reviewed in public", "Une constitution révisée en public", "مراجعة علنية للدستور",
        "The provisional constitution is reviewed with the people, and adopted.", ("Civic education", "Review of the text"),
        ((1, "SO", 3.0), (2, "SO22", 1.5)), "Regions in which the text was discussed",
    ),
    Goal(
        "politics", "Elections prepared", "Des élections préparées", "التحضير للانتخابات",
        "An electoral body works, and voters are registered.", ("Electoral commission", "Registration of voters"),
        ((1, "SO22", 4.0), (2, "SO", 9.0)), "Voters registered, by sex and region", "REMOVES_INCENTIVE",
    ),
    Goal(
        "security", "Accountable security institutions", "Des institutions de sécurité redevables", "مؤسسات أمنية خاضعة للمساءلة",
        "Forces are paid, trained and answer to civilian authority.", ("Payroll and identification", "Civilian oversight"),
        ((1, "SO", 12.0), (2, "SO22", 3.0)), "Members of the forces on an audited payroll", "REDUCES_CAPABILITY",
    ),
    Goal(
        "security", "Integration of forces and disengaged fighters", "Intégration des forces et des combattants désengagés",
        "دمج القوات والمقاتلين المنسحبين", "Regional forces join one structure; fighters who leave are received and trained.",
        ("Integration of forces", "Centres for disengaged fighters"), ((1, "SO28", 6.0), (2, "SO24", 3.0), (2, "SO22", 3.0)),
        "People who left armed groups and found work", "REDUCES_CAPABILITY",
    ),
    Goal(
        "justice", "A legal framework and courts that can work", "Un cadre juridique et des tribunaux qui fonctionnent",
        "إطار قانوني ومحاكم قادرة على العمل", "The main laws are completed and courts have judges, rooms and records.",
        ("Laws completed", "Capacity of courts"), ((1, "SO22", 2.0), (2, "SO16", 2.5), (2, "SO24", 2.5)), "Cases decided within a year",
        "RAISES_COST",
    ),
    Goal(
        "justice", "Justice services that reach people", "Des services de justice proches des gens", "خدمات عدالة تصل إلى الناس",
        "Legal aid and travelling courts reach districts, and customary justice is linked to the courts.",
        ("Legal aid and travelling courts", "Link to customary justice"), ((1, "SO23", 2.0), (1, "SO20", 1.5), (2, "SO18", 1.0)),
        "People helped, by sex and region", "RAISES_COST", ("equity", "effectiveness"), 2,
    ),
    Goal(
        "economy", "Productive sectors and infrastructure", "Secteurs productifs et infrastructures", "القطاعات المنتجة والبنية التحتية",
        "Roads, ports, livestock and fisheries are rebuilt so that people can trade.", ("Livestock and fisheries", "Market roads"),
        ((1, "SO16", 8.0), (1, "SO28", 6.0), (2, "SO24", 10.0)), "Households that sell what they produce", dimensions=("equity", "resilience"),
    ),
    Goal(
        "economy", "Work for young people", "Du travail pour les jeunes", "عمل للشباب",
        "Young women and men are trained and find work.", ("Training of young people", "Small enterprises"),
        ((1, "SO22", 6.0), (1, "SO18", 3.0), (2, "SO24", 4.0)), "Young people in work a year after training, by sex", "REMOVES_INCENTIVE",
        ("equity", "resilience"),
    ),
    Goal(
        "economy", "Natural resources managed", "Des ressources naturelles gérées", "إدارة الموارد الطبيعية",
        "Fishing grounds, forests and pasture are managed under rules that hold.", ("Rules and licences", "Pasture and charcoal"),
        ((1, "SO16", 2.0), (2, "SO28", 2.0)), "Licences published",
    ),
    Goal(
        "health", "Health services delivered fairly", "Des services de santé équitables", "خدمات صحية عادلة",
        "A basic package of health services reaches every region.", ("Basic health package", "Mothers and children"),
        ((1, "SO", 20.0), (1, "SO25", 6.0), (2, "SO27", 5.0)), "Births attended, by region", dimensions=("equity", "effectiveness"), gender=2,
    ),
    Goal(
        "education", "Schools for every child", "L’école pour chaque enfant", "مدارس لكل طفل",
        "Children go to school in every region, girls as well as boys.", ("Schools opened again", "Teachers trained"),
        ((1, "SO24", 6.0), (1, "SO19", 4.0), (2, "SO", 10.0)), "Children in school, by sex and region", dimensions=("equity",), gender=2,
    ),
    Goal(
        "public-finance", "Domestic revenue and public financial management", "Recettes intérieures et gestion des finances publiques",
        "الإيرادات المحلية وإدارة المالية العامة", "Revenue is collected, budgeted, spent and audited in the open.",
        ("Revenue collected", "Budget and audit"), ((1, "SO22", 3.0), (2, "SO", 5.0)), "Budget reports published each quarter",
        "REDUCES_CAPABILITY",
    ),
)  # fmt: skip
