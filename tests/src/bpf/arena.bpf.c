/* An arena: pages, pointers in both views, variables in it, atomics on it, what is not there. */
#include "check.h"

#define ARENA __attribute__((address_space(1)))

KERNEL_FUNCTION void ARENA *bpf_arena_alloc_pages(void *p__map, void ARENA *addr__ign, u32 page_cnt, int node_id,
                                                  u64 flags);
KERNEL_FUNCTION void bpf_arena_free_pages(void *p__map, void ARENA *ptr__ign, u32 page_cnt);

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_ARENA);
    MAP_NUMBER(map_flags, BPF_F_MMAPABLE);
    MAP_NUMBER(max_entries, 1 << 20);
    unsigned long (*map_extra)[1UL << 44];
} arena SEC(".maps");

struct node {
    struct node ARENA *next;
    u64 value;
};

u64 ARENA counter SEC(".addr_space.1");
u32 ARENA table[5000] SEC(".addr_space.1") = {1, 2, 3};
struct node ARENA *first;

static NOINLINE void check_pages(void)
{
    struct node ARENA *at;
    char ARENA *page = bpf_arena_alloc_pages(&arena, NULL, 2, -1, 0);
    volatile char ARENA *gone;
    char ARENA *other;
    u64 sum = 0;

    CHECK(page);
    if (!page)
        return;
    CHECK(((u64)page & 0xfff) == 0);
    CHECK(page[0] == 0 && page[8191] == 0);
    page[8191] = 5;
    CHECK(page[8191] == 5);
    other = bpf_arena_alloc_pages(&arena, NULL, 1, -1, 0);
    CHECK(other && other != page);
    CHECK(!bpf_arena_alloc_pages(&arena, NULL, 0, -1, 0));
    CHECK(!bpf_arena_alloc_pages(&arena, NULL, 1, -1, 4));
    for (u32 i = 0; i < 100; i++) {
        at = (struct node ARENA *)page + i;
        at->value = i;
        at->next = first;
        first = at;
    }
    at = first;
    for (u32 i = 0; i < 200 && at; i++) {
        sum += at->value;
        at = at->next;
    }
    CHECK(sum == 4950);
    bpf_arena_free_pages(&arena, page, 2);
    gone = page + 8191;
    CHECK(*gone == 0); /* a page that is not there reads as 0, and a store is lost */
    *gone = 7;
    CHECK(*gone == 0);
}

OP_SLEEPING(s32, init, arena_init)
{
    u32 ARENA *last = &table[4999];
    u64 old;

    check_pages();
    CHECK(table[0] == 1 && table[2] == 3 && table[4999] == 0);
    *last = 17;
    CHECK(table[4999] == 17);
    counter = 40;
    old = __sync_fetch_and_add(&counter, 2);
    CHECK(old == 40 && counter == 42);
    CHECK(__sync_val_compare_and_swap(&counter, 42, 50) == 42 && counter == 50);
    CHECK(__sync_val_compare_and_swap(&counter, 42, 60) == 50 && counter == 50);
    CHECK(__sync_lock_test_and_set(last, 18) == 17 && table[4999] == 18);
    return 0;
}

CHECKING_SCHEDULER("arena", arena_init);
