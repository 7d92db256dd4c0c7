/*
 * Weighted fairness within each last-level cache, and a timer that evens out the caches' queues.
 *
 * Every cache has a queue in the order of virtual time, which passes more slowly for heavier tasks. A task stays with the
 * cache of the CPU that it ran on last. Every period a timer compares the queues and moves tasks, those that would run
 * last first, from the longest to the shortest.
 */
#include "scx.h"

#define CPUS_MAX 1024
#define LLCS_MAX 128
#define MOVES_MAX 16

/* Set before loading, from the topology: see llc_vtime.profile.yaml. */
const volatile u32 llc_count = 1;
const volatile u32 llc_of_cpu[CPUS_MAX];
const volatile u64 slice_ns = 5000000;
const volatile u64 period_ns = 4000000;

struct task_context {
    u64 started_ns; /* when it began to run */
    u64 ran_ns;     /* in all */
    u32 llc;
};

struct llc_context {
    u64 vtime_now; /* that of the task that began to run last */
    u64 moved_in;
    u64 moved_out;
};

struct balance {
    struct bpf_timer timer;
};

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_TASK_STORAGE);
    MAP_NUMBER(map_flags, BPF_F_NO_PREALLOC);
    MAP_TYPE(key, int);
    MAP_TYPE(value, struct task_context);
} tasks SEC(".maps");

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_ARRAY);
    MAP_NUMBER(max_entries, LLCS_MAX);
    MAP_TYPE(key, u32);
    MAP_TYPE(value, struct llc_context);
} llcs SEC(".maps");

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_ARRAY);
    MAP_NUMBER(max_entries, 1);
    MAP_TYPE(key, u32);
    MAP_TYPE(value, struct balance);
} balancer SEC(".maps");

INLINE bool is_before(u64 a, u64 b)
{
    return (s64)(a - b) < 0;
}

INLINE u32 llc_of(s32 cpu)
{
    return cpu >= 0 && cpu < CPUS_MAX ? llc_of_cpu[cpu] : 0;
}

/* Where the task belongs now. */
INLINE u32 home_of(struct task_struct *p)
{
    return llc_of(scx_bpf_task_cpu(p));
}

OP_RESULT(s32, select_cpu, llc_select_cpu)
{
    struct task_struct *p = ARG(0, struct task_struct *);
    bool idle = false;
    s32 cpu = scx_bpf_select_cpu_dfl(p, ARG(1, s32), ARG(2, u64), &idle);

    if (idle)
        scx_bpf_dsq_insert(p, SCX_DSQ_LOCAL, slice_ns, 0);
    return cpu;
}

OP(enqueue, llc_enqueue)
{
    struct task_struct *p = ARG(0, struct task_struct *);
    u32 home = home_of(p);
    struct llc_context *llc = bpf_map_lookup_elem(&llcs, &home);
    struct task_context *task = bpf_task_storage_get(&tasks, p, NULL, 0);
    u64 vtime = p->scx.dsq_vtime;

    if (!llc || !task)
        return;
    /* A different cache is a different virtual time. A sleeper may have saved up one slice. */
    if (task->llc != home || is_before(vtime, llc->vtime_now - slice_ns))
        vtime = llc->vtime_now - slice_ns;
    task->llc = home;
    scx_bpf_dsq_insert_vtime(p, home, slice_ns, vtime, ARG(1, u64));
}

OP(dispatch, llc_dispatch)
{
    u32 own = llc_of(ARG(0, s32));
    u32 count = llc_count;

    if (scx_bpf_dsq_move_to_local(own))
        return;
    FOR_EACH_NUMBER(distance, 1, count) {
        if (scx_bpf_dsq_move_to_local((own + distance) % count))
            break;
    }
}

OP(running, llc_running)
{
    struct task_struct *p = ARG(0, struct task_struct *);
    u32 home = home_of(p);
    struct llc_context *llc = bpf_map_lookup_elem(&llcs, &home);
    struct task_context *task = bpf_task_storage_get(&tasks, p, NULL, 0);

    if (task)
        task->started_ns = scx_bpf_now();
    if (llc && is_before(llc->vtime_now, p->scx.dsq_vtime))
        llc->vtime_now = p->scx.dsq_vtime;
}

