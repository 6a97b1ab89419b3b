/* A system's mathematics library that is off by one unit in the last place for one argument in sixteen, as another system's is.
   Loaded in front of the real one, it shows whether any result depends on the system:

   cc -O2 -fno-builtin -shared -fPIC .ci/perturbed-math.c -o target/perturbed-math.so -lm
   LD_PRELOAD=$PWD/target/perturbed-math.so target/debug/ch05-backprop --quick --json */
#include <math.h>
#include <stdint.h>
#include <string.h>

static int is_hit(uint64_t bits) { return bits * 0x9E3779B97F4A7C15ull >> 60 == 0; }
static uint64_t bits_of(double x) { uint64_t bits; memcpy(&bits, &x, sizeof bits); return bits; }

#define PERTURBED(name) \
    double name(double x) { double y = (double)name##l((long double)x); return is_hit(bits_of(x)) ? nextafter(y, INFINITY) : y; } \
    float name##f(float x) { float y = (float)name##l((long double)x); return is_hit(bits_of(x)) ? nextafterf(y, INFINITY) : y; }
#define PERTURBED_2(name) \
    double name(double x, double z) { double y = (double)name##l((long double)x, (long double)z); return is_hit(bits_of(x) ^ bits_of(z)) ? nextafter(y, INFINITY) : y; } \
    float name##f(float x, float z) { float y = (float)name##l((long double)x, (long double)z); return is_hit(bits_of(x) ^ bits_of(z)) ? nextafterf(y, INFINITY) : y; }

PERTURBED(exp) PERTURBED(exp2) PERTURBED(expm1) PERTURBED(log) PERTURBED(log2) PERTURBED(log10) PERTURBED(log1p)
PERTURBED(sin) PERTURBED(cos) PERTURBED(tan) PERTURBED(asin) PERTURBED(acos) PERTURBED(atan)
PERTURBED(sinh) PERTURBED(cosh) PERTURBED(tanh) PERTURBED(cbrt)
PERTURBED_2(pow) PERTURBED_2(hypot) PERTURBED_2(atan2)
