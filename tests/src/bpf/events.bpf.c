/* Programs that hang on events of the kernel: each is called at its place, with its arguments. */
#include "check.h"

struct rq___seen {
    int cpu;
    struct task_struct *curr;
} __attribute__((preserve_access_index));

u64 wakeups, fresh, migrations, forks, exits, ticks, ticks_left, raw, sleeps;

SEC("tp_btf/sched_wakeup")
int on_wakeup(u64 *args)
{
    struct task_struct *p = ARG(0, struct task_struct *);

    CHECK(p->pid > 0);
    wakeups++;
    return 0;
}

SEC("tp_btf/sched_wakeup_new")
int on_wakeup_new(u64 *args)
{
    struct task_struct *p = ARG(0, struct task_struct *);

    CHECK(p->pid > 0);
    fresh++;
    return 0;
}

SEC("tp_btf/sched_migrate_task")
int on_migrate(u64 *args)
{
    struct task_struct *p = ARG(0, struct task_struct *);
    s32 to = ARG(1, s32);

    CHECK(to >= 0 && to < scx_bpf_nr_cpu_ids());
    CHECK(scx_bpf_task_cpu(p) != to);
    migrations++;
    return 0;
}

SEC("tp_btf/sched_process_fork")
int on_fork(u64 *args)
{
    struct task_struct *parent = ARG(0, struct task_struct *), *child = ARG(1, struct task_struct *);

    CHECK(parent && child->pid > 0 && child->pid != parent->pid);
    forks++;
    return 0;
}

SEC("tp_btf/sched_process_exit")
int on_exit(u64 *args)
{
    struct task_struct *p = ARG(0, struct task_struct *);

    CHECK(p == bpf_get_current_task_btf());
    exits++;
    return 0;
}

SEC("raw_tp/sched_wakeup")
int on_raw_wakeup(u64 *args)
{
    raw++;
    return 0;
}

SEC("fentry/scx_tick")
int on_tick(u64 *args)
{
    struct rq___seen *rq = ARG(0, struct rq___seen *);

    CHECK(rq->cpu == bpf_get_smp_processor_id());
    CHECK(rq->curr == bpf_get_current_task_btf());
    ticks++;
    return 0;
}

SEC("fexit/scx_tick")
int on_tick_left(u64 *args)
{
    ticks_left++;
    CHECK(ticks_left == ticks);
    return 0;
}

SEC("kprobe/do_nanosleep")
int on_sleep(u64 *args)
{
    sleeps++;
    return 0;
}

OP(tick, events_tick)
{
    CHECK(raw == wakeups && sleeps == 0);
    if (bpf_ktime_get_ns() < 600090000000ULL)
        return;
    CHECK(wakeups > 10 && fresh > 0 && forks > 0 && exits <= forks + fresh && ticks > 20);
    CHECK(migrations > 0);
}

SEC(".struct_ops.link")
struct sched_ext_ops ops = {
    .tick = (void *)events_tick,
    .name = "events",
};
LICENSE_GPL;
