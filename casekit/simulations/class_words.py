"""What a class and its teams are told: HTML in which every name is shown as text. No widget is needed to read it."""

from html import escape

from casekit import look
from casekit.core.html import html_table
from casekit.core.language import say
from casekit.core.page import Page
from casekit.simulations.class_league import league, part_words
from casekit.simulations.class_pictures import plot_league
from casekit.simulations.class_play import ROBOTS
from casekit.simulations.class_sheet import fault_words
from casekit.simulations.credit_world import WORLD

LARGE = "font-size:1.5em;line-height:1.5"


def notice(room):
    """What to tell the teams, in large type: the join code, the names, and what to do."""
    about = room.about
    steps = [
        say("Open the notebook “93 Your team in the credit game”.", "打开笔记本“93 信用政策竞赛：小组页面”。"),
        say("Write the join code and your team's name into its first cell, and run it.", "在第一个单元格填入加入码和组名，运行。"),
        say("Decide together, then press “Hand in”. Until the round is cleared you may hand in again: the last sheet counts.",
            "商量好以后按“提交”。结算以前可以再交，以最后一份为准。"),
    ]  # fmt: skip
    teams = say(", ", "、").join(about["teams"])
    code = say(f"Join code: {about['code']}", f"加入码：{about['code']}")
    rounds = say(f"{about['rounds']} rounds, one quarter each. Teams: {teams}.", f"共 {about['rounds']} 轮，一轮一个季度。各组：{teams}。")
    items = "".join(f"<li>{escape(each)}</li>" for each in steps)
    html = f'<div style="{LARGE}"><p><b>{escape(code)}</b></p><p>{escape(rounds)}</p><ol>{items}</ol></div>'
    return Page(html, "\n".join([code, rounds, *steps]))


def who_is_in(entries, rounds_so_far, faults=()):
    """Before a round is cleared: what would be played for each team; and what is wrong with files.

    Parameters
    ----------
    entries : dict
        Each team's entry, from ``ClassGame.arrived`` or ``Cleared.entries``.
    rounds_so_far : int
    faults : list of Fault
    """
    rows = [(team, entry_words(one)) for team, one in entries.items()]
    heads = [say("team", "小组"), say(f"round {rounds_so_far + 1}", f"第 {rounds_so_far + 1} 轮")]
    listed, words = faults_page(faults)
    lines = [f"{team}: {how}" for team, how in rows]
    return Page(_roomy(html_table(heads, rows)) + listed, "\n".join(lines + words))


def _roomy(table):
    """A table with room between its columns: inside a widget JupyterLab gives it none."""
    return table.replace('style="text-align', 'style="padding:.1em .6em;text-align')


def faults_page(faults):
    """The files that do not count, each with its reason: as HTML, and as lines."""
    lines = [
        f"{one.file}{f' ({one.team})' if one.team else ''}{say(': ', '：')}{fault_words(one.code, one.found)}"
        for one in faults
    ]
    if not lines:
        return "", []
    head = say("Files that do not count:", "未计入的文件：")
    return f"<p>{escape(head)}</p><ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>", [head, *lines]


def entry_words(entry):
    """Where a team's decision comes from."""
    if entry["from"] == "team":
        number = entry["number"]
        again = say(f" (sheet {number})", f"（第 {number} 份）") if number > 1 else ""
        return say("handed in", "已提交") + again
    if entry["from"] == "repeated":
        return say(f"nothing yet: decision of round {entry['of_round']} repeated", f"未提交：沿用第 {entry['of_round']} 轮的决策")
    return say(f"not here: robot “{ROBOTS[entry['robot']].name}”", f"未到：机器人“{ROBOTS[entry['robot']].name}”代打")


def league_page(room):
    """The league table for the projector: large type, robots in italics and called so, and the picture under it."""
    rounds = room.rounds()
    if not rounds:
        words = say("Nothing is cleared yet.", "还没有结算。")
        return Page(f"<p>{words}</p>", words)
    table = league(room.games(), rounds)
    head = say(f"After round {len(rounds)} of {room.about['rounds']}", f"第 {len(rounds)} 轮结束（共 {room.about['rounds']} 轮）")
    picture = look.Picture(plot_league(table, len(rounds), room.about["rounds"]))
    html = f'<div style="{LARGE}"><b>{escape(head)}</b>{_league_html(table)}</div>{picture._repr_html_()}'
    return Page(html, "\n".join([head, *_league_lines(table), repr(picture)]))


