"""The credit desk in the notebook: a dashboard, sixteen customers, one decision a quarter, all by keyboard.

The model is ``casekit.simulations``; here is only what is seen. After each quarter the game is kept in ``my_work/credit_desk_SEED.json``,
and goes on from there when the page is opened again.
"""

import re
from html import escape

from casekit import look
from casekit.core.files import free_name
from casekit.core.language import say
from casekit.core.paths import work_folder
from casekit.errors import Refused
from casekit.labs.still import Still
from casekit.look import put
from casekit.simulations.class_words import decision_words
from casekit.simulations.credit_debrief import ranking
from casekit.simulations.credit_decision import Decision
from casekit.simulations.credit_desk import Game
from casekit.simulations.credit_rivals import POLICIES, ROBOTS, play_out

SEED = "qinghe"
NAMED = re.compile(r"[\w-]{1,40}")
SIMPLE = ("everyone", "cash", "handbook")  # the three policies that the result is set beside
TILES = ("sales", "profit", "receivables", "dso", "cash", "bad_debts", "not_shipped", "complaints")


def credit_desk_lab(seed=SEED):
    """Run the credit desk for eight quarters; another ``seed`` is another luck."""
    put(CreditDeskLab(seed).page())


def game_file(seed=SEED):
    """Where the game of a seed is kept."""
    if not NAMED.fullmatch(str(seed)):
        raise Refused(
            say("a seed of letters, digits, - and _, 40 at most", "种子由字母、汉字、数字、- 和 _ 组成，最多 40 个"), repr(seed)[:60],
            'seed="spring-1"',
        )  # fmt: skip
    return work_folder() / f"credit_desk_{seed}.json"


def kept_game(seed=SEED):
    """The game that was kept, or a new one; a file that cannot be read as a game is set aside, not lost."""
    path = game_file(seed)
    try:
        game = Game.load(path)
        if game.seed == str(seed):
            return game
    except FileNotFoundError:
        return Game(seed)
    except OSError as error:
        print(say(f"{path.name} cannot be read ({error.strerror}).", f"{path.name} 读不出来（{error.strerror}）。"))
        return Game(seed)
    except ValueError:
        pass
    aside = free_name(path, "unreadable")
    path.rename(aside)
    print(
        say(
            f"{path.name} is no game of this version; it is kept as {aside.name}, and a new game begins.",
            f"{path.name} 不是这一版的存档，已保留为 {aside.name}，重新开始。",
        )
    )
    return Game(seed)


