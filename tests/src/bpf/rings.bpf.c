/* Ring buffers in both directions, and pointers with a length. */
#include "check.h"

static long (*bpf_dynptr_from_mem)(void *data, u32 size, u64 flags, struct bpf_dynptr *ptr) = (void *)197;
static long (*bpf_ringbuf_reserve_dynptr)(void *ring, u32 size, u64 flags, struct bpf_dynptr *ptr) = (void *)198;
static void (*bpf_ringbuf_submit_dynptr)(struct bpf_dynptr *ptr, u64 flags) = (void *)199;
static void (*bpf_ringbuf_discard_dynptr)(struct bpf_dynptr *ptr, u64 flags) = (void *)200;
static long (*bpf_dynptr_read)(void *to, u32 length, const struct bpf_dynptr *ptr, u32 offset, u64 flags) = (void *)201;
static long (*bpf_dynptr_write)(const struct bpf_dynptr *ptr, u32 offset, void *from, u32 length, u64 flags) =
    (void *)202;
static void *(*bpf_dynptr_data)(const struct bpf_dynptr *ptr, u32 offset, u32 length) = (void *)203;
static long (*bpf_user_ringbuf_drain)(void *ring, void *callback, void *context, u64 flags) = (void *)209;

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_RINGBUF);
    MAP_NUMBER(max_entries, 4096);
} ring SEC(".maps");

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_RINGBUF);
    MAP_NUMBER(max_entries, 360448); /* no power of two: the loader rounds up */
} odd_ring SEC(".maps");

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_USER_RINGBUF);
    MAP_NUMBER(max_entries, 4096);
} from_user SEC(".maps");

struct record {
    u64 words[4];
};

u64 memory[4] = {1, 2, 3, 4};

static long drained(struct bpf_dynptr *ptr, u64 *count)
{
    (*count)++;
    return 0;
}

static NOINLINE void check_ring(void)
{
    struct record *record = bpf_ringbuf_reserve(&ring, sizeof(*record), 0), small = {};
    u32 kept = 0;

    CHECK(bpf_ringbuf_query(&ring, 1) == 4096);
    CHECK(record);
    if (record) {
        record->words[3] = 8;
        CHECK(bpf_ringbuf_query(&ring, 0) == sizeof(*record) + 8);
        bpf_ringbuf_submit(record, 0);
    }
    CHECK(bpf_ringbuf_query(&ring, 3) == sizeof(*record) + 8 && bpf_ringbuf_query(&ring, 2) == 0);
    CHECK(!bpf_ringbuf_output(&ring, &small, 12, 0));
    CHECK(bpf_ringbuf_query(&ring, 3) == sizeof(*record) + 8 + 24);
    CHECK(!bpf_ringbuf_reserve(&ring, 8192, 0));
    record = bpf_ringbuf_reserve(&ring, sizeof(*record), 0);
    if (record)
        bpf_ringbuf_discard(record, 0);
    FOR_EACH_NUMBER(i, 0, 1000) {
        if (bpf_ringbuf_output(&ring, &small, sizeof(small), 0))
            break;
        kept++;
    }
    CHECK(kept > 90 && kept < 103);
    CHECK(bpf_ringbuf_output(&ring, &small, sizeof(small), 0) == -11);
    CHECK(!bpf_ringbuf_reserve(&ring, sizeof(small), 0));
    CHECK(bpf_ringbuf_query(&odd_ring, 1) == 524288);
}

static NOINLINE void check_dynptr(void)
{
    struct bpf_dynptr ptr;
    u64 word = 0, *data;

    CHECK(!bpf_dynptr_from_mem(memory, sizeof(memory), 0, &ptr));
    CHECK(!bpf_dynptr_read(&word, 8, &ptr, 8, 0) && word == 2);
    word = 22;
    CHECK(!bpf_dynptr_write(&ptr, 8, &word, 8, 0) && memory[1] == 22);
    CHECK(bpf_dynptr_read(&word, 8, &ptr, 28, 0) == -7);
    data = bpf_dynptr_data(&ptr, 16, 8);
    CHECK(data && *data == 3);
    CHECK(!bpf_dynptr_data(&ptr, 24, 16));

    CHECK(!bpf_ringbuf_reserve_dynptr(&odd_ring, 100, 0, &ptr));
    word = 5;
    CHECK(!bpf_dynptr_write(&ptr, 92, &word, 8, 0));
    CHECK(bpf_dynptr_write(&ptr, 96, &word, 8, 0) == -7);
    bpf_ringbuf_submit_dynptr(&ptr, 0);
    CHECK(bpf_ringbuf_query(&odd_ring, 3) == 112);
    CHECK(!bpf_ringbuf_reserve_dynptr(&odd_ring, 100, 0, &ptr));
    bpf_ringbuf_discard_dynptr(&ptr, 0);
    CHECK(bpf_ringbuf_reserve_dynptr(&odd_ring, 1 << 24, 0, &ptr));
    CHECK(!bpf_dynptr_data(&ptr, 0, 8));
    bpf_ringbuf_discard_dynptr(&ptr, 0);
}

OP_SLEEPING(s32, init, rings_init)
{
    u64 count = 0;

    check_ring();
    check_dynptr();
    CHECK(bpf_user_ringbuf_drain(&from_user, drained, &count, 0) == 0 && count == 0);
    return 0;
}

CHECKING_SCHEDULER("rings", rings_init);
