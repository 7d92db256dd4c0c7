/* The kinds of maps, with what they answer at their borders. */
#include "check.h"

struct padded {
    u8 kind;
    u64 number;
};

#define MAP(name, kind, size, keys, values) \
    struct { \
        MAP_NUMBER(type, kind); \
        MAP_NUMBER(max_entries, size); \
        MAP_TYPE(key, keys); \
        MAP_TYPE(value, values); \
    } name SEC(".maps")

MAP(table, BPF_MAP_TYPE_HASH, 4, struct padded, u64);
MAP(recent, BPF_MAP_TYPE_LRU_HASH, 8, u32, u64);
MAP(per_cpu, BPF_MAP_TYPE_PERCPU_ARRAY, 2, u32, u64);
MAP(per_cpu_table, BPF_MAP_TYPE_PERCPU_HASH, 4, u32, u64);
MAP(per_cpu_recent, BPF_MAP_TYPE_LRU_PERCPU_HASH, 4, u32, u64);
MAP(list, BPF_MAP_TYPE_ARRAY, 3, u32, struct padded);

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_QUEUE);
    MAP_NUMBER(max_entries, 3);
    MAP_NUMBER(value_size, 4);
} queue SEC(".maps");

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_STACK);
    MAP_NUMBER(max_entries, 3);
    MAP_NUMBER(value_size, 4);
} stack SEC(".maps");

struct inner {
    MAP_NUMBER(type, BPF_MAP_TYPE_ARRAY);
    MAP_NUMBER(max_entries, 2);
    MAP_TYPE(key, u32);
    MAP_TYPE(value, u64);
};
struct inner inner_a SEC(".maps"), inner_b SEC(".maps");

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
    MAP_NUMBER(max_entries, 3);
    MAP_TYPE(key, u32);
    struct inner *values[];
} maps_by_number SEC(".maps") = {.values = {&inner_a, NULL, &inner_b}};

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_HASH_OF_MAPS);
    MAP_NUMBER(max_entries, 3);
    MAP_TYPE(key, u32);
    struct inner *values[];
} maps_by_key SEC(".maps") = {.values = {[1] = &inner_b}};

static long add_value(void *map, struct padded *key, u64 *value, u64 *sum)
{
    *sum += *value;
    return 0;
}

static long first_only(void *map, u32 *key, struct padded *value, u64 *sum)
{
    *sum += 1 + *key;
    return 1;
}

static NOINLINE void check_table(void)
{
    struct padded key;
    u64 value = 5, sum = 0, *found;

    __builtin_memset(&key, 0, sizeof(key));
    key.kind = 1;
    CHECK(!bpf_map_lookup_elem(&table, &key));
    CHECK(bpf_map_update_elem(&table, &key, &value, BPF_EXIST) == -2);
    CHECK(!bpf_map_update_elem(&table, &key, &value, BPF_NOEXIST));
    CHECK(bpf_map_update_elem(&table, &key, &value, BPF_NOEXIST) == -17);
    found = bpf_map_lookup_elem(&table, &key);
    CHECK(found && *found == 5);
    if (found)
        *found += 1;
    found = bpf_map_lookup_elem(&table, &key);
    CHECK(found && *found == 6);
    for (int i = 2; i <= 4; i++) {
        key.kind = i;
        CHECK(!bpf_map_update_elem(&table, &key, &value, BPF_ANY));
    }
    key.kind = 5;
    CHECK(bpf_map_update_elem(&table, &key, &value, BPF_ANY) == -7);
    CHECK(bpf_for_each_map_elem(&table, add_value, &sum, 0) == 4);
    CHECK(sum == 21);
    key.kind = 3;
    CHECK(!bpf_map_delete_elem(&table, &key));
    CHECK(bpf_map_delete_elem(&table, &key) == -2);
    CHECK(bpf_map_update_elem(&table, &key, &value, 9) == -22);
}

