/* What only the fourth version of the instruction set can say. */
#include "../check.h"

s64 numerator = -17;
s32 small_numerator = -17;
s8 small = -3;

OP_SLEEPING(s32, init, division_init)
{
    s64 a = numerator, b = 5;
    s32 c = small_numerator, d = 5;

    HIDE(b);
    HIDE(d);
    CHECK(a / b == -3 && a % b == -2);
    CHECK(c / d == -3 && c % d == -2);
    CHECK(a / -b == 3 && (s64)small * 2 == -6);
    return 0;
}

CHECKING_SCHEDULER("signed_division", division_init);
