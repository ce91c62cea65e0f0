/** The type of a moment (C11 7.27); there is no clock. */
#ifndef PIXMILL_TIME_H
#define PIXMILL_TIME_H

typedef long long time_t;

#endif