class CreditDeskLab:
    """The page's state: ``step()`` is all that *close the quarter* does."""

    def __init__(self, seed=SEED):
        self.seed, self.game = str(seed), kept_game(seed)
        self.unkept = ""

    def step(self, decision):
        """Close a quarter and keep the game."""
        self.game.play(decision)
        self._keep()

    def again(self):
        """A new game under another luck; the old one is kept under its own seed."""
        stem, _, number = self.game.seed.rpartition("-")
        self.seed = f"{stem}-{int(number) + 1}" if stem and number.isdecimal() else f"{self.game.seed}-2"
        self.game = kept_game(self.seed)

    def _keep(self):
        try:
            self.game.save(game_file(self.seed))
            self.unkept = ""
        except OSError as error:
            why = error.strerror or type(error).__name__
            self.unkept = say(f"The game cannot be kept ({why}): it lasts until the kernel stops.",
                              f"无法保存（{why}）：关闭内核后本局就没有了。")  # fmt: skip

    # What is shown ----------------------------------------------------------------------------------------

    def head(self):
        """Where the game stands."""
        game = self.game
        if game.over:
            return say(f"All {game.world.quarters} quarters are closed. Score: {_money(game.score_fen)}{self._made_of()}.",
                       f"{game.world.quarters} 个季度全部结束。得分：{_money(game.score_fen)}{self._made_of()}。")  # fmt: skip
        return say(f"Quarter {game.number} of {game.world.quarters}: decide, then close it. Score so far: {_money(game.score_fen)}{self._made_of()}.",
                   f"第 {game.number} 季，共 {game.world.quarters} 季：定好政策，再结束本季。目前得分：{_money(game.score_fen)}{self._made_of()}。")  # fmt: skip

    def _made_of(self):
        """What the score is made of: the profit, and what is set aside for the open receivables, more or less than at the start."""
        game = self.game
        if not game.quarters:
            return ""
        profit = sum(each.profit_fen for each in game.quarters)
        aside = _as_shown(profit) - _as_shown(game.score_fen)  # so that the amounts on the page add up
        more = say("less", "减去应收账款预留") if aside >= 0 else say("and", "加上应收账款预留")
        return say(f" (profit {_money(profit)}, {more} {_money(abs(aside))} {'more' if aside >= 0 else 'less'} set aside for open receivables than at the start)",
                   f"（累计利润 {_money(profit)}，{more}的{'增加额' if aside >= 0 else '减少额'} {_money(abs(aside))}）")  # fmt: skip

    def news(self):
        """What happened in the quarter closed last."""
        game, names = self.game, {each.id: each.name for each in self.game.world.customers}
        if not game.quarters:
            usual = decision_words(game.before.decision.as_dict())
            return say(f"Below is the quarter before you came, under the usual policy ({usual}).", f"下面是你接手前的一季，按原来的政策执行（{usual}）。")
        failed = [names[each] for each in game.latest.failed]
        lines = [say(f"Failed: {', '.join(failed)}; lost {_money(game.latest.written_off_fen)}.",
                     f"倒闭：{'、'.join(failed)}，损失 {_money(game.latest.written_off_fen)}。") if failed
                 else say("Nobody failed.", "没有客户倒闭。")]  # fmt: skip
        return " ".join([*lines, self.unkept]).strip()

    def tiles(self):
        """The dashboard: a name, the amount with its unit, and the change since the quarter before, for each of eight figures."""
        now, before = self.game.latest, (self.game.before, *self.game.quarters)[-2:][0]
        return [(_tile_name(each), *_figure(each, now, before, bool(self.game.quarters))) for each in TILES]

    def dashboard(self):
        """The dashboard as HTML."""
        cells = "".join(
            f'<div style="padding:.2em .6em;border-left:3px solid {look.PALE}"><div style="color:{look.QUIET}">{escape(name)}</div>'
            f'<div style="font-size:1.15em"><b>{escape(amount)}</b></div><div style="color:{look.QUIET}">{escape(change)}</div></div>'
            for name, amount, change in self.tiles()
        )
        return f'<div style="display:grid;grid-template-columns:repeat(4,10.5em);gap:.4em .3em;line-height:1.4">{cells}</div>'

    def customer_cells(self):
        """For each customer what stands beside its name, by id: class, signs, capacity, owed, past due, ordered, goodwill; of one that is gone only that."""
        rows = {}
        for name, row in zip(self.game.customers().index, self.game.customers().to_dict("records"), strict=True):
            if row["state"] == "gone":
                rows[name] = [row["credit_class"], say("failed", "已倒闭"), "", "", "", "", ""]
                continue
            money = [_short(row[each]) for each in ("capacity_cny", "owed_cny", "overdue_cny", "ordered_cny")]
            rows[name] = [row["credit_class"], f"{'▲' * row['signs']} {row['signs']}".strip(), *money, str(row["goodwill"])]
        return rows

    def result(self):
        """After the last quarter: the score beside the rivals', under the same luck."""
        if not self.game.over:
            return []
        days = [each.market_days for each in self.game.quarters]
        games = {"yours": self.game, **{key: play_out(POLICIES[key], self.game.seed, self.game.world, days) for key in SIMPLE}}
        table = ranking(games)
        return [(row["player"], _money(100 * row["score_cny"]), key == "yours") for key, row in table.iterrows()]

    def result_html(self):
        """The result as HTML."""
        rows = "".join(
            f'<tr><td style="text-align:left">{"▶ " * ours}{escape(name)}</td><td style="text-align:right">{escape(score)}</td></tr>'
            for name, score, ours in self.result()
        )
        if not rows:
            return ""
        last = say("The next cell has the whole debrief.", "下一格是完整的复盘。")
        return f"<table>{_caption(say('Score under the same luck', '同样运气下的得分'))}{rows}</table><p>{last}</p>"

    # The page ---------------------------------------------------------------------------------------------

    def page(self):
        import ipywidgets as w

        self.head_words, self.board = w.HTML(), w.HTML(layout={"width": "100%"})
        self.rows = {each.id: w.HTML(layout={"margin": "0"}) for each in self.game.world.customers}
        self.stops = {each.id: self._stop(w, each) for each in self.game.world.customers}
        lines = [w.HBox([self.stops[name], self.rows[name]], layout={"height": "28px", "overflow": "hidden"}) for name in self.rows]
        self.controls = self._controls(w)
        self.close = w.Button(description=say("Close the quarter", "结束本季"), button_style="primary", layout={"width": "14em"})
        self.new = w.Button(description=say("New game, other luck", "换个运气再来一局"), disabled=True, layout={"width": "16em"})
        self.close.on_click(self._closed)
        self.new.on_click(self._again)
        self.end = w.HTML()
        self._shown()
        self._take(self.game.latest.decision)
        wide = {"max_width": "100%"}
        heads = w.HBox([w.HTML(each, layout={"margin": "0"}) for each in (_heading_left(), _cells_html(_headings(), True))], layout={"height": "44px"})
        rows = [w.HBox([w.HTML(escape(control_name(name)), layout={"width": "9em"}), row]) for name, row in self.controls.items()]
        page = w.VBox([self.head_words, self.board, heads, *lines, *rows, w.HBox([self.close, self.new]), self.end], layout=wide)
        return Still(page, self._still(), self._words())

    def _stop(self, w, customer):
        return w.Checkbox(description=customer.name, indent=False, layout={"width": "16em", "height": "28px", "margin": "0"}, tooltip=say("stop shipping", "停止发货"))

    def _controls(self, w):
        """A row of buttons for each class's terms, for the limit and for the effort."""
        world, percent = self.game.world, say(" %", "%")
        menus = {name: [(terms_name(each), each) for each in world.terms] for name in world.classes}
        menus["limit"] = [(f"{each}{percent}", each) for each in world.limits]
        menus["effort"] = [(effort_name(each), each) for each in world.efforts]
        return {
            name: w.ToggleButtons(
                options=menu, tooltips=[f"{control_name(name)}: {words}" for words, _ in menu], style={"button_width": "7.8em"}
            )
            for name, menu in menus.items()
        }

    def decision(self):
        """What the controls say."""
        return Decision(
            {name: self.controls[name].value for name in self.game.world.classes},
            self.controls["limit"].value,
            self.controls["effort"].value,
            tuple(name for name, box in self.stops.items() if box.value),
            self.game.world,
        )

    def _take(self, decision):
        """Put the controls where a decision has them; the stops are cleared, for they are decided anew each quarter."""
        for name in self.game.world.classes:
            self.controls[name].value = decision.terms[name]
        self.controls["limit"].value, self.controls["effort"].value = decision.limit_percent, decision.effort

    def _closed(self, _):
        if not self.game.over:
            self.step(self.decision())
            self._shown()

    def _again(self, _):
        self.again()
        self._take(self.game.latest.decision)
        self._shown()

    def _shown(self):
        """Show the state; nothing changes its size."""
        self.head_words.value = self._head_html()
        self.board.value = self.dashboard()
        for name, cells in self.customer_cells().items():
            self.rows[name].value = _cells_html(cells)
            self.stops[name].value, self.stops[name].disabled = False, self.game.is_gone(name) or self.game.over
        self.close.disabled, self.new.disabled = self.game.over, not self.game.over
        self.end.value = self.result_html()

    def _head_html(self):
        return f'<div style="min-height:84px"><p style="margin:0"><b>{escape(self.head())}</b></p><p style="margin:0">{escape(self.news())}</p></div>'

    def _still(self):
        rows = "".join(
            f"<tr><td style='text-align:left'>{escape(each.name)}</td>{''.join(f'<td>{escape(cell)}</td>' for cell in self.customer_cells()[each.id])}</tr>"
            for each in self.game.world.customers
        )
        heads = "".join(f"<th style='white-space:pre-line'>{escape(each)}</th>" for each in [say("customer", "客户"), *_headings()])
        menu = "".join(f"<li>{escape(each)}</li>" for each in self.menu())
        return f"{self._head_html()}{self.dashboard()}<table><tr>{heads}</tr>{rows}</table><ul>{menu}</ul>"

    def menu(self):
        """What can be decided, in words."""
        world, stop = self.game.world, say("; ", "；")
        percent = say(" %", "%")
        return [
            say("Terms, for each class: ", "各等级的信用条件：") + stop.join(map(terms_name, world.terms)),
            say("Limit, of the customer's capacity: ", "信用额度（占客户实力的比例）：") + stop.join(f"{each}{percent}" for each in world.limits),
            say("Collection: ", "收账力度：") + stop.join(map(effort_name, world.efforts)),
            say("Stop shipping: any of the customers", "停止发货：任选客户"),
        ]

    def _words(self):
        lines = [say(f"{name}: {amount} ({change})", f"{name}：{amount}（{change}）") for name, amount, change in self.tiles()]
        customers = [f"{each.name}: {' | '.join(self.customer_cells()[each.id])}" for each in self.game.world.customers]
        return "\n".join([self.head(), self.news(), *lines, " | ".join(_headings()).replace("\n", " "), *customers, *self.menu()])


