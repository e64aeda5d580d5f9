from ..figures.public_figures import figures, measured
from ..models import FiguresPage, shows


@shows(FiguresPage)
def told(page, request) -> dict:
    measures = measured()
    return {"measured": measures, "figures": figures(measures)}