def _league_html(table):
    heads = [say("place", "名次"), say("team", "小组"), say("score (CNY)", "得分（元）"), say("sales (CNY)", "销售额（元）"), say("own decisions", "自行决策")]
    sides = ["right", "left", "right", "right", "right"]
    head = "".join(f'<th scope="col" style="padding:.1em .6em;text-align:{side}">{escape(words)}</th>' for words, side in zip(heads, sides, strict=True))
    body = "".join(_league_row(team, row, sides) for team, row in table.iterrows())
    return f'<table style="font-size:100%"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _league_row(team, row, sides):
    name = escape(team) if row.player == "team" else f"<i>{escape(_robot_words(team, row))}</i>"
    cells = [str(row.place), name, _yuan(row.score_cny), _yuan(row.sales_cny), _decided(row)]
    parts = [f'<td style="padding:.1em .6em;text-align:{side}">{cell}</td>' for cell, side in zip(cells, sides, strict=True)]
    return f"<tr>{''.join(parts)}</tr>"


def _robot_words(team, row):
    return say(f"{team} (robot: {row.player})", f"{team}（机器人：{row.player}）")


def _decided(row):
    of = row.decided + row.repeated + row.robot
    return say(f"{row.decided} of {of}", f"{row.decided}/{of} 轮")


def _league_lines(table):
    return [
        f"{row.place}. {team if row.player == 'team' else _robot_words(team, row)}{say(': ', '：')}{_yuan(row.score_cny)}"
        for team, row in table.iterrows()
    ]


def _yuan(amount):
    return look.half_up(amount, 0).replace("-", "−")


# Tables of the debrief --------------------------------------------------------------------------------------

_COLUMNS = {
    "terms_cny": ("its credit terms", "只改信用条件"), "limit_percent_cny": ("its limits", "只改信用额度"), "effort_cny": ("its collecting", "只改收账力度"),
    "stop_cny": ("its stops", "只改停止发货"), "behind_cny": ("behind the best team", "落后最好的一组"), "mean_cny": ("mean", "平均"), "lowest_cny": ("lowest", "最低"),
    "highest_cny": ("highest", "最高"), "first": ("came first (times)", "排第一（次）"), "who": ("whose plan", "方案"), "team": ("team", "小组"),
    "customer": ("customer", "客户"), "letter": ("class", "等级"), "quarter": ("quarter", "季度"), "shown": ("shown (times)", "出现（次）"), "failed_next": ("failed in the next quarter (times)", "下一季倒闭（次）"), "signs_before": ("signs at each close", "各季末预警信号（个）"),
    "most_by": ("lost most", "损失最多的组"), "most_cny": ("how much, most", "最多金额"), "least_by": ("lost least", "损失最少的组"), "least_cny": ("how much, least", "最少金额"),
    "days_a": ("days, class A", "A 级天数"), "days_b": ("days, class B", "B 级天数"), "days_c": ("days, class C", "C 级天数"), "days_d": ("days, class D", "D 级天数"),
    "limit_percent": ("limit (% of capacity)", "额度（占实力 %）"), "effort": ("effort (0 none to 3 visits)", "收账力度（0 不催～3 上门）"), "stops": ("stops", "停止发货（次）"),
}  # fmt: skip


def table(given):
    """A table of the debrief for the page: headings in words, amounts in 10,000 CNY, which the caption says."""
    money = [name for name in given.columns if name.endswith("_cny")]
    shown = given.copy()
    shown[money] = shown[money] / 10_000
    shown = shown.rename(columns={name: _column_words(name) for name in shown.columns}).rename_axis(index={"team": say("team", "小组")})
    return look.Table(shown, rows=len(shown), decimals=1, caption=say("Amounts in 10,000 CNY", "金额单位：万元"))


def counts(given):
    """A table of the debrief that has no amounts in it."""
    shown = given.rename(columns={name: _column_words(name) for name in given.columns}).rename_axis(index={"signs": say("signs", "预警信号（个）")})
    return look.Table(shown, rows=len(shown), decimals=0)


