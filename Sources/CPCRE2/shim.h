// PCRE2 is compiled per code-unit width; Remit matches UTF-8.
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
