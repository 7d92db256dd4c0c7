/*
 * Not scx_tickless: a program of our own with the variables and the set-up programs that its loader looks for, of which
 * one starts a timer once the scheduler is attached.
 */
#include "../check.h"

#define DSQ_GLOBAL 0x8000000000000001ULL

const volatile u64 slice_ns;
const volatile u64 tick_freq;
const volatile u32 nr_cpu_ids;
const volatile bool smt_enabled;

struct cpu_arg {
    s32 cpu_id;
};

struct ctx {
    struct bpf_timer timer;
};

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_ARRAY);
    MAP_NUMBER(max_entries, 64);
    MAP_TYPE(key, u32);
    MAP_TYPE(value, struct ctx);
} timers SEC(".maps");

u64 primary;
u64 started;
u64 fired;
u64 attached;

SEC("syscall")
int enable_primary_cpu(struct cpu_arg *input)
{
    primary = input->cpu_id < 0 ? 0 : primary | BIT_64(input->cpu_id & 63);
    return 0;
}

static int look_around(void *map, int *key, struct ctx *ctx)
{
    fired++;
    bpf_timer_start(&ctx->timer, 1000000000ULL / tick_freq, 0);
    return 0;
}

SEC("syscall")
int start_timer(struct cpu_arg *input)
{
    u32 cpu = input->cpu_id;
    struct ctx *ctx = bpf_map_lookup_elem(&timers, &cpu);

    if (!ctx || !attached)
        return -2;
    started++;
    bpf_timer_init(&ctx->timer, &timers, CLOCK_MONOTONIC);
    bpf_timer_set_callback(&ctx->timer, look_around);
    return bpf_timer_start(&ctx->timer, 1000000000ULL / tick_freq, 0);
}

OP_SLEEPING(s32, init, tickless_init)
{
    attached++;
    CHECK(slice_ns == 20000000 && tick_freq == 500 && nr_cpu_ids == scx_bpf_nr_cpu_ids());
    CHECK(primary == 3 && smt_enabled);
    return 0;
}

OP(tick, tickless_tick)
{
    struct task_struct *p = ARG(0, struct task_struct *);

    if (p->scx.slice == 0)
        return;
    if (bpf_ktime_get_ns() > 600050000000ULL)
        CHECK(started == 2 && fired > 10);
}

OP(enqueue, tickless_enqueue)
{
    scx_bpf_dsq_insert(ARG(0, struct task_struct *), DSQ_GLOBAL, SCX_SLICE_DFL, ARG(1, u64));
}

SEC(".struct_ops.link")
struct sched_ext_ops tickless_ops = {
    .init = (void *)tickless_init,
    .enqueue = (void *)tickless_enqueue,
    .tick = (void *)tickless_tick,
    .name = "tickless",
};
LICENSE_GPL;
