// PCRE2's names are macros that append the code unit width, which Swift
// cannot import; with the width fixed the functions are `pcre2_compile_8`...
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
