/* Arithmetic, atomics and widths, on values that the compiler does not know. */
#include "check.h"

u64 a64 = 100;
u32 a32 = 100;
s8 bytes[4] = {-1, 2, -3, 4};
s16 halves[2] = {-300, 300};
s32 ints[2] = {-70000, 70000};

static NOINLINE void check_atomics(void)
{
    u64 *at64 = &a64;
    u32 *at32 = &a32;

    CHECK(__sync_fetch_and_add(at64, 5) == 100 && a64 == 105);
    CHECK(__sync_fetch_and_sub(at64, 5) == 105 && a64 == 100);
    CHECK(__sync_fetch_and_or(at64, 3) == 100 && a64 == 103);
    CHECK(__sync_fetch_and_and(at64, 0xf) == 103 && a64 == 7);
    CHECK(__sync_fetch_and_xor(at64, 2) == 7 && a64 == 5);
    CHECK(__sync_lock_test_and_set(at64, 9) == 5 && a64 == 9);
    CHECK(__sync_val_compare_and_swap(at64, 9, ~0ULL) == 9 && a64 == ~0ULL);
    CHECK(__sync_fetch_and_add(at32, ~0U) == 100 && a32 == 99);
    CHECK(__sync_fetch_and_or(at32, 0x80000000) == 99 && a32 == (0x80000000 | 99));
    CHECK(__sync_lock_test_and_set(at32, 1) == (0x80000000 | 99));
    CHECK(__sync_val_compare_and_swap(at32, 2, 3) == 1 && a32 == 1);
    CHECK(__sync_bool_compare_and_swap(at32, 1, 3) && a32 == 3);
    __sync_fetch_and_add(at64, 1);
    CHECK(a64 == 0);
}

OP_SLEEPING(s32, init, words_init)
{
    u64 x = 7, y = 0, big = 0x8000000000000001ULL;
    u32 small = 0x80000001U;
    s64 minus = -5;
    s32 lowest = -0x7fffffff - 1;

    check_atomics();
    HIDE(x);
    HIDE(y);
    HIDE(big);
    HIDE(small);
    HIDE(minus);
    HIDE(lowest);
    CHECK(x / 2 == 3 && x % 2 == 1);
    CHECK(small / 3 == 0x2aaaaaab && small % 10 == 9);
    CHECK(big / 3 == 0x2aaaaaaaaaaaaaabULL && big >> 60 == 8 && (s64)big >> 60 == -8);
    CHECK((s32)small >> 28 == -8 && small >> 28 == 8);
    CHECK(minus * 3 == -15 && -minus == 5 && minus < 0 && (u64)minus > x);
    CHECK((u32)minus == 0xfffffffbU && (u64)(u32)minus == 0xfffffffbULL);
    CHECK((s64)lowest == -2147483648LL && lowest < 0);
    CHECK(bytes[0] == -1 && (u8)bytes[2] == 253 && halves[0] == -300 && ints[0] == -70000);
    CHECK(ints[0] + ints[1] == 0 && bytes[0] + bytes[1] == 1);
    CHECK((u16)x << 12 == 28672 && __builtin_bswap32(small) == 0x01000080);
    CHECK(__builtin_bswap64(big) == 0x0100000000000080ULL && __builtin_bswap16((u16)x) == 0x0700);
    CHECK(y + x == 7 && (y ^ x) == 7 && (y | 1) == 1);
    return 0;
}

CHECKING_SCHEDULER("words", words_init);
