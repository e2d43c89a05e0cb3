/* SPDX-License-Identifier: ISC */
#include "sources.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/random.h>

#include "apart.h"

static bool
is_loopback(uint32_t v4)
{
	return v4 >> 24 == IN_LOOPBACKNET;
}

struct source
source_of(const struct sockaddr_storage *address)
{
	const struct sockaddr_in *in = (const void *)address;
	const struct sockaddr_in6 *in6 = (const void *)address;
	const struct in6_addr *v6 = &in6->sin6_addr;
	struct source source = { 0, 0 };
	uint32_t v4 = ntohl(in->sin_addr.s_addr);

	if (address->ss_family == AF_INET6 && !IN6_IS_ADDR_V4MAPPED(v6)) {
		if (!IN6_IS_ADDR_LOOPBACK(v6))
			memcpy(&source.high, v6->s6_addr, sizeof source.high);
		return source;
	}
	if (address->ss_family == AF_INET6) {
		memcpy(&v4, &v6->s6_addr[12], sizeof v4);
		v4 = ntohl(v4);
	} else if (address->ss_family != AF_INET) {
		return source;
	}
	if (!is_loopback(v4))
		source.low = v4;
	return source;
}

/* ------------------------------------------------------------------- table */

bool
sources_open(struct sources *s, unsigned most)
{
	unsigned places = 2;

	/* At least half of the places are always empty. */
	while (places / 2 < most)
		places *= 2;
	*s = (struct sources){ .mask = places - 1 };
	(void)!getrandom(&s->seed, sizeof s->seed, GRND_NONBLOCK);
	s->places = apart_map(places * sizeof *s->places);
	return s->places != NULL;
}

static bool
is_counted(struct source source)
{
	return source.high || source.low;
}

/* The place where a source is looked for first: multiplies by odd numbers that
 * no client knows, and uses the upper bits, which are the well mixed ones. */
static unsigned
home_of(const struct sources *s, struct source source)
{
	uint64_t hash = (source.high ^ s->seed) * (s->seed | 1);

	hash = (hash ^ hash >> 32 ^ source.low) * (s->seed >> 7 | 1);
	return (unsigned)(hash >> 32) & s->mask;
}

/* The place of a source, or the empty one where it is to go. */
static struct source_count *
find(const struct sources *s, struct source source)
{
	unsigned at = home_of(s, source);

	while (s->places[at].count > 0 &&
	    (s->places[at].source.high != source.high ||
		s->places[at].source.low != source.low))
		at = (at + 1) & s->mask;
	return &s->places[at];
}

/* Fills a place that has become empty from those after it that could not be
 * found any more. */
static void
close_gap(struct sources *s, unsigned gap)
{
	for (unsigned at = (gap + 1) & s->mask; s->places[at].count > 0;
	     at = (at + 1) & s->mask) {
		unsigned home = home_of(s, s->places[at].source);

		if (((at - home) & s->mask) >= ((at - gap) & s->mask)) {
			s->places[gap] = s->places[at];
			s->places[at].count = 0;
			gap = at;
		}
	}
}

void
sources_add(struct sources *s, struct source source)
{
	struct source_count *place;

	if (!is_counted(source))
		return;
	place = find(s, source);
	place->source = source;
	place->count++;
}

void
sources_remove(struct sources *s, struct source source)
{
	struct source_count *place;

	if (!is_counted(source))
		return;
	place = find(s, source);
	if (place->count > 0 && --place->count == 0)
		close_gap(s, (unsigned)(place - s->places));
}

unsigned
sources_count(const struct sources *s, struct source source)
{
	return is_counted(source) ? find(s, source)->count : 0;
}
