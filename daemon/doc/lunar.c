/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lunar - days of the Vietnamese lunar calendar
 *
 * Days are Julian day numbers inside; new moons are counted from that of 1900-01-01.
 */
#include "doc/lunar.h"

#include <math.h>

#include "base/clock.h"

#define EPOCH_JULIAN 2440588 /* of 1970-01-01 */
#define FIRST_MOON   2415021.076998695
#define MONTH_DAYS   29.530588853
#define RADIANS      (M_PI / 180)
/* Of a day, that Vietnam is ahead of UTC. */
#define AHEAD (VT_VIETNAM_SECONDS / 86400.0)

/* The day on which the k-th new moon falls. */
static int64_t new_moon_day(int64_t k)
{
	double n = (double)k;
	double t = n / 1236.85, t2 = t * t, t3 = t2 * t;
	double mean = 2415020.75933 + 29.53058868 * n + 0.0001178 * t2 - 0.000000155 * t3
		      + 0.00033 * sin((166.56 + 132.87 * t - 0.009173 * t2) * RADIANS);
	/* Anomaly of the sun, of the moon; the moon's argument of latitude. */
	double s = (359.2242 + 29.10535608 * n - 0.0000333 * t2 - 0.00000347 * t3) * RADIANS;
	double m = (306.0253 + 385.81691806 * n + 0.0107306 * t2 + 0.00001236 * t3) * RADIANS;
	double f = (21.2964 + 390.67050646 * n - 0.0016528 * t2 - 0.00000239 * t3) * RADIANS;
	double shift = (0.1734 - 0.000393 * t) * sin(s) + 0.0021 * sin(2 * s) - 0.4068 * sin(m)
		       + 0.0161 * sin(2 * m) - 0.0004 * sin(3 * m) + 0.0104 * sin(2 * f)
		       - 0.0051 * sin(s + m) - 0.0074 * sin(s - m) + 0.0004 * sin(2 * f + s)
		       - 0.0004 * sin(2 * f - s) - 0.0006 * sin(2 * f + m) + 0.0010 * sin(2 * f - m)
		       + 0.0005 * sin(2 * m + s);
	/* Dynamical time minus universal time, after 800. */
	double delta = -0.000278 + 0.000265 * t + 0.000262 * t2;

	return (int64_t)floor(mean + shift - delta + 0.5 + AHEAD);
}

/* Which twelfth of the ecliptic the sun is in when that day begins; 9 = from the winter solstice.
 */
static int sun_sector(int64_t day)
{
	double t = ((double)day - 0.5 - AHEAD - 2451545.0) / 36525, t2 = t * t;
	double m = (357.52910 + 35999.05030 * t - 0.0001559 * t2 - 0.00000048 * t * t2) * RADIANS;
	double mean = 280.46645 + 36000.76983 * t + 0.0003032 * t2;
	double centre = (1.914600 - 0.004817 * t - 0.000014 * t2) * sin(m)
			+ (0.019993 - 0.000101 * t) * sin(2 * m) + 0.000290 * sin(3 * m);
	double degrees = fmod(mean + centre, 360);

	return (int)floor((degrees < 0 ? degrees + 360 : degrees) / 30);
}

static int64_t julian_of(int year, int month, int day)
{
	const vt_date date = { .year = year, .month = month, .day = day, .hour = 12 };

	return (vt_clock_from_vietnam(&date) + VT_VIETNAM_SECONDS) / 86400 + EPOCH_JULIAN;
}

/* First day of the lunar month with the winter solstice of that year: always the eleventh. */
static int64_t eleventh_month(int year)
{
	int64_t k = (int64_t)floor((double)(julian_of(year, 12, 31) - 2415021) / MONTH_DAYS);
	int64_t day = new_moon_day(k);

	return sun_sector(day) >= 9 ? new_moon_day(k - 1) : day;
}

/* The month after that eleventh one in which the sun enters no new sector: the leap month. */
static int leap_offset(int64_t k)
{
	int last = 0, sector = sun_sector(new_moon_day(k + 1)), i = 1;

	do {
		last = sector;
		i++;
		sector = sun_sector(new_moon_day(k + i));
	} while (sector != last && i < 14);
	return i - 1;
}

int64_t vt_lunar_day(int year, int month, int day)
{
	int from = month < 11 ? year - 1 : year;
	int64_t begin = eleventh_month(from), end = eleventh_month(from + 1);
	int64_t k = (int64_t)floor(0.5 + ((double)begin - FIRST_MOON) / MONTH_DAYS);
	int offset = month < 11 ? month + 1 : month - 11;

	if (end - begin > 365 && offset >= leap_offset(k))
		offset++;
	return new_moon_day(k + offset) + day - 1 - EPOCH_JULIAN;
}
