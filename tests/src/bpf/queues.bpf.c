/* Queues of the kernel: iterators in both directions, moves with a new slice and time, peeking, events, other CPUs. */
#include "check.h"

#define MAIN 1
#define SIDE 2

struct scx_event_stats {
    s64 SCX_EV_SELECT_CPU_FALLBACK;
    s64 SCX_EV_REFILL_SLICE_DFL;
} __attribute__((preserve_access_index));

KERNEL_FUNCTION struct task_struct *scx_bpf_dsq_peek(u64 dsq_id);
KERNEL_FUNCTION void scx_bpf_dsq_move_set_slice(struct bpf_iter_scx_dsq *it, u64 slice);
KERNEL_FUNCTION struct task_struct *scx_bpf_cpu_curr(s32 cpu);
KERNEL_FUNCTION u32 scx_bpf_dispatch_nr_slots(void);
KERNEL_FUNCTION u32 scx_bpf_cpuperf_cap(s32 cpu);
KERNEL_FUNCTION u32 scx_bpf_cpuperf_cur(s32 cpu);
KERNEL_FUNCTION void scx_bpf_cpuperf_set(s32 cpu, u32 perf);
KERNEL_FUNCTION u32 scx_bpf_nr_node_ids(void);
KERNEL_FUNCTION s32 scx_bpf_cpu_node(s32 cpu);
KERNEL_FUNCTION s32 scx_bpf_pick_any_cpu(const struct cpumask *allowed, u64 flags);
KERNEL_FUNCTION void scx_bpf_events(struct scx_event_stats *events, u64 events__sz);
KERNEL_FUNCTION bool scx_bpf_task_set_slice(struct task_struct *p, u64 slice);
KERNEL_FUNCTION bool scx_bpf_task_set_dsq_vtime(struct task_struct *p, u64 vtime);

u64 moved, walked, vtime;

OP(enqueue, queues_enqueue)
{
    struct task_struct *p = ARG(0, struct task_struct *);
    s32 cpu = scx_bpf_pick_any_cpu(p->cpus_ptr, 0);

    CHECK(cpu >= 0 && cpu < scx_bpf_nr_cpu_ids());
    CHECK(scx_bpf_task_set_dsq_vtime(p, ++vtime) && p->scx.dsq_vtime == vtime);
    CHECK(scx_bpf_task_set_slice(p, 12345) && p->scx.slice == 12345);
    scx_bpf_dsq_insert_vtime(p, MAIN, SCX_SLICE_DFL / 4, vtime * (vtime % 3), ARG(1, u64));
    cpu = scx_bpf_pick_idle_cpu(p->cpus_ptr, 0);
    if (cpu >= 0)
        scx_bpf_kick_cpu(cpu, SCX_KICK_IDLE);
}

static NOINLINE u64 walk(u64 dsq, u64 flags)
{
    struct bpf_iter_scx_dsq it;
    struct task_struct *p;
    u64 last = flags ? ~0ULL : 0, seen = 0;

    bpf_rcu_read_lock();
    if (!bpf_iter_scx_dsq_new(&it, dsq, flags)) {
        while ((p = bpf_iter_scx_dsq_next(&it))) {
            CHECK(flags ? p->scx.dsq_vtime <= last : p->scx.dsq_vtime >= last);
            last = p->scx.dsq_vtime;
            seen++;
        }
    }
    bpf_iter_scx_dsq_destroy(&it);
    bpf_rcu_read_unlock();
    return seen;
}

OP(dispatch, queues_dispatch)
{
    s32 cpu = ARG(0, s32);
    struct task_struct *prev = ARG(1, struct task_struct *), *p;
    struct bpf_iter_scx_dsq it;
    u64 length = scx_bpf_dsq_nr_queued(MAIN);

    CHECK(scx_bpf_dispatch_nr_slots() > 0);
    CHECK(walk(MAIN, 0) == length && walk(MAIN, SCX_DSQ_ITER_REV) == length);
    bpf_rcu_read_lock();
    p = scx_bpf_dsq_peek(MAIN);
    CHECK(!!p == (length > 0));
    CHECK(bpf_iter_scx_dsq_new(&it, 99, 0) == -2);
    bpf_iter_scx_dsq_destroy(&it);
    if (!bpf_iter_scx_dsq_new(&it, MAIN, 0)) {
        while ((p = bpf_iter_scx_dsq_next(&it))) {
            if (!bpf_cpumask_test_cpu(cpu, p->cpus_ptr))
                continue;
            scx_bpf_dsq_move_set_slice(&it, 1000000);
            if (length % 2 ? scx_bpf_dsq_move(&it, p, SCX_DSQ_LOCAL_ON | cpu, 0)
                           : scx_bpf_dsq_move(&it, p, SIDE, 0)) {
                moved++;
                break;
            }
        }
    }
    bpf_iter_scx_dsq_destroy(&it);
    p = scx_bpf_cpu_curr(cpu);
    CHECK(p && (!prev || prev->pid >= 0));
    bpf_rcu_read_unlock();
    if (!scx_bpf_dsq_move_to_local(SIDE))
        scx_bpf_dsq_move_to_local(MAIN);
    scx_bpf_cpuperf_set(cpu, scx_bpf_cpuperf_cap(cpu));
    CHECK(scx_bpf_cpuperf_cur(cpu) <= 1024);
    CHECK(scx_bpf_cpu_node(cpu) < scx_bpf_nr_node_ids());
}

OP_SLEEPING(s32, init, queues_init)
{
    struct scx_event_stats events;
    s32 failed = scx_bpf_create_dsq(MAIN, -1);

    CHECK(scx_bpf_create_dsq(MAIN, -1) == -17);
    CHECK(scx_bpf_create_dsq(3, 1000) == -22);
    CHECK(scx_bpf_create_dsq(SCX_DSQ_LOCAL, -1) == -22);
    CHECK(!scx_bpf_create_dsq(3, -1));
    scx_bpf_destroy_dsq(3);
    CHECK(scx_bpf_dsq_nr_queued(77) == -2);
    scx_bpf_events(&events, sizeof(events));
    return failed ? failed : scx_bpf_create_dsq(SIDE, -1);
}

SEC(".struct_ops.link")
struct sched_ext_ops ops = {
    .enqueue = (void *)queues_enqueue,
    .dispatch = (void *)queues_dispatch,
    .init = (void *)queues_init,
    .name = "queues",
};
LICENSE_GPL;