/* The virtual time that a real time is for a task of a weight. A function of its own: checked once, called anywhere. */
NOINLINE u64 scale_by_weight(u64 ns, u32 weight)
{
    return weight ? ns * 100 / weight : ns;
}

OP(stopping, llc_stopping)
{
    struct task_struct *p = ARG(0, struct task_struct *);
    struct task_context *task = bpf_task_storage_get(&tasks, p, NULL, 0);
    u64 ran;

    if (!task)
        return;
    ran = scx_bpf_now() - task->started_ns;
    task->ran_ns += ran;
    p->scx.dsq_vtime += scale_by_weight(ran, p->scx.weight);
}

OP(enable, llc_enable)
{
    struct task_struct *p = ARG(0, struct task_struct *);
    u32 home = home_of(p);
    struct llc_context *llc = bpf_map_lookup_elem(&llcs, &home);

    p->scx.dsq_vtime = llc ? llc->vtime_now : 0;
}

OP_SLEEPING(s32, init_task, llc_init_task)
{
    return bpf_task_storage_get(&tasks, ARG(0, struct task_struct *), NULL, BPF_LOCAL_STORAGE_GET_F_CREATE) ? 0 : -12;
}

/* Moves up to a number of tasks from the end of one queue into another. Returns how many moved. */
NOINLINE u32 move_tasks(u32 from, u32 to, u32 count)
{
    struct llc_context *source = bpf_map_lookup_elem(&llcs, &from);
    struct llc_context *target = bpf_map_lookup_elem(&llcs, &to);
    struct bpf_iter_scx_dsq queue;
    struct task_struct *p;
    u32 moved = 0;

    if (!source || !target)
        return 0;
    bpf_rcu_read_lock();
    if (!bpf_iter_scx_dsq_new(&queue, from, SCX_DSQ_ITER_REV)) {
        while (moved < count && (p = bpf_iter_scx_dsq_next(&queue))) {
            scx_bpf_dsq_move_set_vtime(&queue, target->vtime_now);
            if (scx_bpf_dsq_move_vtime(&queue, p, to, 0))
                moved++;
        }
    }
    bpf_iter_scx_dsq_destroy(&queue);
    bpf_rcu_read_unlock();
    source->moved_out += moved;
    target->moved_in += moved;
    return moved;
}

static int even_out(void *map, u32 *key, struct balance *self)
{
    u32 count = llc_count;
    u32 longest = 0, shortest = 0;
    s32 most = -1, least = 0x7fffffff;

    FOR_EACH_NUMBER(i, 0, count) {
        s32 length = scx_bpf_dsq_nr_queued(i);

        if (length > most) {
            most = length;
            longest = i;
        }
        if (length < least) {
            least = length;
            shortest = i;
        }
    }
    if (most - least > 1) {
        u32 surplus = (most - least) / 2;

        move_tasks(longest, shortest, surplus < MOVES_MAX ? surplus : MOVES_MAX);
    }
    bpf_timer_start(&self->timer, period_ns, 0);
    return 0;
}

OP_SLEEPING(s32, init, llc_init)
{
    u32 count = llc_count, zero = 0;
    struct balance *balance = bpf_map_lookup_elem(&balancer, &zero);
    s32 failed = 0;

    if (count > LLCS_MAX) {
        FAIL("%llu caches, at most %llu are possible", count, LLCS_MAX);
        return -22;
    }
    FOR_EACH_NUMBER(i, 0, count) {
        failed = scx_bpf_create_dsq(i, -1);
        if (failed)
            break;
    }
    if (failed || !balance)
        return failed ? failed : -2;
    bpf_timer_init(&balance->timer, &balancer, CLOCK_MONOTONIC);
    bpf_timer_set_callback(&balance->timer, even_out);
    return bpf_timer_start(&balance->timer, period_ns, 0);
}

SEC(".struct_ops.link")
struct sched_ext_ops llc_vtime_ops = {
    .select_cpu = (void *)llc_select_cpu,
    .enqueue = (void *)llc_enqueue,
    .dispatch = (void *)llc_dispatch,
    .running = (void *)llc_running,
    .stopping = (void *)llc_stopping,
    .enable = (void *)llc_enable,
    .init_task = (void *)llc_init_task,
    .init = (void *)llc_init,
    .name = "llc_vtime",
};

LICENSE_GPL;
