/* The trie of prefixes and the filter of values. */
#include "check.h"

#define BPF_MAP_TYPE_LPM_TRIE 11
#define BPF_MAP_TYPE_BLOOM_FILTER 30

struct prefix {
    u32 length;
    u8 data[4];
};

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_LPM_TRIE);
    MAP_NUMBER(max_entries, 4);
    MAP_NUMBER(map_flags, BPF_F_NO_PREALLOC);
    MAP_TYPE(key, struct prefix);
    MAP_TYPE(value, u64);
} trie SEC(".maps");

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_BLOOM_FILTER);
    MAP_NUMBER(max_entries, 100);
    MAP_NUMBER(map_extra, 3);
    MAP_TYPE(value, u64);
} filter SEC(".maps");

static long put(u32 length, u8 a, u8 b, u64 value, u64 flags)
{
    struct prefix key = {length, {a, b, 0, 0}};

    return bpf_map_update_elem(&trie, &key, &value, flags);
}

static u64 find(u8 a, u8 b, u8 c)
{
    struct prefix key = {32, {a, b, c, 1}};
    u64 *value = bpf_map_lookup_elem(&trie, &key);

    return value ? *value : 0;
}

static void check_trie(void)
{
    struct prefix key = {12, {10, 0x2f, 0, 0}};

    CHECK(!find(10, 1, 1));
    CHECK(!put(8, 10, 99, 8, BPF_ANY));
    CHECK(!put(16, 10, 1, 16, BPF_NOEXIST));
    CHECK(!put(12, 10, 0x20, 12, BPF_ANY));
    CHECK(put(16, 10, 1, 17, BPF_NOEXIST) == -17);
    CHECK(put(17, 10, 1, 17, BPF_EXIST) == -2);
    CHECK(put(33, 10, 1, 17, BPF_ANY) == -22);
    CHECK(put(16, 10, 1, 17, 4) == -22);
    CHECK(find(10, 1, 77) == 16);
    CHECK(find(10, 0x2a, 0) == 12);
    CHECK(find(10, 0x30, 0) == 8);
    CHECK(find(11, 1, 0) == 0);
    CHECK(!put(0, 200, 200, 1, BPF_ANY));
    CHECK(find(11, 1, 0) == 1);
    CHECK(put(24, 1, 1, 1, BPF_ANY) == -28);
    CHECK(!put(16, 10, 1, 18, BPF_EXIST));
    CHECK(find(10, 1, 77) == 18);
    CHECK(!bpf_map_delete_elem(&trie, &key));
    CHECK(bpf_map_delete_elem(&trie, &key) == -2);
    CHECK(find(10, 0x2a, 0) == 8);
    CHECK(!put(24, 1, 1, 24, BPF_ANY));
    CHECK(find(1, 1, 0) == 24);
}

static void check_filter(void)
{
    u64 value, mistakes = 0;
    int i;

    for (i = 0; i < 100; i++) {
        value = i * 7919;
        CHECK(!bpf_map_push_elem(&filter, &value, BPF_ANY));
    }
    for (i = 0; i < 100; i++) {
        value = i * 7919;
        CHECK(!bpf_map_peek_elem(&filter, &value));
    }
    for (i = 0; i < 1000; i++) {
        value = i * 7919 + 1;
        if (!bpf_map_peek_elem(&filter, &value))
            mistakes++;
    }
    /* Less than one in ten. */
    CHECK(mistakes < 100);
    CHECK(bpf_map_push_elem(&filter, &value, BPF_EXIST) == -22);
    CHECK(bpf_map_pop_elem(&filter, &value) == -95);
}

OP_SLEEPING(s32, init, prefixes_init)
{
    check_trie();
    check_filter();
    return 0;
}

CHECKING_SCHEDULER("prefixes", prefixes_init);
