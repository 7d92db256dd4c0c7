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

OP_SLEEPING(s32, init, loops_init)
{
    struct sum sum = {.stop_at = ~0U};
    struct bpf_iter_num it;
    u64 total = 0, rounds = 0;
    int *at;

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
