/* Asks for a text of two billion characters. */
#include "../check.h"

OP_SLEEPING(s32, init, formats_init)
{
    char small[16];
    static const char format[] = "%2147483647d %2000000000s";
    u64 data[] = {1, 2};

    bpf_snprintf(small, sizeof(small), format, data, sizeof(data));
    PRINT("%1999999999d", 1);
    return 0;
}

CHECKING_SCHEDULER("long_formats", formats_init);
