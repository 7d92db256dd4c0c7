/* Timers in arrays and tables: their errors, their flags, and what they may do to themselves. */
#include "check.h"

#define TIMER_ABS 1
#define TIMER_CPU_PIN 2
#define MS 1000000ULL

struct element {
    struct bpf_timer timer;
    u64 fired;
    u64 last_ns;
};

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_ARRAY);
    MAP_NUMBER(max_entries, 4);
    MAP_TYPE(key, u32);
    MAP_TYPE(value, struct element);
} timers SEC(".maps");

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_HASH);
    MAP_NUMBER(max_entries, 4);
    MAP_TYPE(key, u32);
    MAP_TYPE(value, struct element);
} table SEC(".maps");

u64 deleted_fired;

static int periodic(void *map, u32 *key, struct element *element)
{
    u64 now = bpf_ktime_get_ns();

    CHECK(map && key && *key == 0);
    if (element->fired)
        CHECK(now - element->last_ns >= 2 * MS && now - element->last_ns < 3 * MS);
    element->last_ns = now;
    element->fired++;
    CHECK(!bpf_timer_start(&element->timer, 2 * MS, 0));
    return 0;
}

static int once(void *map, u32 *key, struct element *element)
{
    CHECK(*key == 1 || *key == 7);
    element->fired++;
    CHECK(bpf_timer_cancel(&element->timer) == -35);
    return 0;
}

static int never(void *map, u32 *key, struct element *element)
{
    deleted_fired++;
    return 0;
}

OP_SLEEPING(s32, init, timers_init)
{
    u32 key = 0, seven = 7, eight = 8;
    struct element *element = bpf_map_lookup_elem(&timers, &key), empty = {};

    if (!element)
        return -2;
    CHECK(bpf_timer_start(&element->timer, 0, 0) == -22);
    CHECK(bpf_timer_cancel(&element->timer) == -22);
    CHECK(!bpf_timer_init(&element->timer, &timers, CLOCK_MONOTONIC));
    CHECK(bpf_timer_init(&element->timer, &timers, CLOCK_MONOTONIC) == -16);
    CHECK(bpf_timer_start(&element->timer, 0, 0) == -22);
    CHECK(!bpf_timer_set_callback(&element->timer, periodic));
    CHECK(bpf_timer_start(&element->timer, 0, 64) == -22);
    CHECK(!bpf_timer_start(&element->timer, 2 * MS, TIMER_CPU_PIN));
    key = 1;
    element = bpf_map_lookup_elem(&timers, &key);
    if (!element)
        return -2;
    CHECK(bpf_timer_init(&element->timer, &timers, 5) == -22);
    CHECK(!bpf_timer_init(&element->timer, &timers, 7));
    CHECK(!bpf_timer_set_callback(&element->timer, once));
    CHECK(!bpf_timer_start(&element->timer, bpf_ktime_get_ns() + 5 * MS, TIMER_ABS));
    CHECK(bpf_timer_cancel(&element->timer) == 1);
    CHECK(bpf_timer_cancel(&element->timer) == 0);
    CHECK(!bpf_timer_start(&element->timer, bpf_ktime_get_ns() + 5 * MS, TIMER_ABS));

    CHECK(!bpf_map_update_elem(&table, &seven, &empty, BPF_ANY));
    CHECK(!bpf_map_update_elem(&table, &eight, &empty, BPF_ANY));
    element = bpf_map_lookup_elem(&table, &seven);
    if (!element)
        return -2;
    CHECK(!bpf_timer_init(&element->timer, &table, CLOCK_MONOTONIC));
    CHECK(!bpf_timer_set_callback(&element->timer, once));
    CHECK(!bpf_timer_start(&element->timer, 1 * MS, 0));
    element = bpf_map_lookup_elem(&table, &eight);
    if (!element)
        return -2;
    CHECK(!bpf_timer_init(&element->timer, &table, CLOCK_MONOTONIC));
    CHECK(!bpf_timer_set_callback(&element->timer, never));
    CHECK(!bpf_timer_start(&element->timer, 3 * MS, 0));
    CHECK(!bpf_map_delete_elem(&table, &eight));
    return 0;
}

OP_SLEEPING(void, exit, timers_exit)
{
}

OP(tick, timers_tick)
{
    u32 key = 0, one = 1, seven = 7;
    struct element *regular = bpf_map_lookup_elem(&timers, &key);
    struct element *single = bpf_map_lookup_elem(&timers, &one);
    struct element *hashed = bpf_map_lookup_elem(&table, &seven);

    if (!regular || !single || !hashed || regular->fired < 10)
        return;
    CHECK(single->fired == 1);
    CHECK(hashed->fired == 1);
    CHECK(deleted_fired == 0);
}

SEC(".struct_ops.link")
struct sched_ext_ops ops = {
    .init = (void *)timers_init,
    .exit = (void *)timers_exit,
    .tick = (void *)timers_tick,
    .name = "timers",
};
LICENSE_GPL;