static NOINLINE void check_arrays(void)
{
    struct padded value = {.kind = 1, .number = 2}, *entry;
    u32 key = 2;
    u64 sum = 0, number = 3, *own, *other;

    CHECK(!bpf_map_update_elem(&list, &key, &value, BPF_ANY));
    entry = bpf_map_lookup_elem(&list, &key);
    CHECK(entry && entry->number == 2);
    CHECK(bpf_map_update_elem(&list, &key, &value, BPF_NOEXIST) == -17);
    CHECK(bpf_map_delete_elem(&list, &key) == -22);
    CHECK(bpf_for_each_map_elem(&list, first_only, &sum, 0) == 1 && sum == 1);
    key = 3;
    CHECK(!bpf_map_lookup_elem(&list, &key));
    CHECK(bpf_map_update_elem(&list, &key, &value, BPF_ANY) == -7);

    key = 1;
    CHECK(!bpf_map_update_elem(&per_cpu, &key, &number, BPF_ANY));
    own = bpf_map_lookup_elem(&per_cpu, &key);
    CHECK(own && *own == 3);
    other = bpf_map_lookup_percpu_elem(&per_cpu, &key, bpf_get_smp_processor_id() ^ 1);
    CHECK(other && *other == 0 && other != own);
    CHECK(bpf_map_lookup_percpu_elem(&per_cpu, &key, bpf_get_smp_processor_id()) == own);
    CHECK(!bpf_map_lookup_percpu_elem(&per_cpu, &key, 9999));
    CHECK(!bpf_map_update_elem(&per_cpu_table, &key, &number, BPF_NOEXIST));
    own = bpf_map_lookup_elem(&per_cpu_table, &key);
    CHECK(own && *own == 3);
    other = bpf_map_lookup_percpu_elem(&per_cpu_table, &key, bpf_get_smp_processor_id() ^ 1);
    CHECK(other && *other == 0);
}

static NOINLINE void check_recent(void)
{
    u32 present = 0;

    FOR_EACH_NUMBER(i, 0, 40) {
        u32 key = i;
        u64 value = i;

        CHECK(!bpf_map_update_elem(&recent, &key, &value, BPF_ANY));
        CHECK(!bpf_map_update_elem(&per_cpu_recent, &key, &value, BPF_ANY));
    }
    FOR_EACH_NUMBER(i, 0, 40) {
        u32 key = i;
        u64 *value = bpf_map_lookup_elem(&recent, &key);

        if (value) {
            CHECK(*value == key);
            present++;
        }
    }
    CHECK(present > 0 && present <= 8);
}

static NOINLINE void check_queues(void)
{
    u32 value = 0;

    CHECK(bpf_map_pop_elem(&queue, &value) == -2);
    CHECK(bpf_map_peek_elem(&stack, &value) == -2);
    for (u32 i = 1; i <= 3; i++) {
        CHECK(!bpf_map_push_elem(&queue, &i, 0));
        CHECK(!bpf_map_push_elem(&stack, &i, 0));
    }
    value = 4;
    CHECK(bpf_map_push_elem(&queue, &value, 0) == -7);
    CHECK(!bpf_map_push_elem(&queue, &value, BPF_EXIST));
    CHECK(!bpf_map_peek_elem(&queue, &value) && value == 2);
    CHECK(!bpf_map_pop_elem(&queue, &value) && value == 2);
    CHECK(!bpf_map_pop_elem(&queue, &value) && value == 3);
    CHECK(!bpf_map_pop_elem(&queue, &value) && value == 4);
    CHECK(!bpf_map_pop_elem(&stack, &value) && value == 3);
    CHECK(!bpf_map_peek_elem(&stack, &value) && value == 2);
}

static NOINLINE void check_maps_of_maps(void)
{
    u32 key = 0, one = 1;
    u64 value = 9, *found;
    void *inner = bpf_map_lookup_elem(&maps_by_number, &key);

    CHECK(inner);
    if (inner)
        CHECK(!bpf_map_update_elem(inner, &one, &value, BPF_ANY));
    found = bpf_map_lookup_elem(&inner_a, &one);
    CHECK(found && *found == 9);
    CHECK(!bpf_map_lookup_elem(&maps_by_number, &one));
    inner = bpf_map_lookup_elem(&maps_by_key, &one);
    CHECK(inner);
    if (inner) {
        found = bpf_map_lookup_elem(inner, &one);
        CHECK(found && *found == 0);
    }
    CHECK(!bpf_map_lookup_elem(&maps_by_key, &key));
}

OP_SLEEPING(s32, init, maps_init)
{
    check_table();
    check_arrays();
    check_recent();
    check_queues();
    check_maps_of_maps();
    return 0;
}

CHECKING_SCHEDULER("maps", maps_init);
