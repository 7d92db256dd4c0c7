/* Schedulers that check the runtime from inside: a check that fails ends them with the line it is in. */
#pragma once

#include "scx.h"

u64 checks_made;

static NOINLINE __attribute__((unused)) int check_failed(u32 line)
{
    FAIL("check in line %llu failed", line);
    return 0;
}

#define CHECK(condition) \
    do { \
        checks_made++; \
        if (!(condition)) \
            check_failed(__LINE__); \
    } while (0)

/* The compiler may assume nothing about the value. */
#define HIDE(variable) asm volatile("" : "+r"(variable))

/* A scheduler whose only op is init; the kernel's defaults do the rest. */
#define CHECKING_SCHEDULER(title, program) \
    SEC(".struct_ops.link") \
    struct sched_ext_ops ops = {.init = (void *)program, .name = title}; \
    LICENSE_GPL
