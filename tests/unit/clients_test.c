/* SPDX-License-Identifier: ISC */
/* clients.h and sources.h: the listener's tables. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "check.h"
#include "clients.h"

enum { ROWS = 64, SOURCES = 40, STEPS = 20000 };

static struct source
source_number(unsigned number)
{
	/* Both kinds, including some that differ in one half only. */
	return number % 2 ? (struct source){ 0, number }
			  : (struct source){ number, number % 4 };
}

/* ------------------------------------------------------------------- rows */

static void
check_rows(void)
{
	struct clients c;
	struct client *first, *second, *third;
	uint64_t key;

	if (!clients_open(&c, 2)) {
		CHECK(false, "a table");
		return;
	}
	first = clients_add(&c, 5, source_number(1), 0);
	second = clients_add(&c, 6, source_number(1), 0);
	CHECK(!clients_add(&c, 7, source_number(1), 0), "a full table");
	CHECK(clients_oldest(&c, CLIENT_SILENT) == first, "who came first");
	key = clients_key(&c, first);
	CHECK(clients_find(&c, key) == first, "found again");
	clients_set(&c, first, CLIENT_FREE);
	CHECK_NUMBER(clients_count_all(&c), 1, "one is left");
	CHECK(clients_oldest(&c, CLIENT_SILENT) == second, "the next one");
	third = clients_add(&c, 5, source_number(1), 0);
	CHECK(third == first, "a row is used again");
	/* Late events of the row's previous client are not for this one. */
	CHECK(!clients_find(&c, key), "another client's row");
	CHECK(clients_find(&c, clients_key(&c, third)) == third, "its own");
}

/* -------------------------------------------------------------- processes */

static void
check_processes(void)
{
	struct clients c;
	struct client *client;

	if (!clients_open(&c, ROWS)) {
		CHECK(false, "a table");
		return;
	}
	client = clients_add(&c, 5, source_number(1), 0);
	clients_set(&c, client, CLIENT_SERVED);
	clients_add_process(&c, client, 100);
	clients_add_process(&c, client, 200);
	CHECK(clients_find_process(&c, NULL, 200) == client,
	    "by its second process");
	CHECK_NUMBER(clients_next_process(&c, client, 100), 200, "the second");
	CHECK_NUMBER(clients_next_process(&c, client, 200), 0, "no third");
	CHECK_NUMBER(clients_next_process(&c, client, 300), 0, "none of it");
	clients_remove_process(&c, client, 100);
	CHECK_NUMBER(clients_count(&c, CLIENT_SERVED), 1, "one still works");
	clients_remove_process(&c, client, 300);
	clients_remove_process(&c, client, 200);
	CHECK_NUMBER(clients_count_all(&c), 0, "with the last, the client");
	CHECK_NUMBER(sources_count(&c.sources, source_number(1)), 0,
	    "and it is counted no more");
}

/* A number that was one client's and has become another's. */
static void
check_number_of_two(void)
{
	struct clients c;
	struct client *first, *second;

	if (!clients_open(&c, ROWS)) {
		CHECK(false, "a table");
		return;
	}
	first = clients_add(&c, 5, source_number(1), 0);
	second = clients_add(&c, 6, source_number(2), 0);
	clients_set(&c, first, CLIENT_SERVED);
	clients_set(&c, second, CLIENT_SERVED);
	clients_add_process(&c, first, 100);
	clients_add_process(&c, second, 100);
	CHECK(clients_find_process(&c, NULL, 100) == first, "the first");
	CHECK(clients_find_process(&c, first, 100) == second, "the second");
	CHECK(!clients_find_process(&c, second, 100), "no third");
	clients_remove_process(&c, first, 100);
	CHECK(clients_find_process(&c, NULL, 100) == second, "it stays");
}

