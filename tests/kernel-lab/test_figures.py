"""The figures of a trace that is small enough to be worked out by hand. Run: python3 -m unittest discover tests/kernel-lab"""

import collections
import unittest

import casetext
import figures

CASE = {
    "case": "small",
    "topology": {"cpus": 2},
    "scheduler": "scx_simple",
    "repetitions": 1,
    "rt_app": {
        "global": {"duration": 0.01},
        "tasks": {"hog": {"instance": 2, "loop": -1, "run": 1000, "taskgroup": "/A/B"}},
    },
}
# T0 is 5.000000 s; hog-0 (pid 10) sleeps, hog-1 (pid 11) runs on CPU 1 since before.
PRINTED = """\
## repetition 0
## begin events-before
SCX_EV_A 3
SCX_EV_B 1
## end
## window 5000000000 10000
## begin events-after
SCX_EV_A 5
SCX_EV_B 1
## end
## begin state
enabled
## end
## task hog-0 10 4
## late hog-0 52000
## wall hog-0 1000000 3000000
## task hog-1 11 9
## late hog-1
## wall hog-1
## begin trace
# entries-in-buffer/entries-written: 8/8   #P:2
          <idle>-0       [001] d..2.     4.999000: sched_switch: prev_comm=swapper/1 prev_pid=0 prev_prio=120 prev_state=R ==> next_comm=hog-1 next_pid=11 next_prio=120
          <idle>-0       [000] dNh4.     5.000050: sched_wakeup: comm=hog-0 pid=10 prio=120 target_cpu=000
          <idle>-0       [000] d..2.     5.000053: sched_switch: prev_comm=swapper/0 prev_pid=0 prev_prio=120 prev_state=R ==> next_comm=hog-0 next_pid=10 next_prio=120
           hog-0-10      [000] d..2.     5.004053: sched_switch: prev_comm=hog-0 prev_pid=10 prev_prio=120 prev_state=R ==> next_comm=kworker/0:1 next_pid=7 next_prio=120
     kworker/0:1-7       [000] d..2.     5.004060: sched_switch: prev_comm=kworker/0:1 prev_pid=7 prev_prio=120 prev_state=I ==> next_comm=swapper/0 next_pid=0 next_prio=120
           hog-1-11      [001] d..2.     5.006000: sched_switch: prev_comm=hog-1 prev_pid=11 prev_prio=120 prev_state=S ==> next_comm=hog-0 next_pid=10 next_prio=120
           hog-0-10      [001] d..2.     5.009000: sched_switch: prev_comm=hog-0 prev_pid=10 prev_prio=120 prev_state=S ==> next_comm=swapper/1 next_pid=0 next_prio=120
          <idle>-0       [001] d..2.     5.011000: sched_switch: prev_comm=swapper/1 prev_pid=0 prev_prio=120 prev_state=R ==> next_comm=hog-1 next_pid=11 next_prio=120
## end
## done
"""


def printed(text=PRINTED):
    return figures.read(text.splitlines(), 2)


def table(name):
    tables = collections.defaultdict(list)
    figures.add(tables, CASE, {"hog-0": "hog", "hog-1": "hog"}, printed())
    header = figures.HEADERS[name].split(",")
    return [dict(zip(header, row, strict=True)) for row in tables[name]]


class FiguresTest(unittest.TestCase):
    def test_should_count_cpu_time_inside_the_window_only(self):
        shares = [row["share_of_window"] for row in table("tasks.csv")]
        self.assertEqual([0.7, 0.6], shares)
        self.assertEqual(7.0, table("runs.csv")[0]["other_tasks_us"])
        self.assertEqual([0.4007, 0.9], [row["util"] for row in table("cpus.csv")])

    def test_should_tell_waits_after_wake_ups_from_waits_after_preemptions(self):
        task = table("tasks.csv")[0]
        self.assertEqual((1, 3.0, 1947.0), (task["wakeups"], task["wake_max_us"], task["rq_wait_max_us"]))
        self.assertEqual((2, 1, 1, 1), (task["switched_in"], task["preempted"], task["blocked"], task["migrations"]))

    def test_should_know_a_wake_up_that_a_clock_behind_puts_after_its_switch_in(self):
        late = PRINTED.replace("5.000050: sched_wakeup", "5.000055: sched_wakeup").splitlines(keepends=True)
        wake = next(number for number, line in enumerate(late) if "sched_wakeup" in line)
        late[wake], late[wake + 1] = late[wake + 1], late[wake]
        task = printed("".join(late))[0].tasks[10]
        self.assertEqual(([0.0], 2), (task.wakes, task.switched_in))

    def test_should_leave_segments_out_that_began_before_the_window(self):
        self.assertEqual([2, 0], [row["seg_n"] for row in table("tasks.csv")])
        buckets = [(row["from_us"], row["count"]) for row in table("hist.csv") if row["kind"] == "segment"]
        self.assertEqual([(2500, 1), (3500, 1)], buckets)

    def test_should_show_the_counters_that_moved(self):
        self.assertEqual([("SCX_EV_A", 2)], [(row["counter"], row["delta"]) for row in table("events.csv")])

    def test_should_list_switch_ins_since_t0(self):
        self.assertEqual([(53.0, 0, "hog-0"), (6000.0, 1, "hog-0")],
                         [(row["t_us"], row["cpu"], row["task"]) for row in table("order.csv")])

    def test_should_refuse_half_a_measurement(self):
        for text in (PRINTED.replace("## done\n", ""), PRINTED.replace("8/8", "8/9"), "## error no memory\n"):
            with self.assertRaises(figures.OutputError):
                printed(text)


class CaseTextTest(unittest.TestCase):
    def test_should_write_a_line_for_each_instance_and_cgroup(self):
        lines = casetext.text(CASE).splitlines()
        self.assertEqual(["cgroup A 100", "cgroup A/B 100", "scheduler scx_simple"], lines[2:5])
        self.assertEqual("task hog-1 nice=0 policy=other prio=0 cpus=0 cgroup=A/B delay=0 loop=-1 steps=run:1000", lines[6])

    def test_should_refuse_steps_that_the_lab_does_not_have(self):
        case = {**CASE, "rt_app": {"global": {"duration": 1}, "tasks": {"a": {"barrier": "b"}}}}
        with self.assertRaisesRegex(casetext.CaseError, 'no step "barrier"'):
            casetext.text(case)


if __name__ == "__main__":
    unittest.main()
