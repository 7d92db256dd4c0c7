/* Takes pages of an arena until there are none, and writes to all of them. */
#include "../check.h"

#define ARENA __attribute__((address_space(1)))

KERNEL_FUNCTION void ARENA *bpf_arena_alloc_pages(void *p__map, void ARENA *addr__ign, u32 page_cnt, int node_id,
                                                  u64 flags);

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_ARENA);
    MAP_NUMBER(map_flags, BPF_F_MMAPABLE);
    MAP_NUMBER(max_entries, 1 << 20);
    unsigned long (*map_extra)[1UL << 44];
} arena SEC(".maps");

u64 taken;

static long take(u32 index, void *context)
{
    u64 ARENA *page = bpf_arena_alloc_pages(&arena, NULL, 16, -1, 0);

    if (!page)
        return 1;
    *page = index;
    taken++;
    return 0;
}

OP_SLEEPING(s32, init, greedy_init)
{
    bpf_loop(1 << 20, take, NULL, 0);
    return taken > 100 ? 0 : -12;
}

CHECKING_SCHEDULER("greedy_arena", greedy_init);