def terms_name(terms):
    """Terms as the buttons say them."""
    return say("cash", "现款") if terms == "N/0" else terms


def control_name(name):
    """What a row of buttons decides."""
    return {"limit": say("Limit", "信用额度"), "effort": say("Collection", "收账力度")}.get(name) or say(f"Terms, class {name}", f"{name} 级信用条件")


def effort_name(effort):
    """An effort in words."""
    return (say("none", "不催"), say("letters", "发函"), say("calls", "电话"), say("visits", "上门"))[effort]


def _tile_name(tile):
    return {
        "sales": say("sales", "销售额"), "profit": say("profit", "利润"), "receivables": say("receivables", "应收账款"), "dso": say("DSO", "应收账款周转天数"),
        "cash": say("cash", "现金"), "bad_debts": say("bad debts", "坏账成本"), "not_shipped": say("not shipped", "未发货订单"),
        "complaints": say("complaints", "投诉"),
    }[tile]  # fmt: skip


_FEN = {"sales": "sales_fen", "profit": "profit_fen", "receivables": "closing_receivables_fen", "cash": "closing_cash_fen",
        "bad_debts": "written_off_fen", "not_shipped": "lost_sales_fen"}  # fmt: skip


def _figure(tile, now, before, changed):
    """A figure with its unit, and its change."""
    if tile == "complaints":
        amount, old, unit = now.complaints, before.complaints, say("", " 件")
        return f"{amount}{unit}", f"{amount - old:+d}{unit}".replace("-", "−") if changed else "–"
    if tile == "dso":
        amount, old, unit = now.dso_days, before.dso_days, say(" days", " 天")
        gone = amount != amount
        moved = look.half_up(amount - old, 1).replace("-", "−") if amount == amount and old == old else "–"
        return ("–" if gone else f"{look.half_up(amount, 1)}{unit}"), _sign(moved) + unit if changed and moved != "–" else "–"
    amount, old = getattr(now, _FEN[tile]), getattr(before, _FEN[tile])
    return _money(amount), _sign(_money(amount - old)) if changed else "–"


