/* SPDX-License-Identifier: ISC */
#include "network.h"

#include "check.h"

static const struct {
	const char *list;
	const char *address; /* "unix": a UNIX socket */
	bool has;
} rows[] = {
	{ "192.0.2.1", "192.0.2.1", true },
	{ "192.0.2.1", "192.0.2.2", false },
	{ "192.0.2.1/32", "192.0.2.1", true },
	{ "192.0.2.1/31", "192.0.2.0", true },
	{ "192.0.2.1/31", "192.0.2.2", false },
	{ "10.0.0.0/8", "10.255.255.255", true },
	{ "10.0.0.0/8", "11.0.0.0", false },
	{ "10.0.0.0/8", "9.255.255.255", false },
	{ "10.128.0.0/9", "10.127.0.1", false },
	{ "10.128.0.0/9", "10.200.0.1", true },
	{ "0.0.0.0/0", "203.0.113.9", true },
	{ "0.0.0.0/0", "2001:db8::1", false },
	{ "0.0.0.0/0", "unix", false },
	{ "::/0", "2001:db8::1", true },
	{ "::/0", "192.0.2.1", false },
	{ "::/0", "unix", false },
	{ "2001:db8::/33", "2001:db8:7fff::", true },
	{ "2001:db8::/33", "2001:db8:8000::", false },
	{ "2001:db8::1", "2001:db8::1", true },
	{ "2001:db8::1", "2001:db8::2", false },
	{ "::1", "::1", true },
	/* An IPv4 address written as IPv6 is the same address. */
	{ "192.0.2.0/24", "::ffff:192.0.2.7", true },
	{ "::ffff:192.0.2.7", "192.0.2.7", true },
	{ "unix", "unix", true },
	{ "unix", "127.0.0.1", false },
	{ "127.0.0.1", "unix", false },
	{ "::1,10.0.0.0/8, unix", "unix", true },
	{ "::1 , 10.0.0.0/8", "10.1.2.3", true },
	{ "::1,10.0.0.0/8", "::2", false },
};

static const struct {
	const char *list;
	bool good;
} lists[] = {
	{ "192.0.2.1", true },
	{ "10.0.0.0/8,fd00::/8,unix", true },
	{ "10.0.0.1/8", true }, /* bits of the host are ignored */
	{ "", false },
	{ ",", false },
	{ "10.0.0.0/8,", false },
	{ "10.0.0.0/33", false },
	{ "10.0.0.0/", false },
	{ "10.0.0.0/-1", false },
	{ "10.0.0.0/8/8", false },
	{ "10.0.0.0/8 10.0.0.1", false },
	{ "10.0.0", false },
	{ "10.0.0.256", false },
	{ "::/129", false },
	{ "::ffff:192.0.2.0/120", false }, /* it is IPv4: 32 bits */
	{ "[::1]", false },
	{ "::1%lo", false },
	{ "localhost", false },
	{ "UNIX", false },
	{ "unix/8", false },
	{ "0000000000000000000000000000000000000000000000000000000::1", false },
};

static const struct {
	const char *text;
	enum network_family family;
	const char *again;
} addresses[] = {
	{ "192.0.2.1", NETWORK_IPV4, "192.0.2.1" },
	{ "2001:DB8:0::0001", NETWORK_IPV6, "2001:db8::1" },
	{ "::ffff:192.0.2.1", NETWORK_IPV4, "192.0.2.1" },
	{ "::", NETWORK_IPV6, "::" },
	{ "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", NETWORK_IPV6,
	    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
	{ "", NETWORK_NONE, "" },
	{ " 192.0.2.1", NETWORK_NONE, "" },
	{ "192.0.2.1 ", NETWORK_NONE, "" },
	{ "192.0.2.01", NETWORK_NONE, "" },
	{ "192.0.2", NETWORK_NONE, "" },
	{ "0x7f.1", NETWORK_NONE, "" },
	{ "1::2::3", NETWORK_NONE, "" },
};

static struct network_address
address_of(const char *text)
{
	struct network_address address = network_address_of(NETWORK_UNIX, NULL);

	if (strcmp(text, "unix") != 0)
		CHECK(network_address_parse(bytes_of(text), &address), text);
	return address;
}

static void
check_addresses(void)
{
	char space[NETWORK_TEXT_SIZE];

	for (size_t i = 0; i < lengthof(addresses); i++) {
		struct network_address address = { .family = NETWORK_NONE };
		struct bytes text = guarded(bytes_of(addresses[i].text));
		bool good = network_address_parse(text, &address);

		CHECK(good == (addresses[i].family != NETWORK_NONE),
		    addresses[i].text);
		CHECK_NUMBER(
		    address.family, addresses[i].family, addresses[i].text);
		if (good)
			CHECK_BYTES(
			    bytes_of(network_address_text(&address, space)),
			    bytes_of(addresses[i].again), addresses[i].text);
	}
}

int
main(void)
{
	char space[NETWORK_TEXT_SIZE];
	struct network_address none = { .family = NETWORK_NONE };

	for (size_t i = 0; i < lengthof(rows); i++) {
		struct network_address address = address_of(rows[i].address);

		CHECK(!network_list_fault(rows[i].list), rows[i].list);
		CHECK(network_list_has(rows[i].list, &address) == rows[i].has,
		    rows[i].list);
		CHECK(!network_list_has(rows[i].list, &none), rows[i].list);
	}
	for (size_t i = 0; i < lengthof(lists); i++)
		CHECK(!network_list_fault(lists[i].list) == lists[i].good,
		    lists[i].list);
	CHECK(
	    !network_address_parse((struct bytes){ "10.0.0.1\0x", 10 }, &none),
	    "a NUL within");
	CHECK_BYTES(bytes_of(network_address_text(&none, space)),
	    bytes_of("this machine"), "no address");
	check_addresses();
	return check_done();
}
