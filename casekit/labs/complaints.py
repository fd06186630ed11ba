"""Lesson 14: complaints. The predictions and the quiz; the two labs have files of their own."""

from casekit.labs.complaint_desk import desk_lab
from casekit.labs.predictions import Question
from casekit.labs.quizzes import Item
from casekit.labs.waiting_line import queue_lab

__all__ = ["PREDICTIONS", "QUIZ", "desk_lab", "queue_lab"]

PREDICTIONS = {
    "complaints-first-word": Question(
        ("Go through the eight steps as the customer: at which one do you first hear from the firm?",
         "站在客户一边走一遍八个步骤：到第几步，才第一次听到公司的回音？"),
        {"step": (("First word", "第一次回音"),
                  [(2, "step 1 or 2", "第 1、2 步"), (4, "step 3 or 4", "第 3、4 步"),
                   (6, "step 5 or 6", "第 5、6 步"), (8, "step 7 or 8", "第 7、8 步")])},
    ),
    "complaints-conform": Question(
        ("Of the complaints closed in two years: how many took all eight steps, in their order?",
         "两年里已结案的投诉，有多少是八步走全、次序不乱的？"),
        {"share": (("As prescribed", "合乎流程"),
                   [(0.25, "up to a quarter", "不到四分之一"), (0.5, "up to a half", "四分之一到一半"),
                    (0.75, "up to three quarters", "一半到四分之三"), (1, "more", "更多")])},
    ),
    "complaints-median": Question(
        ("Of 2025's closed complaints, half were closed within 5.0 days. Now count the 55 open ones in as well: after how many days is half of all closed?",
         "2025 年已结案的投诉，半数在 5.0 天内结案。把 55 件未结案的也算进来：多少天后，全部投诉才有一半结案？"),
        {"days": (("Half closed after", "一半结案用"),
                  [(5.5, "about 5 days", "5 天左右"), (7, "6 to 7 days", "6 到 7 天"),
                   (9, "8 to 9 days", "8 到 9 天"), (9999, "10 days or more", "10 天以上")])},
    ),
    "complaints-together": Question(
        ("Each team closes a larger part within 7 days than the year before. And both together?",
         "两个小组在 7 天内结案的比例，都比上一年高。合起来呢？"),
        {"together": (("Together", "合计"),
                      [("larger", "a larger part too", "也更高"), ("same", "about the same", "差不多"),
                       ("smaller", "a smaller part", "反而更低")])},
    ),
    "complaints-call": Question(
        ("How much more often do cases come back in which nobody called before the remedy?",
         "没有先打电话就处理的投诉，重新受理的比例是先打了电话的几倍？"),
        {"times": (("Without a call", "没打电话"),
                   [(1.2, "about as often", "差不多"), (2, "up to 2 times", "不到 2 倍"),
                    (3, "2 to 3 times", "2 到 3 倍"), (99, "more than 3 times", "3 倍以上")])},
    ),
}  # fmt: skip

