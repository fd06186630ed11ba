"""How Sphinx makes one language of the site."""

from hashlib import sha256
from pathlib import Path

from casekit.core.language import say
from casekit.desk.lessons import READY

HERE = Path(__file__).parent
# No buttons that need a server or a repository; light only, as all pictures are drawn on white.
LOOK = {
    "article_header_start": ["sidebar-button"],
    "article_header_end": ["header-buttons"],
    "navbar_persistent": [],
    "show_navbar_depth": 1,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-light",
    "footer_content_items": ["licence"],
}


def settings(place):
    """Sphinx's settings; there is no conf.py."""
    chinese = place.language == "zh"
    title = say("Customer management: a casebook", "客户管理案例教程")
    return {
        "project": title,
        "author": say("The authors of the casebook", "本教程作者"),
        "language": "zh_CN" if chinese else "en",
        "extensions": ["myst_nb", "tools.reading.glossary", "tools.reading.formulas", "tools.reading.search"],
        "nb_execution_mode": "off",
        "nb_merge_streams": True,
        "nb_ipywidgets_js": {},  # labs are shown as their still pictures
        "myst_enable_extensions": ["dollarmath"],
        "myst_links_external_new_tab": False,
        "smartquotes": False,
        "casebook_glossary": str(place.root / "datasets/chapter/glossary.csv"),
        "casebook_language": place.language,
        "casebook_made_from": fingerprint(place.root),
        "casebook_lessons": {str(one.number): one.slug for one in READY},
        "html_theme": "sphinx_book_theme",
        "html_title": title,
        "html_theme_options": LOOK,
        "html_sidebars": {"**": ["search-button-field", "contents"]},
        "html_context": words(place.language),
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


def fingerprint(root):
    """Changes with the glossary and with our own parts: then Sphinx reads every page again."""
    files = [root / "datasets/chapter/glossary.csv", *sorted(HERE.rglob("*.py"))]
    return sha256(b"".join(each.read_bytes() for each in files)).hexdigest()


def words(language):
    """What our own templates say."""
    other, tag, name = ("zh", "zh-CN", "中文") if language == "en" else ("en", "en", "English")
    return {
        "default_mode": "light",
        "other": other,
        "other_tag": tag,
        "other_name": name,
        "words_open": say("Show what is below it", "展开下级目录"),
        "words_on_page": say("On this page", "本页目录"),
        "words_contents": say("Contents of the book", "全书目录"),
        "words_licence": say("Text and data: CC BY 4.0. Code: MIT licence.", "文字与数据：CC BY 4.0；代码：MIT 许可证。"),
    }