def _column_words(name):
    return say(*_COLUMNS[name]) if name in _COLUMNS else part_words(name)


def listed(lines):
    """A numbered list in large type."""
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return Page(f'<ol style="{LARGE}">{items}</ol>', "\n".join(f"{at}. {line}" for at, line in enumerate(lines, 1)))


# A team's own ---------------------------------------------------------------------------------------------

_SHOWN = (
    ("sales_fen", "sales", "销售额"), ("received_fen", "money received", "收到货款"), ("discounts_fen", "discounts", "现金折扣"),
    ("written_off_fen", "bad debts", "坏账成本"), ("closing_receivables_fen", "receivables", "应收账款"), ("closing_cash_fen", "cash", "现金"), ("profit_fen", "profit", "利润"),
)  # fmt: skip


def team_accounts(results, team):
    """A team's quarters so far as an HTML table, in 10,000 yuan, the quarter before the game as 0; and as lines."""
    quarters = [("0", results["start"])] + [(str(at), one[team]["quarter"]) for at, one in enumerate(results["rounds"], 1)]
    heads = [say("quarter", "季度"), *(say(en, zh) for _, en, zh in _SHOWN), say("DSO (days)", "应收账款周转天数（天）"), say("complaints", "投诉（件）")]
    rows = [_account_row(at, one) for at, one in quarters]
    caption = say("Your quarters (10,000 CNY)", "各季经营情况（万元）")
    html = _roomy(html_table(heads, rows, [False, *[True] * (len(heads) - 1)], caption))
    return html, [caption, *("  ".join(row) for row in [heads, *rows])]


def _account_row(at, quarter):
    cash = quarter["cash_sales_fen"]
    money = quarter | {"sales_fen": quarter["credit_sales_fen"] + cash, "received_fen": quarter["collected_fen"] + cash}
    cells = [look.half_up(money[name] / 1_000_000, 1).replace("-", "−") for name, _, _ in _SHOWN]
    days = quarter["dso_days"]
    return [at, *cells, "–" if days is None else look.half_up(days, 1), str(quarter["complaints"])]


def team_customers(results, team):
    """A team's customers as an HTML table, amounts in 10,000 yuan; and as lines."""
    names = {each.id: each.name for each in WORLD.customers}
    heads = [say("customer", "客户"), say("class", "等级"), say("signs", "预警信号（个）"), say("owes", "欠款"), say("past due", "逾期"), say("capacity", "实力"), say("goodwill", "关系分"), say("", "")]
    rows = [
        [f"{one['customer_id']} {names[one['customer_id']]}", one["credit_class"], str(one["signs"]), *(look.half_up(one[name] / 10_000, 1) for name in ("owed_cny", "overdue_cny", "capacity_cny")), str(one["goodwill"]), state_words(one["state"])]
        for one in results["customers"][team]
    ]  # fmt: skip
    caption = say("Your customers at the last close (10,000 CNY)", "上季末的客户情况（万元）")
    html = _roomy(html_table(heads, rows, [False, False, True, True, True, True, True, False], caption))
    return html, [caption, *("  ".join(row) for row in rows)]


def state_words(state):
    """Whether a customer trades."""
    return {"gone": say("failed", "已倒闭"), "stopped": say("stopped", "已停止发货"), "trading": ""}[state]


def terms_words(terms):
    """Terms of payment as they stand on a knob."""
    return say("cash", "现款") if terms == "N/0" else terms


def effort_words(effort):
    """A collection effort as it stands on a knob."""
    return (say("none", "不催"), say("letters", "发函"), say("calls", "电话"), say("visits", "上门"))[effort]


def decision_words(decision):
    """A decision in one line."""
    terms = say("; ", "；").join(f"{name} {terms_words(each)}" for name, each in sorted(decision["terms"].items()))
    stops = say(", ", "、").join(decision["stop"]) or say("nobody", "无")
    return say(f"{terms}; limit {decision['limit_percent']} % of capacity; collection: {effort_words(decision['effort'])}; stopped: {stops}",
               f"{terms}；额度为实力的 {decision['limit_percent']}%；收账：{effort_words(decision['effort'])}；停止发货：{stops}")  # fmt: skip
