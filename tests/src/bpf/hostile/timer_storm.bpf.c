/* A timer that starts itself again for now. */
#include "../check.h"

struct element {
    struct bpf_timer timer;
};

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_ARRAY);
    MAP_NUMBER(max_entries, 1);
    MAP_TYPE(key, u32);
    MAP_TYPE(value, struct element);
} timers SEC(".maps");

static int again(void *map, u32 *key, struct element *element)
{
    bpf_timer_start(&element->timer, 0, 0);
    return 0;
}

OP_SLEEPING(s32, init, storm_init)
{
    u32 zero = 0;
    struct element *element = bpf_map_lookup_elem(&timers, &zero);

    if (!element)
        return -2;
    bpf_timer_init(&element->timer, &timers, CLOCK_MONOTONIC);
    bpf_timer_set_callback(&element->timer, again);
    return bpf_timer_start(&element->timer, 0, 0);
}

CHECKING_SCHEDULER("timer_storm", storm_init);
