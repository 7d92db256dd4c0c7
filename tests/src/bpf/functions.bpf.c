/* Functions that call each other: static, global, weak, through addresses, as deep as it goes. */
#include "check.h"

struct pair {
    u64 a;
    u64 b;
};

u64 shared_state = 7;
static u64 hidden_state = 11;

static NOINLINE u64 five(u64 a, u64 b, u64 c, u64 d, u64 e)
{
    HIDE(a);
    return a + 2 * b + 3 * c + 4 * d + 5 * e;
}

NOINLINE int change_pair(struct pair *pair)
{
    if (!pair)
        return -1;
    pair->a += pair->b;
    pair->b = shared_state++;
    return 0;
}

__attribute__((weak)) NOINLINE int weak_function(int x)
{
    HIDE(x);
    return x * 3;
}

NOINLINE s8 narrow(s32 x)
{
    HIDE(x);
    return x;
}

static NOINLINE u32 depth6(u32 x)
{
    u64 words[50];

    for (int i = 0; i < 50; i++)
        words[i] = x;
    HIDE(x);
    return words[x % 50] + 1;
}
static NOINLINE u32 depth5(u32 x) { HIDE(x); return depth6(x) + 1; }
static NOINLINE u32 depth4(u32 x) { HIDE(x); return depth5(x) + 1; }
static NOINLINE u32 depth3(u32 x) { HIDE(x); return depth4(x) + 1; }
static NOINLINE u32 depth2(u32 x) { HIDE(x); return depth3(x) + 1; }
static NOINLINE u32 depth1(u32 x) { HIDE(x); return depth2(x) + 1; }

static long count_up(u32 index, void *context)
{
    hidden_state++;
    return 0;
}

static long count_down(u32 index, void *context)
{
    hidden_state--;
    return 0;
}

OP_SLEEPING(s32, init, functions_init)
{
    struct pair pair = {1, 2};
    long (*chosen)(u32, void *);

    CHECK(five(1, 1, 1, 1, 1) == 15);
    CHECK(five(1, 2, 3, 4, 5) == 55);
    CHECK(change_pair(&pair) == 0 && pair.a == 3 && pair.b == 7 && shared_state == 8);
    CHECK(weak_function(14) == 42);
    CHECK(weak_function(-14) == -42);
    CHECK(narrow(0x1ff) == -1);
    CHECK(depth1(3) == 9);
    chosen = count_up;
    bpf_loop(6, chosen, NULL, 0);
    CHECK(hidden_state == 17);
    if (shared_state == 8)
        bpf_loop(2, count_down, NULL, 0);
    CHECK(hidden_state == 15);
    return 0;
}

CHECKING_SCHEDULER("functions", functions_init);
