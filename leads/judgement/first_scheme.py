"""The criteria that a new installation begins with; the bureau makes its own versions of them on
the screen.
"""

TITLE = "招商项目研判标准"
CRITERIA = [
    # Name, measure, weight, scale, guidance, whether it vetoes.
    (
        "产业契合度",
        "words",
        25,
        "链上缺失环节: 100\n园区主导产业: 85\n园区辅助产业: 60\n一般产业: 30\n不符合产业方向: 0",
        "对照园区主导产业与产业链图谱",
        False,
    ),
    (
        "亩均投资",
        "investment_per_mu",
        20,
        "0: 0\n150: 40\n200: 60\n300: 80\n400: 100",
        "总投资 ÷ 用地面积",
        False,
    ),
    (
        "亩均税收",
        "tax_per_mu",
        20,
        "0: 0\n10: 40\n15: 60\n20: 80\n30: 100",
        "达产后年税收 ÷ 用地面积",
        False,
    ),
    (
        "单位产值能耗",
        "energy_per_output",
        10,
        "0: 100\n0.2: 80\n0.5: 60\n1: 30\n2: 0",
        "年综合能耗 ÷ 年产值",
        False,
    ),
    (
        "环境影响",
        "words",
        15,
        "登记表: 100\n报告表: 80\n报告书: 50\n不符合准入: 0",
        "按环评类别与准入清单；不符合准入一票否决",
        True,
    ),
    (
        "企业资信",
        "words",
        10,
        "优: 100\n良: 80\n中: 60\n差: 20\n失信: 0",
        "资金实力、信用记录、同类项目；失信一票否决",
        True,
    ),
]


def store(scheme_model, criterion_model):
    """Version 1, in force; for the models of a migration as well as those of today."""
    scheme = scheme_model.objects.create(number=1, title=TITLE, state="in_force")
    for name, measure, weight, scale, guidance, vetoes in CRITERIA:
        criterion_model.objects.create(
            scheme=scheme,
            name=name,
            measure=measure,
            weight=weight,
            scale=scale,
            guidance=guidance,
            vetoes=vetoes,
        )