/* Scripts that all work on behind their redirects. */
static void
check_many_processes(void)
{
	struct clients c;
	struct client *client;

	if (!clients_open(&c, ROWS)) {
		CHECK(false, "a table");
		return;
	}
	client = clients_add(&c, 5, source_number(1), 0);
	clients_set(&c, client, CLIENT_SERVED);
	for (int i = 1; i <= CLIENT_PROCESSES_MAX; i++)
		clients_add_process(&c, client, i);
	for (int i = 1; i <= CLIENT_PROCESSES_MAX; i++) {
		CHECK(clients_find_process(&c, NULL, i) == client,
		    "each is known");
		clients_remove_process(&c, client, i);
	}
	CHECK_NUMBER(clients_count_all(&c), 0, "with the last, the client");
	client = clients_add(&c, 5, source_number(1), 0);
	clients_set(&c, client, CLIENT_SERVED);
	CHECK(
	    !clients_find_process(&c, NULL, 1), "none is left to the next one");
}

/* ----------------------------------------------------------------- sources */

/* Compares with counts kept in plain arrays. The tables are small, so that
 * places collide. */
static void
check_counts(uint64_t seed)
{
	unsigned counts[SOURCES] = { 0 }, total = 0, wrong = 0;
	struct sources s;

	if (!sources_open(&s, ROWS)) {
		CHECK(false, "a table");
		return;
	}
	s.seed = seed;
	for (unsigned step = 0, random = 1; step < STEPS; step++) {
		unsigned which;

		random = random * 1103515245 + 12345;
		which = 1 + (random >> 16) % (SOURCES - 1);
		if (random >> 31 && total < ROWS) {
			sources_add(&s, source_number(which));
			counts[which]++;
			total++;
		} else if (counts[which] > 0) {
			sources_remove(&s, source_number(which));
			counts[which]--;
			total--;
		}
		for (unsigned i = 1; i < SOURCES; i++)
			wrong +=
			    sources_count(&s, source_number(i)) != counts[i];
	}
	CHECK_NUMBER(wrong, 0, "counts by source");
}

static void
check_uncounted(void)
{
	static const struct source nobody = { 0, 0 };
	struct sources s;

	if (!sources_open(&s, 1)) {
		CHECK(false, "a table");
		return;
	}
	for (unsigned i = 0; i < ROWS; i++)
		sources_add(&s, nobody);
	CHECK_NUMBER(sources_count(&s, nobody), 0, "not counted");
	CHECK_NUMBER(sources_count(&s, source_number(1)), 0, "never seen");
}

static bool
is(const char *address, uint64_t high, uint64_t low)
{
	struct sockaddr_storage ss = { .ss_family = AF_UNIX };
	struct sockaddr_in *v4 = (void *)&ss;
	struct sockaddr_in6 *v6 = (void *)&ss;
	struct source source;

	if (inet_pton(AF_INET, address, &v4->sin_addr) == 1)
		ss.ss_family = AF_INET;
	else if (inet_pton(AF_INET6, address, &v6->sin6_addr) == 1)
		ss.ss_family = AF_INET6;
	source = source_of(&ss);
	return source.high == high && source.low == low;
}

static void
check_addresses(void)
{
	struct sockaddr_storage a = { .ss_family = AF_INET6 },
				b = { .ss_family = AF_INET6 };
	struct sockaddr_in6 *v6 = (void *)&a;

	CHECK(is("192.0.2.1", 0, 0xc0000201), "IPv4");
	CHECK(is("::ffff:192.0.2.1", 0, 0xc0000201), "IPv4 in IPv6");
	CHECK(is("127.0.0.2", 0, 0), "loopback");
	CHECK(is("::ffff:127.0.0.1", 0, 0), "loopback in IPv6");
	CHECK(is("::1", 0, 0), "IPv6 loopback");
	CHECK(is("", 0, 0), "no address");
	(void)inet_pton(AF_INET6, "2001:db8:1:2::3", &v6->sin6_addr);
	v6 = (void *)&b;
	(void)inet_pton(AF_INET6, "2001:db8:1:2:ffff::", &v6->sin6_addr);
	CHECK(source_of(&a).high && source_of(&a).high == source_of(&b).high &&
		!source_of(&a).low,
	    "an IPv6 /64 is one source");
	(void)inet_pton(AF_INET6, "2001:db8:1:3::3", &v6->sin6_addr);
	CHECK(source_of(&a).high != source_of(&b).high, "another /64");
}

int
main(void)
{
	check_rows();
	check_processes();
	check_number_of_two();
	check_many_processes();
	check_counts(0);
	check_counts(UINT64_C(0x9e3779b97f4a7c15));
	check_uncounted();
	check_addresses();
	return check_done();
}
