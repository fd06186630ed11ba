"""How Sphinx makes one language of the site."""

from pathlib import Path

from casekit.core.language import say
from casekit.desk.lessons import READY

HERE = Path(__file__).parent


def settings(place):
    """Sphinx's settings; there is no conf.py."""
    chinese = place.language == "zh"
    title = say("Customer management: a casebook", "客户管理案例教程")
    return {
        "project": title,
        "author": say("The authors of the casebook", "本教程作者"),
        "language": "zh_CN" if chinese else "en",
        "extensions": ["myst_nb", "tools.reading.glossary", "tools.reading.formulas", "tools.reading.search"],
        "exclude_patterns": [],
        "nb_execution_mode": "off",
        "nb_merge_streams": True,
        "nb_ipywidgets_js": {},  # labs are shown as their still pictures
        "myst_enable_extensions": ["dollarmath"],
        "myst_links_external_new_tab": False,
        "smartquotes": False,
        "suppress_warnings": [],
        "casebook_glossary": str(place.root / "datasets/chapter/glossary.csv"),
        "casebook_language": place.language,
        "casebook_lessons": {str(one.number): one.slug for one in READY},
        "html_theme": "sphinx_book_theme",
        "html_title": title,
        "html_theme_options": look(title),
        "html_context": {"default_mode": "light", "other": {"en": "zh", "zh": "en"}[place.language], "lab": place.lab},
        "html_static_path": [str(HERE / "static")],
        "html_css_files": ["reading.css"],
        "html_js_files": ["reading.js"],
        "templates_path": [str(HERE / "templates")],
        "html_math_renderer": "mathml",
        "html_copy_source": False,
        "html_show_sourcelink": False,
        "html_show_sphinx": False,
        "html_use_index": False,
        "html_permalinks": False,
    }


def look(title):
    """The theme: no buttons that need a server or a repository, and light only, as all pictures are drawn on white."""
    return {
        "logo": {"text": title},
        "article_header_end": ["twin", "article-header-buttons"],
        "use_download_button": False,
        "use_fullscreen_button": False,
        "home_page_in_toc": False,
        "show_navbar_depth": 1,
        "pygments_light_style": "a11y-high-contrast-light",
        "pygments_dark_style": "a11y-high-contrast-light",
        "footer_content_items": ["licence"],
    }
