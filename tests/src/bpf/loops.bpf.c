/* Every way to go round in circles. */
#include "check.h"

struct sum {
    u64 total;
    u32 stop_at;
};

static long add(u32 index, struct sum *sum)
{
    sum->total += index;
    return index == sum->stop_at;
}

static long nested(u32 index, u64 *total)
{
    struct sum sum = {.stop_at = ~0U};

    bpf_loop(index, add, &sum, 0);
    *total += sum.total;
    return 0;
}

/* Leaves the loop when the kernel says that it has gone on for too long. */
#define GIVE_UP_GOTO(label) asm volatile goto("may_goto %l[" #label "]" : : : : label)

struct bpf_iter_bits {
    u64 opaque[2];
} __attribute__((aligned(8)));

KERNEL_FUNCTION int bpf_iter_bits_new(struct bpf_iter_bits *it, const u64 *unsafe_ptr__ign, u32 nr_words);
KERNEL_FUNCTION int *bpf_iter_bits_next(struct bpf_iter_bits *it);
KERNEL_FUNCTION void bpf_iter_bits_destroy(struct bpf_iter_bits *it);

static NOINLINE void check_bits(void)
{
    u64 words[3] = {0x8000000000000001ULL, 0, 6};
    struct bpf_iter_bits it;
    u64 seen = 0, count = 0;
    int *bit;

    CHECK(!bpf_iter_bits_new(&it, words, 3));
    words[1] = ~0ULL;
    while ((bit = bpf_iter_bits_next(&it))) {
        seen = seen * 1000 + *bit;
        count++;
    }
    CHECK(count == 4 && seen == 63129130);
    CHECK(!bpf_iter_bits_next(&it));
    bpf_iter_bits_destroy(&it);
    CHECK(bpf_iter_bits_new(&it, words, 0) == -22);
    CHECK(!bpf_iter_bits_next(&it));
    bpf_iter_bits_destroy(&it);
    CHECK(bpf_iter_bits_new(&it, words, 512) == -7);
    bpf_iter_bits_destroy(&it);
}

OP_SLEEPING(s32, init, loops_init)
{
    struct sum sum = {.stop_at = ~0U};
    struct bpf_iter_num it;
    u64 total = 0, rounds = 0;
    int *at;

    check_bits();
    FOR_EACH_NUMBER(i, 3, 7)
        total += i;
    CHECK(total == 18);
    total = 0;
    FOR_EACH_NUMBER(i, 0, 10) {
        FOR_EACH_NUMBER(j, 0, 10) {
            if (j == 5)
                break;
            total++;
        }
    }
    CHECK(total == 50);
    total = 0;
    FOR_EACH_NUMBER(i, -3, 0)
        total += i;
    CHECK(total == (u64)-6);

    CHECK(bpf_iter_num_new(&it, 5, 4) == -22);
    CHECK(!bpf_iter_num_next(&it));
    bpf_iter_num_destroy(&it);
    CHECK(bpf_iter_num_new(&it, 0, 8 * 1024 * 1024 + 1) == -7);
    CHECK(!bpf_iter_num_next(&it));
    bpf_iter_num_destroy(&it);
    CHECK(bpf_iter_num_new(&it, -0x7fffffff - 1, -0x7fffffff) == 0);
    at = bpf_iter_num_next(&it);
    CHECK(at && *at == -0x7fffffff - 1);
    CHECK(!bpf_iter_num_next(&it));
    bpf_iter_num_destroy(&it);

    CHECK(bpf_loop(100, add, &sum, 0) == 100);
    CHECK(sum.total == 4950);
    sum.total = 0;
    sum.stop_at = 9;
    CHECK(bpf_loop(100, add, &sum, 0) == 10);
    CHECK(sum.total == 45);
    CHECK(bpf_loop(100, add, &sum, 1) == -22);
    CHECK(bpf_loop((1 << 23) + 1, add, &sum, 0) == -7);
    total = 0;
    bpf_loop(5, nested, &total, 0);
    CHECK(total == 0 + 0 + 1 + 3 + 6);

    while (rounds < 1000) {
        GIVE_UP_GOTO(out);
        rounds++;
    }
out:
    CHECK(rounds == 1000);
    for (;;) {
        GIVE_UP_GOTO(out_again);
        rounds++;
    }
out_again:
    CHECK(rounds > 1000);
    return 0;
}

CHECKING_SCHEDULER("loops", loops_init);