QUIZ = [
    Item(
        ("On the day of the report, 55 of 384 complaints are open. The report gives the median of the 329 closed ones. What does it do?",
         "报告那天，384 件投诉里有 55 件未结案。报告取 329 件已结案的中位数，会怎样？"),
        [
            ("It counts what is certain, so it is the safest figure to print on the service card.", "只算确定的，印在服务卡上最稳妥。", False,
             "Certain, but about other cases: those that happened to be quick. The open ones have waited already, and longer than most.",
             "确定是确定，可说的是另一批投诉：恰好快的那些。未结案的已经等了，而且比多数都久。"),
            ("It makes the service look faster than it is.", "让处理显得比实际快。", True,
             "Who is slow is open. Counted for the days they have waited at least, they take the median from 5.0 to 8.0 days.",
             "慢的才会未结案。按“至少已等这么久”算进来，中位数从 5.0 天变成 8.0 天。"),
            ("It makes it look slower, because recent quick cases are missing.", "显得更慢，因为漏了近来快的投诉。", False,
             "Recent quick cases are closed and counted. What is missing are the slow ones.",
             "近来快的已经结案，都算在内。漏掉的是慢的。"),
            ("Nothing much: 55 of 384 is a small part.", "影响不大：384 件里的 55 件不算多。", False,
             "One in seven, and not any seventh: nearly all of them are the field team's long cases.",
             "七件里就有一件，而且不是随便哪一件：几乎全是上门组的长案。"),
        ],
    ),
    Item(
        ("At the desk, the remedy was proposed before the cause was analysed. The case was closed on the same day as with the right order. What was lost?",
         "在投诉台上，先提方案、后查原因，结案日期和按次序走一样。损失在哪里？"),
        [
            ("Nothing: the customer got an answer just as soon.", "没有损失：客户一样快得到答复。", False,
             "An answer, yes: six kettles of the same leaking lot. The case comes back.",
             "答复是有了：六把同一批次、照样漏水的壶。投诉还会回来。"),
            ("Time: the analysis should have been left out, too.", "损失时间：原因分析也该省掉。", False,
             "Then even the next lot would leak. The analysis was right, it only came too late to matter.",
             "那样下一批也会漏。分析没有错，只是来得太晚，用不上。"),
            ("The right remedy: what was sent had the same fault.", "合适的方案：发去的货，毛病一样。", True,
             "In the desk's case. In the log 45 closed cases took this way, and they did not come back more often: what the desk shows can happen; that it happens often, the log does not show.",
             "投诉台上是这样。台账里这样结案的有 45 件，并没有更多地重新受理：投诉台说明可能如此，台账没有说明常常如此。"),
            ("The approval: the manager would not have signed it, had the steps been known.", "主管批示：知道了次序，主管就不会签字。", False,
             "The manager signed. Whoever signs sees a proposal, not the step that is missing before it.",
             "主管签了。签字的人看到的是方案，看不到方案之前缺了哪一步。"),
        ],
    ),
    Item(
        ("Each team closed a larger part within 7 days than the year before, all together a smaller one. Finance wants to cancel the bonus of both teams. What do you say?",
         "两个小组 7 天内结案的比例都比上一年高，合计却更低。财务部想取消两组的奖金。你怎么说？"),
        [
            ("The mix changed: far more cases went to the slow team.", "变的是构成：交给慢组的投诉多了很多。", True,
             "16 % of the due cases were the field team's, then 57 %. With the mix of the year before, the part would not have fallen. Why the mix changed is the next question.",
             "上门组先占到期投诉的 16%，后占 57%。构成不变的话，合计不会下降。构成为什么变，是下一个问题。"),
            ("The arithmetic must be wrong: a whole cannot fall if every part rises.", "一定算错了：各部分都升，合计不可能降。", False,
             "It can, if the parts change their weight. The whole is an average weighted by cases.",
             "可以降，只要各部分的比重变了。合计是按件数加权的平均。"),
            ("Take the mean of the two teams' percentages: it rises, so the bonus stands.", "取两组百分比的平均：上升了，奖金照发。", False,
             "A mean of percentages counts a team of 41 cases like one of 215. And steps so small may be chance: they are no ground to cancel, nor proof of merit.",
             "两个百分比直接平均，41 件的组和 215 件的组就一样重了。何况升幅这么小，可能只是偶然：不足以扣，也不足以奖。"),
            ("Each team is judged by its own figure, so the total needs no explanation.", "各组看各组的，合计不用解释。", False,
             "The customers live in the total. It needs one: why do so many more cases go to the field?",
             "客户感受到的是合计，必须解释：为什么上门的投诉多了这么多？"),
        ],
    ),
    Item(
        ("The promise is 7 days. Two cases came in on 29 December: one was closed next day, one is open. How do both count on the 31st?",
         "承诺是 7 天内结案。12 月 29 日来了两件：一件第二天结案，一件未结案。31 日统计时，这两件怎么算？"),
        [
            ("One kept, one broken.", "一件按时，一件没有按时。", False,
             "The open one has four more days. It is not late.",
             "未结案的那件还有四天，没有超期。"),
            ("One kept, the other left out of the count until it is closed.", "一件按时，另一件等结案再算。", False,
             "Then of the last week only good news would count. Leave both out until their day has come.",
             "那样最后一周就只算好消息。没到期限，两件都先不算。"),
            ("Both kept, since neither is late.", "两件都算按时，因为都没超期。", False,
             "Whether the open one will keep its promise nobody knows yet.",
             "未结案的那件能不能按时，现在谁也不知道。"),
            ("Neither: for both the day is still to come.", "两件都不算：都还没到期限。", True,
             "Due is who came in at least 7 days ago, closed or not. Open and overdue counts as broken.",
             "到期的，是至少 7 天前来的，不论结案与否。到期未结案，算没有按时。"),
        ],
    ),
    Item(
        ("Where the customer was called before the remedy, 4.4 % came back; where not, 15.5 %. What may Shen Yun tell the committee?",
         "处理前先打了电话的，重新受理的占 4.4%；没打的占 15.5%。沈芸可以对总经理办公会怎么说？"),
        [
            ("A call keeps more than two thirds of the cases from coming back to the desk.", "先打一个电话，能让重新受理减少三分之二以上。", False,
             "That may be so. But nobody drew by lot who was called: a handler with time may both call and work with care.",
             "也许如此。可谁被打电话不是随机分配的：有空的经办人，可能既打电话，又办得仔细。"),
            ("The two go together in both teams; why, only a test by lot can tell.", "两组里打电话都与较低的比例相连；是否因果，要做试验。", True,
             "That is as far as the log reaches. The lot must fall when the complaint is recorded, and on enough cases: about 150 of each.",
             "台账只能说到这一步。登记时就要随机分配，件数也要够：两种各约 150 件。"),
            ("Nothing, since a log cannot show anything about people.", "什么也不能说，台账说明不了人的事。", False,
             "It shows that a field on the form goes with fewer returns, in both teams. That is worth a test.",
             "它说明表上这一栏与较少的重新受理相连，两个组都是。值得做试验。"),
            ("Everybody must be called first, and the share of calls becomes the teams' target.", "人人都要打，并把打电话的比例定为指标。", False,
             "A target of calls brings calls, also such as end after four words. First find out whether it is the call.",
             "定了指标，就会有四个字说完的电话。先弄清楚是不是电话的作用。"),
        ],
    ),
]  # fmt: skip