def _sign(text):
    return text if text.startswith(("-", "−")) else f"+{text}"


def _as_shown(fen):
    """An amount in fen, rounded to what :func:`_money` shows: a thousand yuan in either language."""
    return (fen + 50_000) // 100_000 * 100_000


def _money(fen):
    """An amount with its unit: thousand CNY, 万元."""
    amount = look.half_up(fen / 100 / say(1_000, 10_000), say(0, 1))
    return say(f"{amount} k CNY", f"{amount} 万元").replace("-", "−")


def _short(cny):
    return look.half_up(cny / say(1_000, 10_000), say(0, 1))


def _headings():
    unit = say("(k CNY)", "（万元）")
    return [say("class", "等级"), say("warning signs\n(0–3)", "预警信号\n（0～3 个）"), *(f"{each}\n{unit}" for each in (say("capacity", "实力"), say("owes", "欠款"), say("past due", "其中逾期"),
            say("ordered", "本季订货"))), say("goodwill\n(of 100)", "关系分\n（满分 100）")]  # fmt: skip


WIDTHS = (3.5, 7.5, 5.5, 5.5, 5.5, 5.5, 6.5)  # em


def _cells_html(cells, head=False):
    """One line of the customers' table, or its two lines of headings."""
    how = f"line-height:20px;white-space:pre-line;color:{look.QUIET}" if head else "line-height:28px;white-space:nowrap"
    return "".join(
        f'<span style="display:inline-block;width:{width}em;text-align:{"right" if place > 1 else "left"};vertical-align:bottom;{how}">{escape(cell)}</span>'
        for place, (cell, width) in enumerate(zip(cells, WIDTHS, strict=True))
    )


def _heading_left():
    words = say("customer\n(tick: stop shipping)", "客户\n（打勾即停止发货）")
    return f'<div style="width:16em;color:{look.QUIET};line-height:20px;white-space:pre-line">{escape(words)}</div>'


def _caption(words):
    return f'<caption style="text-align:left"><b>{escape(words)}</b></caption>'


def finished_game():
    """The game finished last, of those kept; if there is none, an example, and a line that says so."""
    found = [_finished(path) for path in sorted(work_folder().glob("credit_desk_*.json"), key=_written)]
    mine = [game for game in found if game is not None]
    if mine:
        return mine[-1]
    print(say("You have not finished a game yet: this is an example.", "你还没有做完一局：这是一个例子。"))
    return play_out(ROBOTS["burnt"], SEED)


def _finished(path):
    try:
        game = Game.load(path)
    except (OSError, ValueError):
        return None
    return game if game.over else None


def _written(path):
    return path.stat().st_mtime_ns, path.name
