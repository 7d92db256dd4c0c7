/* A map for which no machine has the memory. */
#include "../check.h"

struct big {
    u64 words[4096];
};

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_HASH);
    MAP_NUMBER(max_entries, 0x40000000);
    MAP_TYPE(key, u32);
    MAP_TYPE(value, struct big);
} big SEC(".maps");

OP_SLEEPING(s32, init, huge_init)
{
    u32 key = 1;

    return bpf_map_lookup_elem(&big, &key) ? -1 : 0;
}

CHECKING_SCHEDULER("huge_map", huge_init);
