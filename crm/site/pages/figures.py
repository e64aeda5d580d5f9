from ..figures.told import figures, measured
from ..models import FiguresPage, shows


@shows(FiguresPage)
def told(page, request) -> dict:
    found = measured()
    return {"measured": found, "figures": figures(found)}
